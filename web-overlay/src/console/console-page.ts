import { css, html, LitElement, nothing } from 'lit';
import { customElement, query, state } from 'lit/decorators.js';
import { keyed } from 'lit/directives/keyed.js';
import { icon } from '../design/icons';
import { sheet } from '../design/sheet';
import { eventFromPath, paths } from '../net/address';
import { Api, ApiProblem } from '../net/api';
import { recall, remember } from '../net/keep';
import '../player/vitrine-player';
import { typing, type VitrinePlayer } from '../player/vitrine-player';
import { EventRoom } from '../room/event-room';
import type { Phase } from '../room/records';
import '../ui/dialog';
import '../ui/tabs';
import type { Tab } from '../ui/tabs';
import { chooseTheme, currentTheme } from '../ui/theme';
import { Ticker } from '../ui/ticker';
import '../viewer/chat-panel';
import '../viewer/offer-card';
import { hasPoster, isOver, slateFor } from '../viewer/slate';
import { clock, countdown } from '../words/format';
import { words } from '../words/strings';
import './clips-panel';
import { Desk } from './desk';
import './health-panel';
import './keys-panel';
import './minute-axis';
import './plugins-panel';
import './queue';
import './rundown';
import './sign-in';
import './window-panel';
import { WindowWatch } from './window-watch';

interface Me {
  readonly id: string;
  readonly name: string;
  readonly roles: readonly string[];
}

interface EventInfo {
  readonly id: string;
  readonly title: string;
  readonly phase: Phase;
  readonly viewers?: number;
}

const STAFF = ['owner', 'operator', 'producer', 'moderator', 'brand'];
const TOKEN = 'vitrine.console';
const COUNT_EVERY_MS = 10_000;
const NEXT: Partial<Record<Phase, Phase>> = { draft: 'ready', ready: 'live', live: 'ended', ended: 'replay' };

/** `/console`: one screen for whoever runs the show. */
@customElement('vitrine-console')
export class ConsolePage extends LitElement {
  @state() private me: Me | undefined;
  @state() private trouble = '';
  @state() private signingIn = recall(TOKEN) !== undefined;
  @state() private events: readonly EventInfo[] = [];
  @state() private desk: Desk | undefined;
  @state() private tab = 'rundown';
  @state() private dialog: '' | 'new' | 'keys' = '';
  @state() private newTrouble = '';
  @state() private watching = 0;

  @query('vitrine-player') private player?: VitrinePlayer;

  readonly #api = new Api(() => recall(TOKEN));
  #windows: WindowWatch | undefined;
  #ending = new AbortController();

  constructor() {
    super();
    new Ticker(this, 500, () => this.#windows?.current !== undefined);
    new Ticker(this, COUNT_EVERY_MS, () => {
      void this.#count();
      return false;
    });
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#ending = new AbortController();
    document.addEventListener('keydown', (pressed) => this.#key(pressed), { signal: this.#ending.signal });
    if (recall(TOKEN)) {
      void this.#enter();
    }
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#ending.abort();
    this.#leaveEvent();
  }

  override updated(): void {
    if (this.player && this.desk) {
      this.desk.room.follow(this.player.clock);
    }
  }

  // coming and going

  async #signIn(token: string): Promise<void> {
    remember(TOKEN, token);
    await this.#enter();
  }

  async #enter(): Promise<void> {
    this.signingIn = true;
    this.trouble = '';
    try {
      const me = await this.#api.get<Me & Record<string, unknown>>('/me');
      if (!me.roles?.some((role) => STAFF.includes(role))) {
        this.trouble = me.roles?.includes('chatter') ? words.console.notStaff : words.console.wrongToken;
        remember(TOKEN, undefined);
        return;
      }
      await this.#readEvents();
      this.me = me;
      const wanted = eventFromPath();
      const first = this.events.find(({ id }) => id === wanted) ?? this.events[0];
      if (first) {
        this.#openEvent(first.id);
      }
    } catch (why) {
      const refused = why instanceof ApiProblem && (why.status === 401 || why.status === 403);
      this.trouble = refused ? words.console.wrongToken : words.console.unreachable;
      if (refused) {
        remember(TOKEN, undefined);
      }
    } finally {
      this.signingIn = false;
    }
  }

