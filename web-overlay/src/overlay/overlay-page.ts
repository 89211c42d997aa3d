import { css, html, LitElement } from 'lit';
import { customElement } from 'lit/decorators.js';
import { sheet } from '../design/sheet';
import { eventFromPath } from '../net/address';
import { EventRoom } from '../room/event-room';
import { Watch } from '../room/observable';
import '../viewer/chat-panel';
import '../viewer/offer-card';
import { words } from '../words/strings';

/**
 * `/overlay/EVENT`: a transparent page of 1920 × 1080 for OBS, with the same offer and chat that viewers see. There is
 * no picture here to keep step with: it is laid over the camera before the encoder, so records show as they come.
 */
@customElement('vitrine-overlay')
export class OverlayPage extends LitElement {
  readonly #room = new EventRoom(eventFromPath());

  constructor() {
    super();
    new Watch(this, this.#room);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    document.documentElement.dataset.theme = 'dark';
    this.#room.open();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#room.close();
  }

  override render() {
    const { offers, server } = this.#room;
    return html`<main>
      <h1 class="hush">${this.#room.title || words.brand}</h1>
      <vitrine-offer
        still
        class=${`offer ${offers.offer?.cue.position ?? 'left'}`}
        .offer=${offers.offer}
        .server=${server}
      ></vitrine-offer>
      <vitrine-chat still headless .room=${this.#room}></vitrine-chat>
    </main>`;
  }

  static override styles = [
    sheet,
    css`
      main {
        position: relative;
        width: 1920px;
        max-width: 100vw;
        height: 100dvh;
        max-height: 1080px;
        overflow: hidden;
        --veil: #121214f5;
      }
      .offer {
        position: absolute;
        bottom: 7%;
        left: 4%;
        width: min(420px, 92%);
        zoom: 1.5;
      }
      .offer.center {
        left: 50%;
        translate: -50% 0;
      }
      .offer.right {
        left: auto;
        right: 4%;
      }
      vitrine-chat {
        position: absolute;
        top: 5%;
        right: 2.5%;
        width: min(300px, 40%);
        height: 40%;
        zoom: 1.4;
        --line-plate: #0f0f11e0;
      }
      @media (max-width: 1200px) {
        .offer,
        vitrine-chat {
          zoom: 1;
        }
      }
    `,
  ];
}

declare global {
  interface HTMLElementTagNameMap {
    'vitrine-overlay': OverlayPage;
  }
}
