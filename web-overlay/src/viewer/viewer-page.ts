import { css, html, LitElement, nothing } from 'lit';
import { customElement, query, state } from 'lit/decorators.js';
import { icon } from '../design/icons';
import { sheet } from '../design/sheet';
import { askedPath, eventFromPath, paths } from '../net/address';
import { ApiProblem } from '../net/api';
import '../player/vitrine-player';
import type { VitrinePlayer } from '../player/vitrine-player';
import { EventRoom } from '../room/event-room';
import type { Phase, Stream } from '../room/records';
import { chooseTheme, currentTheme } from '../ui/theme';
import { words } from '../words/strings';
import './chat-panel';
import type { ChatPanel } from './chat-panel';
import './offer-card';
import { Session } from './session';
import './shelf';
import { Shopper } from './shopper';
import { hasPoster, isOver, slateFor } from './slate';

const WIDE = '(min-width: 960px)';
const COUNT_EVERY_MS = 15_000;
const LOOK_AGAIN_MS = 3_000;

type Standing = 'opening' | 'open' | 'missing' | 'unreachable' | 'no-event';

/** `/watch/EVENT`: the picture, the talk around it, and what is for sale. */
@customElement('vitrine-viewer')
export class ViewerPage extends LitElement {
  @state() private standing: Standing = 'opening';
  @state() private wide = matchMedia(WIDE).matches;
  @state() private watching: number | undefined;
  @state() private naming = false;
  @state() private nameTrouble = '';
  @state() private tall = false;
  @state() private fullPicture = false;

  @query('vitrine-player') private player?: VitrinePlayer;
  @query('vitrine-chat') private chatPanel?: ChatPanel;

  readonly #event = eventFromPath();
  readonly #session = new Session(this.#event);
  readonly #shopper = new Shopper(this.#event, this.#session.api);
  readonly #room = new EventRoom(this.#event, { token: this.#session.token });
  #ending = new AbortController();
  #counting: ReturnType<typeof setInterval> | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    this.#ending = new AbortController();
    const { signal } = this.#ending;
    matchMedia(WIDE).addEventListener(
      'change',
      ({ matches }) => {
        this.wide = matches;
      },
      { signal },
    );
    document.addEventListener(
      'fullscreenchange',
      () => {
        this.fullPicture = document.fullscreenElement !== null;
      },
      { signal },
    );
    this.#room.onChange(() => this.#roomChanged());
    this.#room.me = this.#session.me;
    void this.#open();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#ending.abort();
    clearInterval(this.#counting);
    this.#room.close();
  }

  override updated(): void {
    if (this.player) {
      this.#room.follow(this.player.clock);
    }
  }

  async #open(): Promise<void> {
    if (!this.#event) {
      this.standing = 'no-event';
      return;
    }
    this.#room.open();
    try {
      const event = await this.#session.api.get(`/events/${encodeURIComponent(this.#event)}`);
      this.#room.title ||= String(event.title ?? '');
      this.#room.phase ??= event.phase as Phase | undefined;
      this.#room.stream = { ...(event.stream as Stream | undefined), ...this.#room.stream } as Stream;
      this.standing = 'open';
      this.#count();
      this.#counting = setInterval(() => this.#count(), COUNT_EVERY_MS);
    } catch (why) {
      if (why instanceof ApiProblem && why.status === 404) {
        this.standing = 'missing';
        this.#room.close();
      } else if (why instanceof ApiProblem && why.status === 401) {
        this.#session.forget();
        this.#room.become(undefined);
        setTimeout(() => void this.#open(), LOOK_AGAIN_MS);
      } else {
        this.standing = this.#room.connection === 'connected' ? 'open' : 'unreachable';
        setTimeout(() => void this.#open(), LOOK_AGAIN_MS);
      }
    }
    this.#roomChanged();
  }

  async #count(): Promise<void> {
    try {
      const { watching } = await this.#session.api.get(`/events/${encodeURIComponent(this.#event)}/viewers`);
      this.watching = typeof watching === 'number' ? watching : undefined;
    } catch {
      this.watching = undefined; // the number is an extra
    }
  }

