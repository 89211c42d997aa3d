import { css, html, LitElement } from 'lit';
import { customElement, query } from 'lit/decorators.js';
import { sheet } from '../design/sheet';
import { eventFromPath } from '../net/address';
import '../player/vitrine-player';
import type { VitrinePlayer } from '../player/vitrine-player';
import { EventRoom } from '../room/event-room';
import { Watch } from '../room/observable';
import '../viewer/offer-card';
import { Session } from '../viewer/session';
import { Shopper } from '../viewer/shopper';
import { hasPoster, isOver, slateFor } from '../viewer/slate';

/** `/embed/EVENT`: the picture and its offers, to stand in somebody else's page. */
@customElement('vitrine-embed')
export class EmbedPage extends LitElement {
  @query('vitrine-player') private player!: VitrinePlayer;

  readonly #event = eventFromPath();
  readonly #session = new Session(this.#event);
  readonly #shopper = new Shopper(this.#event, this.#session.api);
  readonly #room = new EventRoom(this.#event, { chat: false });

  constructor() {
    super();
    new Watch(this, this.#room);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#room.open();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#room.close();
  }

  override updated(): void {
    this.#room.follow(this.player.clock);
  }

  override render() {
    const { phase, stream, offers, server } = this.#room;
    const slate = slateFor(phase, stream);
    return html`<main>
      <h1 class="hush">${this.#room.title || this.#event}</h1>
      <vitrine-player
        global-keys
        event=${this.#event}
        ?idle=${isOver(phase)}
        ?poster=${hasPoster(stream, server.nowMs())}
        slate=${slate?.text ?? ''}
        slate-title=${slate?.title ?? ''}
      >
        <vitrine-offer
          class=${`offer ${offers.offer?.cue.position ?? 'left'}`}
          .offer=${offers.offer}
          .shopper=${this.#shopper}
          .server=${server}
        ></vitrine-offer>
      </vitrine-player>
    </main>`;
  }

  static override styles = [
    sheet,
    css`
      main {
        overflow: clip;
      }
      vitrine-player {
        --player-radius: 0;
        width: 100vw;
        height: 100dvh;
        aspect-ratio: auto;
      }
      .offer {
        position: absolute;
        bottom: 52px;
        left: 12px;
        width: min(380px, calc(100% - 24px));
      }
      .offer.center {
        left: 50%;
        translate: -50% 0;
      }
      .offer.right {
        left: auto;
        right: 12px;
      }
    `,
  ];
}

declare global {
  interface HTMLElementTagNameMap {
    'vitrine-embed': EmbedPage;
  }
}