  #signOut(trouble = ''): void {
    remember(TOKEN, undefined);
    this.#leaveEvent();
    this.me = undefined;
    this.trouble = trouble;
  }

  async #readEvents(): Promise<void> {
    const { events } = await this.#api.get<{ events: EventInfo[] }>('/events');
    this.events = events;
  }

  #openEvent(id: string): void {
    this.#leaveEvent();
    const room = new EventRoom(id, { token: recall(TOKEN), staff: true });
    room.me = { id: this.me!.id, name: this.me!.name, staff: true };
    room.title = this.events.find((event) => event.id === id)?.title ?? id;
    room.onChange(() => this.requestUpdate());
    const desk = new Desk(this.#api, id, room, () => this.#signOut(words.console.signedOut));
    desk.onChange(() => this.requestUpdate());
    this.#windows = new WindowWatch(desk);
    this.#windows.onChange(() => this.requestUpdate());
    this.desk = desk;
    room.open();
    history.replaceState(null, '', `/console/${encodeURIComponent(id)}`);
    document.title = `${room.title} · ${words.console.title}`;
    void this.#count();
  }

  #leaveEvent(): void {
    this.#windows?.close();
    this.#windows = undefined;
    this.desk?.room.close();
    this.desk = undefined;
  }

  async #count(): Promise<void> {
    if (!this.desk || document.hidden) {
      return;
    }
    try {
      const { watching } = await this.#api.get(this.desk.path('viewers'));
      this.watching = Number(watching) || 0;
    } catch {
      // the number is an extra
    }
  }

  async #create(sent: SubmitEvent): Promise<void> {
    sent.preventDefault();
    const form = new FormData(sent.target as HTMLFormElement);
    this.newTrouble = '';
    try {
      const id = String(form.get('id')).trim();
      await this.#api.post('/events', {
        id,
        title: String(form.get('title')).trim(),
        class: form.get('class'),
      });
      await this.#readEvents();
      this.dialog = '';
      this.#openEvent(id);
      this.tab = 'keys';
    } catch (why) {
      this.newTrouble = why instanceof ApiProblem && why.message ? why.message : words.console.unreachable;
    }
  }

  async #advance(desk: Desk, to: Phase): Promise<void> {
    if (
      to === 'ended' &&
      !(await desk.ask(
        words.console.endShowTitle,
        words.console.endShow(this.watching),
        words.console.nextPhase.live!,
      ))
    ) {
      return;
    }
    const move = (more: object) =>
      desk.api.post(`/events/${encodeURIComponent(desk.event)}/phase`, { to, ...more });
    try {
      await move({});
    } catch (why) {
      if (why instanceof ApiProblem && why.status === 409 && why.extra.gates) {
        if (
          await desk.ask(words.console.forceTitle, why.message, words.console.force, words.console.forceWhy)
        ) {
          await desk.attempt(() => move({ force: true, reason: words.console.forceReason }));
        }
      } else {
        desk.tellWhy(why);
      }
    }
    await this.#readEvents().catch(() => undefined);
  }

  #key(pressed: KeyboardEvent): void {
    const from = pressed.composedPath()[0] as HTMLElement | undefined;
    if (pressed.key === '?' && !typing(from) && this.me && !pressed.defaultPrevented) {
      pressed.preventDefault();
      this.dialog = this.dialog === 'keys' ? '' : 'keys';
    }
  }

  // looks

  override render() {
    if (!this.me) {
      return html`<vitrine-sign-in
        .trouble=${this.trouble}
        ?busy=${this.signingIn}
        @vitrine-token=${(given: CustomEvent<{ token: string }>) => void this.#signIn(given.detail.token)}
      ></vitrine-sign-in>`;
    }
    const { desk } = this;
    return html`<div class="page">
      ${this.#renderHeader(desk)} ${desk ? this.#renderBanner() : nothing}
      ${desk ? this.#renderDesk(desk) : this.#renderNoEvents()}
      ${this.#renderDialogs(desk)}
      <div class="toasts" role="region" aria-live="polite" aria-label=${words.console.notices}>
        ${desk?.toasts.map(
          (toast) => html`<div class=${`toast ${toast.tone}`}>
            <span>${toast.text}</span>
            ${
              toast.undo
                ? html`<button
                    class="button small"
                    @click=${() => {
                      toast.undo!();
                      desk.dismiss(toast.id);
                    }}
                  >
                    ${words.console.undo}
                  </button>`
                : nothing
            }
            <button class="button small icon quiet" aria-label=${words.console.dismiss} @click=${() => desk.dismiss(toast.id)}>
              ${icon('close', 14)}
            </button>
          </div>`,
        )}
      </div>
    </div>`;
  }

  #renderHeader(desk: Desk | undefined) {
    const dark = currentTheme() === 'dark';
    const phase = desk?.room.phase ?? this.events.find(({ id }) => id === desk?.event)?.phase;
    const next = phase ? NEXT[phase] : undefined;
    return html`<header>
      <h1>${words.brand} <span>${words.console.title}</span></h1>
      <select
        class="input pick"
        aria-label=${words.console.events}
        .value=${desk?.event ?? ''}
        @change=${(picked: Event) => this.#openEvent((picked.target as HTMLSelectElement).value)}
      >
        ${this.events.map(
          ({ id, title }) => html`<option value=${id} ?selected=${id === desk?.event}>${title}</option>`,
        )}
      </select>
      <button class="button small icon quiet" aria-label=${words.console.newEvent} title=${words.console.newEvent} @click=${() => this.#show('new')}>
        ${icon('plus', 17)}
      </button>
      ${
        phase
          ? html`<span class=${phase === 'live' ? 'badge live' : 'badge'}>${words.console.phases[phase] ?? phase}</span>
              ${
                next && desk
                  ? html`<button class="button small" @click=${() => void this.#advance(desk, next)}>
                      ${words.console.nextPhase[phase]}
                    </button>`
                  : nothing
              }`
          : nothing
      }
      <span class="grow"></span>
      ${
        desk && desk.room.connection !== 'connected'
          ? html`<span class="badge hold" role="status">${words.page.reconnecting}</span>`
          : nothing
      }
      ${desk ? html`<span class="watching">${icon('eye', 15)} ${words.page.watching(this.watching)}</span>` : nothing}
      ${
        desk
          ? html`<a class="button small quiet" href=${paths.watch(desk.event)} target="_blank" rel="noopener">
              <span class="wide-only">${words.console.openPage}</span> ${icon('external', 15)}
              <span class="hush">${words.console.openPage}</span>
            </a>`
          : nothing
      }
      <button class="button small icon quiet keyboard" aria-label=${words.console.keys} title=${words.console.keys} @click=${() => this.#show('keys')}>
        ${icon('keyboard', 17)}
      </button>
      <button
        class="button small icon quiet"
        aria-label=${dark ? words.page.light : words.page.dark}
        title=${dark ? words.page.light : words.page.dark}
        @click=${() => {
          chooseTheme(dark ? 'light' : 'dark');
          this.requestUpdate();
        }}
      >
        ${icon(dark ? 'sun' : 'moon', 17)}
      </button>
      <button class="button small icon quiet" aria-label=${words.console.signOut} title=${words.console.signOut} @click=${() => this.#signOut()}>
        ${icon('out', 17)}
      </button>
    </header>`;
  }

  #renderBanner() {
    const window = this.#windows?.current;
    if (!window) {
      return nothing;
    }
    const open = this.#windows!.stateOf(window) === 'open';
    return html`<section
      class=${open ? 'banner open' : 'banner'}
      aria-label=${open ? words.windows.bannerOpen : words.windows.bannerArmed}
    >
      ${icon(open ? 'lock' : 'clock', 22)}
      <p class="grow">
        <b>${open ? words.windows.bannerOpen : words.windows.bannerArmed}</b>
        <span>${words.windows.banner(window.title)}</span>
        <span class="what">${window.freezes.map((what) => words.windows.classes[what] ?? what).join(' · ')}</span>
      </p>
      <p class="left" role="timer">
        <span>${open ? words.windows.closesIn : words.windows.opensIn}</span>
        <b>${countdown(this.#windows!.leftMs(window))}</b>
      </p>
      <button
        class="button small"
        @click=${() => {
          this.tab = 'window';
        }}
      >
        ${words.windows.show}
      </button>
    </section>`;
  }

  #renderNoEvents() {
    return html`<main class="none">
      <h2>${words.console.noEvents}</h2>
      <p class="note">${words.console.noEventsWhy}</p>
      <button class="button main" @click=${() => this.#show('new')}>${words.console.newEvent}</button>
    </main>`;
  }

  #renderDesk(desk: Desk) {
    const { room } = desk;
    const slate = slateFor(room.phase, room.stream);
    const window = this.#windows?.current;
    const tabs: Tab[] = [
      { id: 'rundown', label: words.desk.rundown, icon: 'bag' },
      { id: 'window', label: words.desk.window, icon: 'lock', mark: window !== undefined },
      { id: 'plugins', label: words.desk.plugins, icon: 'plug' },
      { id: 'clips', label: words.desk.clips, icon: 'film' },
      { id: 'keys', label: words.desk.keys, icon: 'live' },
      { id: 'health', label: words.desk.health, icon: 'pulse' },
    ];
    // Each event gets panels of its own: they listen to the desk they were made with.
    return keyed(
      desk,
      html`<main>
      <section class="picture" aria-label=${words.console.picture}>
        <vitrine-player
          quiet
          event=${desk.event}
          ?idle=${isOver(room.phase)}
          ?poster=${hasPoster(room.stream, room.server.nowMs())}
        slate=${slate?.text ?? ''}
          slate-title=${slate?.title ?? ''}
        >
          <vitrine-offer
            still
            class=${`offer ${room.offers.offer?.cue.position ?? 'left'}`}
            .offer=${room.offers.offer}
            .server=${room.server}
          ></vitrine-offer>
        </vitrine-player>
        <vitrine-minute-axis .desk=${desk}></vitrine-minute-axis>
      </section>
      <section class="talk" aria-label=${words.staffChat.title}>
        <vitrine-queue .desk=${desk}></vitrine-queue>
        <vitrine-chat
          staff
          .room=${room}
          name=${this.me!.name}
          placeholder=${words.staffChat.say}
          @vitrine-hide=${(hidden: CustomEvent<{ seq: number; name: string }>) => void this.#hide(desk, hidden.detail)}
        ></vitrine-chat>
      </section>
      <section class="desk" aria-label=${words.desk.label}>
        <vitrine-tabs
          .tabs=${tabs}
          chosen=${this.tab}
          label=${words.desk.label}
          @vitrine-tab=${(chosen: CustomEvent<{ id: string }>) => {
            this.tab = chosen.detail.id;
          }}
          >${this.#renderTab(desk)}</vitrine-tabs
        >
      </section>
    </main>`,
    );
  }

  #renderTab(desk: Desk) {
    switch (this.tab) {
      case 'window':
        return html`<vitrine-window-panel .desk=${desk} .windows=${this.#windows!}></vitrine-window-panel>`;
      case 'plugins':
        return html`<vitrine-plugins-panel .desk=${desk}></vitrine-plugins-panel>`;
      case 'clips':
        return html`<vitrine-clips-panel .desk=${desk}></vitrine-clips-panel>`;
      case 'keys':
        return html`<vitrine-keys-panel .desk=${desk}></vitrine-keys-panel>`;
      case 'health':
        return html`<vitrine-health-panel .desk=${desk} .player=${this.player}></vitrine-health-panel>`;
      default:
        return html`<vitrine-rundown .desk=${desk}></vitrine-rundown>`;
    }
  }

  #renderDialogs(desk: Desk | undefined) {
    const question = desk?.question;
    const refused = desk?.refused;
    return html`
      <vitrine-dialog .open=${question !== undefined} label=${question?.title ?? ''} @vitrine-close=${() => question?.answer(false)}>
        ${
          question
            ? html`<h2>${question.title}</h2>
                <p class="note">${question.text}</p>
                ${question.more ? html`<p class="more">${icon('alert', 16)}${question.more}</p>` : nothing}
                <div class="answers">
                  <button class="button" autofocus @click=${() => question.answer(false)}>${words.console.cancel}</button>
                  <button class="button danger" @click=${() => question.answer(true)}>${question.act}</button>
                </div>`
            : nothing
        }
      </vitrine-dialog>
      <vitrine-dialog tone="hold" .open=${refused !== undefined} label=${words.console.frozen} @vitrine-close=${() => desk?.understood()}>
        ${
          refused
            ? html`<h2 class="row">${icon('lock', 20)}${words.console.frozen}</h2>
                <p class="note">${refused.sentence}</p>
                <dl>
                  <dt>${words.console.frozenRule}</dt>
                  <dd>${refused.frozen.rule}</dd>
                  ${
                    refused.frozen.until
                      ? html`<dt>${words.console.frozenUntil}</dt><dd>${clock(refused.frozen.until, true)}</dd>`
                      : nothing
                  }
                  ${
                    refused.frozen.approvers.length > 0
                      ? html`<dt>${words.console.frozenApprovers}</dt><dd>${refused.frozen.approvers.join(', ')}</dd>`
                      : nothing
                  }
                </dl>
                <div class="answers">
                  <button class="button main" autofocus @click=${() => desk?.understood()}>${words.console.understood}</button>
                </div>`
            : nothing
        }
      </vitrine-dialog>
      <vitrine-dialog .open=${this.dialog === 'new'} label=${words.console.newEvent} @vitrine-close=${() => this.#show('')}>
        ${this.dialog === 'new' ? this.#renderNewEvent() : nothing}
      </vitrine-dialog>
      <vitrine-dialog .open=${this.dialog === 'keys'} label=${words.console.keysTitle} @vitrine-close=${() => this.#show('')}>
        <h2>${words.console.keysTitle}</h2>
        <dl class="keys">
          ${words.keyboard.map(([key, what]) => html`<dt><kbd>${key}</kbd></dt><dd>${what}</dd>`)}
        </dl>
        <div class="answers"><button class="button" @click=${() => this.#show('')}>${words.console.close}</button></div>
      </vitrine-dialog>
    `;
  }

  #renderNewEvent() {
    return html`<h2>${words.console.newEvent}</h2>
      <form @submit=${(sent: SubmitEvent) => void this.#create(sent)}>
        <label class="field"
          ><span>${words.console.eventTitle}</span>
          <input class="input" name="title" required maxlength="120" autofocus @input=${(typed: Event) => this.#suggestId(typed)} />
        </label>
        <label class="field"
          ><span>${words.console.eventId}</span>
          <input class="input" name="id" required pattern="[a-z0-9][a-z0-9\\-]{0,62}" />
          <span>${words.console.eventIdHint}</span>
        </label>
        <label class="field"
          ><span>${words.console.eventClass}</span>
          <select class="input" name="class">
            ${Object.entries(words.console.classes).map(([value, label]) => html`<option value=${value}>${label}</option>`)}
          </select>
        </label>
        ${this.newTrouble ? html`<p class="wrong" role="alert">${this.newTrouble}</p>` : nothing}
        <div class="answers">
          <button type="button" class="button" @click=${() => this.#show('')}>${words.console.cancel}</button>
          <button class="button main">${words.console.createEvent}</button>
        </div>
      </form>`;
  }

  #suggestId(typed: Event): void {
    const title = typed.target as HTMLInputElement;
    const id = title.form?.elements.namedItem('id') as HTMLInputElement | null;
    if (id) {
      id.value = title.value
        .normalize('NFKD')
        .toLowerCase()
        .replace(/[^a-z0-9]+/g, '-')
        .replace(/^-+|-+$/g, '')
        .slice(0, 48);
    }
  }

  #show(dialog: '' | 'new' | 'keys'): void {
    this.dialog = dialog;
    this.newTrouble = '';
  }

  async #hide(desk: Desk, { seq, name }: { seq: number; name: string }): Promise<void> {
    const decide = (action: 'remove' | 'restore') =>
      desk.attempt(() => desk.api.post(desk.path('moderation/decisions'), { seq, action }));
    if (await decide('remove')) {
      desk.tell(words.staffChat.hidden(name), {
        undo: () => void decide('restore').then((done) => done && desk.tell(words.staffChat.restored)),
      });
    }
  }

  static override styles = [
    sheet,
    css`
      .page {
        display: grid;
        grid-template-rows: auto auto minmax(0, 1fr);
        min-height: 100dvh;
        overflow-x: clip; /* the picture's glow is wider than a phone */
      }
      header {
        grid-row: 1;
        display: flex;
        align-items: center;
        gap: var(--space-2);
        min-width: 0;
        min-height: 56px;
        padding: var(--space-2) var(--space-4);
      }
      h1 {
        margin-right: var(--space-2);
        font-size: var(--type-3);
        font-weight: 600;
        letter-spacing: -0.01em;
        white-space: nowrap;
      }
      h1 span {
        color: var(--ink-3);
        font-weight: 500;
      }
      h2 {
        font-size: var(--type-4);
        font-weight: 600;
        letter-spacing: -0.015em;
      }
      .pick {
        width: auto;
        max-width: 280px;
        min-height: 34px;
        padding: 4px 10px;
        border-color: transparent;
        background: var(--surface-2);
        font-weight: 550;
        text-overflow: ellipsis;
      }
      .watching {
        display: inline-flex;
        align-items: center;
        gap: 5px;
        color: var(--ink-2);
        font-size: var(--type-1);
        white-space: nowrap;
      }
      .banner {
        grid-row: 2;
        display: flex;
        align-items: center;
        gap: var(--space-4);
        margin: 0 var(--space-4) var(--space-3);
        padding: var(--space-3) var(--space-4);
        border-radius: var(--radius-3);
        background: color-mix(in srgb, var(--hold), transparent 82%);
        color: var(--hold);
        animation: enter var(--slow) var(--ease);
      }
      .banner.open {
        background: var(--hold);
        color: var(--on-hold);
      }
      .banner .grow {
        display: flex;
        flex-wrap: wrap;
        gap: 0 var(--space-3);
        font-size: var(--type-2);
      }
      .banner .grow b {
        font-weight: 650;
      }
      .banner .left {
        display: flex;
        align-items: baseline;
        gap: var(--space-2);
        font-size: var(--type-2);
        white-space: nowrap;
      }
      .banner .left b {
        font-size: var(--type-5);
        font-weight: 650;
        letter-spacing: -0.03em;
        line-height: 1;
      }
      .banner .button {
        background: #00000024;
        color: inherit;
      }
      main {
        grid-row: 3;
        display: grid;
        grid-template: minmax(0, 1fr) / minmax(0, 1.35fr) minmax(300px, 1fr) minmax(360px, 1.05fr);
        gap: var(--space-4);
        min-height: 0;
        height: 100%;
        padding: 0 var(--space-4) var(--space-4);
      }
      main.none {
        display: grid;
        place-content: center;
        justify-items: center;
        gap: var(--space-3);
        grid-template: none;
      }
      .picture {
        display: flex;
        flex-direction: column;
        gap: var(--space-4);
        min-width: 0;
        min-height: 0;
      }
      .picture vitrine-player {
        flex: none;
        width: 100%;
        z-index: 0;
      }
      vitrine-minute-axis {
        z-index: 1;
      }
      .offer {
        position: absolute;
        bottom: 52px;
        left: 12px;
        width: min(320px, calc(100% - 24px));
        zoom: 0.85;
      }
      .offer.center {
        left: 50%;
        translate: -50% 0;
      }
      .offer.right {
        left: auto;
        right: 12px;
      }
      .talk {
        display: flex;
        flex-direction: column;
        min-width: 0;
        min-height: 0;
        border-radius: var(--radius-3);
        background: var(--surface-1);
        overflow: hidden;
      }
      .talk vitrine-queue {
        flex: none;
        border-bottom: 1px solid var(--line);
      }
      .talk vitrine-chat {
        flex: 1;
        height: auto;
      }
      .desk {
        min-width: 0;
        min-height: 0;
        border-radius: var(--radius-3);
        background: var(--surface-1);
        overflow: hidden;
        container-type: inline-size;
      }
      .toasts {
        position: fixed;
        bottom: var(--space-4);
        left: 50%;
        z-index: 20;
        display: grid;
        justify-items: center;
        gap: var(--space-2);
        width: min(560px, calc(100vw - 24px));
        translate: -50% 0;
        pointer-events: none;
      }
      .toast {
        display: flex;
        align-items: center;
        gap: var(--space-2);
        max-width: 100%;
        min-height: 44px;
        padding: 6px 6px 6px 18px;
        border: 1px solid var(--line);
        border-radius: 22px;
        background: var(--surface-3);
        box-shadow: var(--shade);
        font-size: var(--type-2);
        pointer-events: auto;
        animation: enter var(--calm) var(--ease);
      }
      .toast .button {
        background: var(--surface-1);
      }
      .toast.wrong {
        border-color: var(--danger);
        color: var(--ink-1);
      }
      @media (min-width: 1200px) {
        .page {
          height: 100dvh;
          overflow: hidden;
        }
      }
      @media (min-width: 1200px) {
        .toasts {
          left: var(--space-4);
          justify-items: start;
          width: min(560px, 38vw);
          translate: none;
        }
      }
      @media (max-width: 1199px) {
        .page {
          display: block;
        }
        main {
          grid-template: auto minmax(420px, 1fr) / minmax(0, 1fr) minmax(340px, 45%);
          height: auto;
        }
        .talk {
          grid-area: 2 / 1;
          height: 620px;
        }
        .desk {
          grid-area: 1 / 2 / 3 / 3;
          align-self: start;
          position: sticky;
          top: var(--space-3);
          max-height: calc(100dvh - 24px);
        }
        .wide-only {
          display: none;
        }
        .pick {
          flex: 0 1 220px;
          min-width: 90px;
        }
      }
      @media (max-width: 900px) {
        .watching {
          display: none;
        }
      }
      @media (max-width: 740px) {
        header {
          flex-wrap: wrap;
          padding: var(--space-2) var(--space-3);
        }
        header {
          gap: var(--space-1);
        }
        h1 span,
        .watching,
        .keyboard {
          display: none;
        }
        main > * {
          flex: none;
        }
        .pick {
          order: 9;
          flex: 1 0 100%;
          max-width: none;
        }
        header > .badge,
        header > .button:not(.quiet) {
          order: 10;
        }
        main {
          display: flex;
          flex-direction: column;
          padding: 0 var(--space-3) var(--space-3);
        }
        .desk {
          position: static;
          align-self: stretch;
          order: 1;
          max-height: none;
        }
        .talk {
          order: 2;
          height: 80dvh;
          min-height: 520px;
        }
        .banner {
          flex-wrap: wrap;
          gap: var(--space-2) var(--space-3);
          margin-inline: var(--space-3);
        }
      }
      .answers {
        display: flex;
        justify-content: flex-end;
        flex-wrap: wrap;
        gap: var(--space-2);
        margin-top: var(--space-2);
      }
      form {
        display: grid;
        gap: var(--space-3);
      }
      dl {
        display: grid;
        grid-template-columns: auto 1fr;
        gap: var(--space-2) var(--space-4);
        font-size: var(--type-2);
      }
      dt {
        color: var(--ink-2);
      }
      .more {
        display: flex;
        gap: var(--space-2);
        color: var(--hold);
        font-size: var(--type-2);
      }
      kbd {
        display: inline-grid;
        place-items: center;
        min-width: 28px;
        height: 26px;
        padding: 0 6px;
        border-radius: var(--radius-1);
        background: var(--surface-3);
        color: var(--ink-1);
        font-family: var(--font);
        font-size: var(--type-1);
        font-weight: 600;
      }
      @keyframes enter {
        from {
          opacity: 0;
          transform: translateY(8px);
        }
      }
    `,
  ];
}

declare global {
  interface HTMLElementTagNameMap {
    'vitrine-console': ConsolePage;
  }
}