  #roomChanged(): void {
    const room = this.#room;
    if (room.rejected && this.#session.token) {
      this.#session.forget();
      this.nameTrouble = words.chat.signedOut;
      room.become(undefined);
    }
    document.title = room.title ? `${room.title} · ${words.brand}` : words.brand;
    this.requestUpdate();
  }

  async #join(name: string): Promise<void> {
    this.naming = true;
    this.nameTrouble = '';
    try {
      const me = await this.#session.join(name);
      this.#room.become(this.#session.token, me);
      this.requestUpdate();
      await this.updateComplete;
      await this.chatPanel?.updateComplete;
      this.chatPanel?.focus();
    } catch (why) {
      this.nameTrouble = why instanceof ApiProblem && why.message ? why.message : words.page.unreachable;
    } finally {
      this.naming = false;
    }
  }

  override render() {
    switch (this.standing) {
      case 'no-event':
        return this.#renderTrouble(words.page.noEventTitle, words.page.noEvent, paths.watch('demo'));
      case 'missing':
        return this.#renderTrouble(
          words.page.lostEvent,
          words.page.lostEventWhy(this.#event),
          paths.watch('demo'),
        );
      case 'unreachable':
        return this.#renderTrouble(words.page.unreachable, words.page.unreachableWhy, undefined);
      default:
        return this.#renderShow();
    }
  }

  #renderTrouble(title: string, text: string, link: string | undefined) {
    return html`<main class="trouble">
      <p class="brand">${words.brand}</p>
      <h1>${title}</h1>
      <p>${text}</p>
      ${
        link
          ? html`<a class="button main" href=${link}>${words.page.toDemo}</a>`
          : html`<button class="button main" @click=${() => location.reload()}>${words.page.tryAgain}</button>`
      }
    </main>`;
  }

  #renderShow() {
    const room = this.#room;
    const inPicture = this.wide || this.fullPicture;
    return html`<div class=${`page ${this.wide ? 'wide' : 'narrow'} ${this.tall ? 'tall' : ''}`}>
      <nav aria-label=${words.page.toChat}>
        <button class="skip button" @click=${() => this.chatPanel?.focus()}>${words.page.toChat}</button>
      </nav>
      ${this.wide ? this.#renderHeader() : nothing}
      <main class="show" tabindex="0">
        ${this.#renderPlayer(inPicture)}
        ${this.wide ? nothing : this.#renderHeader()}
        <vitrine-shelf
          ?compact=${!this.wide}
          .products=${room.offers.products}
          .shopper=${this.#shopper}
          featured=${room.offers.offer?.state === 'on' ? room.offers.offer.cue.product.id : ''}
        ></vitrine-shelf>
      </main>
      <aside class="talk" aria-label=${words.chat.title}>
        <vitrine-chat
          id="chat"
          .room=${room}
          .api=${this.#session.api}
          name=${this.#session.me?.name ?? ''}
          nameTrouble=${this.nameTrouble}
          ?naming=${this.naming}
          ?headless=${!this.wide}
          @vitrine-name=${(picked: CustomEvent<{ name: string }>) => void this.#join(picked.detail.name)}
        >
          ${inPicture ? nothing : this.#renderOffer('sheet')}
        </vitrine-chat>
      </aside>
      ${
        room.connection !== 'connected' && this.standing === 'open'
          ? html`<p class=${room.waiting === undefined ? 'lost' : 'lost full'} role="status">
              ${room.waiting === undefined ? words.page.reconnecting : words.page.full(room.waiting)}
            </p>`
          : nothing
      }
    </div>`;
  }

  #renderPlayer(inPicture: boolean) {
    const room = this.#room;
    const slate = slateFor(room.phase, room.stream);
    return html`<vitrine-player
      global-keys
      event=${this.#event}
      path=${askedPath()}
      ?idle=${isOver(room.phase)}
      ?poster=${hasPoster(room.stream, room.server.nowMs())}
      slate=${slate?.text ?? ''}
      slate-title=${slate?.title ?? ''}
      @vitrine-state=${() => {
        this.tall = this.player?.hasAttribute('tall') ?? false;
      }}
    >
      ${inPicture ? this.#renderOffer('card') : nothing}
    </vitrine-player>`;
  }

  #renderOffer(layout: 'card' | 'sheet') {
    const { offer } = this.#room.offers;
    return html`<vitrine-offer
      slot=${layout === 'sheet' ? 'sheet' : nothing}
      class=${`offer ${offer?.cue.position ?? 'left'}`}
      layout=${layout}
      .offer=${offer}
      .shopper=${this.#shopper}
      .server=${this.#room.server}
    ></vitrine-offer>`;
  }

  #renderHeader() {
    const room = this.#room;
    const dark = currentTheme() === 'dark';
    return html`<header>
      ${this.wide ? html`<span class="brand">${words.brand}</span>` : nothing}
      <h1 class="cut">${room.title || this.#event}</h1>
      ${this.#renderStanding()}
      ${
        this.watching === undefined || this.watching < 1
          ? nothing
          : html`<span class="watching">${icon('eye', 15)} ${words.page.watching(this.watching)}</span>`
      }
      <span class="grow"></span>
      <button
        class="button icon small quiet"
        aria-label=${dark ? words.page.light : words.page.dark}
        title=${dark ? words.page.light : words.page.dark}
        @click=${() => {
          chooseTheme(dark ? 'light' : 'dark');
          this.requestUpdate();
        }}
      >
        ${icon(dark ? 'sun' : 'moon', 17)}
      </button>
    </header>`;
  }

  #renderStanding() {
    const { phase, stream } = this.#room;
    if (phase === 'ended') {
      return html`<span class="badge">${words.page.ended}</span>`;
    }
    if (phase === 'replay') {
      return html`<span class="badge">${words.page.replay}</span>`;
    }
    if (stream?.state === 'LIVE' || stream?.state === 'BACKUP' || stream?.state === 'GRACE') {
      return html`<span class="badge live">${words.page.live}</span>`;
    }
    if (stream?.state === 'SLATE') {
      return html`<span class="badge hold">${words.page.away}</span>`;
    }
    return html`<span class="badge">${phase === 'live' ? words.page.offline : words.page.soon}</span>`;
  }

  static override styles = [
    sheet,
    css`
      .page {
        display: grid;
        height: 100dvh;
        overflow: hidden;
      }
      nav {
        position: absolute;
      }
      .skip {
        position: absolute;
        top: var(--space-2);
        left: var(--space-2);
        z-index: 9;
        translate: 0 -80px;
      }
      .skip:focus {
        translate: 0;
      }
      header {
        display: flex;
        align-items: center;
        gap: var(--space-3);
        min-width: 0;
      }
      header h1 {
        min-width: 0;
        font-size: var(--type-3);
        font-weight: 600;
        letter-spacing: -0.01em;
      }
      .brand {
        color: var(--ink-3);
        font-size: var(--type-3);
        font-weight: 500;
        letter-spacing: -0.01em;
      }
      .watching {
        display: inline-flex;
        align-items: center;
        gap: 5px;
        color: var(--ink-2);
        font-size: var(--type-1);
        white-space: nowrap;
      }

      .wide {
        grid-template: auto minmax(0, 1fr) / minmax(0, 1fr) 360px;
      }
      .wide header {
        grid-area: 1 / 1 / 2 / -1;
        z-index: 2;
        height: 56px;
        padding: 0 var(--space-4) 0 var(--space-5);
      }
      .wide .show {
        grid-area: 1 / 1 / -1 / -1; /* under the header and the talk, so that the picture's light reaches them */
        display: flex;
        flex-direction: column;
        gap: var(--space-5);
        overflow: hidden auto;
        padding: 56px calc(360px + var(--space-5)) var(--space-5) var(--space-5);
        scrollbar-width: none;
      }
      .wide vitrine-player {
        flex: none;
        width: min(100%, calc((100dvh - 56px - 168px) * 16 / 9));
        min-width: min(100%, 560px);
        margin: 0 auto;
      }
      .wide vitrine-shelf {
        width: min(100%, calc((100dvh - 56px - 168px) * 16 / 9));
        min-width: min(100%, 560px);
        margin: 0 auto;
        z-index: 1;
      }
      .wide .talk {
        grid-area: 2 / 2;
        z-index: 2;
        min-height: 0;
        margin: 0 var(--space-4) var(--space-4) 0;
        border-radius: var(--radius-3);
        background: var(--surface-1);
      }
      .wide .offer {
        position: absolute;
        bottom: 56px;
        width: min(400px, calc(100% - 32px));
      }
      .narrow vitrine-player .offer {
        position: absolute;
        bottom: 56px;
        left: 16px;
        width: min(400px, calc(100% - 32px));
      }
      .offer.left {
        left: 16px;
      }
      .offer.center {
        left: 50%;
        translate: -50% 0;
      }
      .offer.right {
        right: 16px;
      }

      .narrow {
        grid-template: auto minmax(0, 1fr) / minmax(0, 1fr);
      }
      .narrow .show {
        min-width: 0;
      }
      .narrow vitrine-player {
        --player-radius: 0;
        max-height: 52dvh;
        margin: 0 auto;
        width: 100%;
      }
      .narrow header {
        gap: var(--space-2);
        padding: var(--space-2) var(--space-2) var(--space-2) var(--space-4);
      }
      .narrow .talk {
        min-height: 0;
      }
      .narrow .offer {
        translate: none;
      }

      /* a show filmed upright fills the screen; the talk lies over its lower third */
      .narrow.tall {
        grid-template: minmax(0, 1fr) / minmax(0, 1fr);
      }
      .narrow.tall .show,
      .narrow.tall .talk {
        grid-area: 1 / 1;
      }
      .narrow.tall vitrine-player {
        width: 100%;
        height: 100dvh;
        max-height: none;
      }
      .narrow.tall header {
        position: absolute;
        inset: 0 0 auto;
        color: #faf7f2;
        background: linear-gradient(#000000a6, #0000);
      }
      .narrow.tall vitrine-shelf {
        display: none;
      }
      .narrow.tall .talk {
        align-self: end;
        z-index: 2;
        height: 44dvh;
        padding-bottom: 48px;
        mask-image: linear-gradient(#0000, #000 22%);
        --surface-1: #121214cc;
        --ink-1: #faf7f2;
        --ink-2: #ddd8d0;
        --ink-3: #cfc9c0;
        color-scheme: dark;
      }

      .lost {
        position: fixed;
        top: var(--space-3);
        left: 50%;
        translate: -50% 0;
        z-index: 8;
        padding: var(--space-2) var(--space-4);
        border-radius: 999px;
        background: var(--surface-3);
        box-shadow: var(--shade);
        font-size: var(--type-2);
        animation: late 1.5s var(--ease);
      }
      .trouble {
        display: grid;
        place-content: center;
        justify-items: center;
        gap: var(--space-3);
        min-height: 100dvh;
        padding: var(--space-5);
        text-align: center;
        text-wrap: balance;
      }
      .trouble h1 {
        font-size: clamp(var(--type-5), 6vw, var(--type-6));
        font-weight: 600;
        letter-spacing: -0.025em;
        line-height: 1.1;
      }
      .trouble p:not(.brand) {
        max-width: 32em;
        color: var(--ink-2);
      }
      .trouble .button {
        margin-top: var(--space-4);
      }
      .full {
        max-width: calc(100vw - 32px);
        border-radius: var(--radius-3);
        text-align: center;
        text-wrap: balance;
        animation: none;
      }
      @keyframes late {
        0%,
        66% {
          opacity: 0;
        }
      }
    `,
  ];
}

declare global {
  interface HTMLElementTagNameMap {
    'vitrine-viewer': ViewerPage;
  }
}
