import { css, html, LitElement, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { icon } from '../design/icons';
import { sheet } from '../design/sheet';
import type { Offer } from '../room/offer-desk';
import type { ServerClock } from '../room/server-clock';
import { productPicture } from '../ui/product-picture';
import { productSheet } from '../ui/product-sheet';
import { ring } from '../ui/ring';
import { Ticker } from '../ui/ticker';
import { countdown, money } from '../words/format';
import { words } from '../words/strings';
import type { Shopper } from './shopper';

const FEW = 5;

/** The offer that is on air, as a card: what it is, what it costs, how long, and one button. */
@customElement('vitrine-offer')
export class OfferCard extends LitElement {
  @property({ attribute: false }) offer: Offer | undefined;
  @property({ attribute: false }) shopper: Shopper | undefined;
  @property({ attribute: false }) server: ServerClock | undefined;
  /** Only to look at: the page for OBS. */
  @property({ type: Boolean, reflect: true }) still = false;
  /** Over the picture, or as a sheet under it. */
  @property({ reflect: true }) layout: 'card' | 'sheet' = 'card';

  @state() private folded = '';

  #stop: (() => void) | undefined;

  constructor() {
    super();
    new Ticker(this, 500, () => this.offer !== undefined);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#stop = this.shopper?.onChange(() => this.requestUpdate());
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#stop?.();
    this.#stop = undefined;
  }

  override updated(): void {
    this.#stop ??= this.shopper?.onChange(() => this.requestUpdate());
    this.toggleAttribute('data-on-air', this.offer?.state === 'on');
    if (this.offer) {
      this.setAttribute('data-cue', this.offer.cue.cue);
    } else {
      this.removeAttribute('data-cue');
    }
  }

  override render() {
    const { offer } = this;
    const say = offer?.state === 'on' ? offer.cue.product : undefined;
    return html`
      <div class="hush" role="status">${say ? words.offer.newOffer(say.title, money(say.price)) : ''}</div>
      ${offer ? (this.folded === offer.cue.cue ? this.#renderFolded(offer) : this.#renderCard(offer)) : nothing}
    `;
  }

  #renderFolded(offer: Offer) {
    return html`<button class="folded" @click=${() => this.#fold('')} aria-label=${words.offer.unfold(offer.cue.product.title)}>
      ${icon('bag', 16)} <span class="cut">${offer.cue.product.title}</span> <b>${money(offer.cue.product.price)}</b>
    </button>`;
  }

  #renderCard(offer: Offer) {
    const { cue, state: shown, endsAtMs, lengthMs } = offer;
    const { product } = cue;
    const leftMs = endsAtMs === undefined ? undefined : Math.max(0, endsAtMs - this.#nowMs());
    const soldOut = product.left !== undefined && product.left <= 0;
    return html`<section class="card ${shown}" aria-label=${words.offer.region}>
      ${productPicture(product)}
      <div class="what">
        ${cue.headline && shown === 'on' ? html`<p class="headline">${cue.headline}</p>` : nothing}
        <h2>${product.title}</h2>
        <p class="price">
          <strong>${money(product.price)}</strong>
          ${
            product.compareAt && product.compareAt.amount > product.price.amount
              ? html`<s><span class="hush">${words.offer.was('')}</span>${money(product.compareAt)}</s>`
              : nothing
          }
          ${shown === 'on' && !soldOut ? this.#renderLeft(product.left) : nothing}
        </p>
      </div>
      ${
        leftMs !== undefined && shown === 'on'
          ? html`<div class="time" role="timer" aria-label=${words.offer.timeLeft(countdown(leftMs))}>
              ${ring(lengthMs > 0 ? leftMs / lengthMs : 0, 46, countdown(leftMs))}
            </div>`
          : nothing
      }
      ${
        this.still
          ? nothing
          : html`<button class="put-away" aria-label=${words.offer.fold} title=${words.offer.fold} @click=${() => this.#fold(cue.cue)}>
              ${icon('close', 15)}
            </button>`
      }
      <div class="act">${this.#renderAct(offer, soldOut)}</div>
    </section>`;
  }

  #renderLeft(left: number | undefined) {
    if (left === undefined) {
      return nothing;
    }
    const few = left <= FEW;
    return html`<span class="left ${few ? 'few' : ''}">${few ? words.offer.fewLeft(left) : words.offer.left(left)}</span>`;
  }

  #renderAct(offer: Offer, soldOut: boolean) {
    const { product } = offer.cue;
    const holding = this.shopper?.holding(product.id);
    if (holding?.state === 'held') {
      const leftMs = holding.untilMs === undefined ? undefined : holding.untilMs - Date.now();
      return html`<a class="button main" href=${holding.link} target="_blank" rel="noopener">
          ${words.offer.checkout} ${icon('external', 16)}
        </a>
        ${leftMs === undefined ? nothing : html`<span class="told">${words.offer.held(countdown(leftMs))}</span>`}`;
    }
    if (offer.state === 'ended') {
      return html`<span class="told">${words.offer.ended}</span>`;
    }
    if (this.still) {
      return soldOut ? html`<span class="told">${words.offer.soldOut}</span>` : nothing;
    }
    if (soldOut || (holding?.state === 'refused' && holding.soldOut)) {
      const why = holding?.state === 'refused' ? holding.why : words.offer.soldOutWhy;
      return html`<button class="button" disabled>${words.offer.soldOut}</button><span class="told">${why}</span>`;
    }
    const waiting = holding?.state === 'holding';
    return html`<button class="button main" ?disabled=${waiting} @click=${() => this.shopper?.buy(product)}>
        ${waiting ? words.offer.holding : words.offer.buy}
      </button>
      ${holding?.state === 'refused' ? html`<span class="told" role="alert">${holding.why}</span>` : nothing}`;
  }

  #nowMs(): number {
    return this.server?.nowMs() ?? Date.now();
  }

  #fold(cue: string): void {
    this.folded = cue;
  }

  static override styles = [
    sheet,
    productSheet,
    css`
      .card {
        position: relative;
        display: grid;
        grid-template-columns: 76px 1fr auto;
        gap: var(--space-2) var(--space-3);
        align-items: center;
        padding: var(--space-3);
        border: 1px solid var(--line);
        border-radius: var(--radius-3);
        background: var(--veil);
        backdrop-filter: blur(24px) saturate(1.6);
        box-shadow: var(--shade);
        pointer-events: auto;
        animation: arrive var(--slow) var(--ease);
      }
      .card.ended {
        opacity: 0.85;
      }
      .picture {
        width: 76px;
      }
      .what {
        min-width: 0;
      }
      .headline {
        color: var(--accent);
        font-size: var(--type-1);
        font-weight: 600;
      }
      h2 {
        overflow: hidden;
        display: -webkit-box;
        -webkit-box-orient: vertical;
        -webkit-line-clamp: 2;
        font-size: var(--type-3);
        font-weight: 600;
        line-height: 1.25;
        letter-spacing: -0.01em;
        text-wrap: balance;
      }
      .price {
        flex-wrap: wrap;
        row-gap: 0;
        margin-top: 2px;
      }
      .price strong {
        font-weight: 600;
      }
      .time {
        align-self: start;
        margin-right: 22px;
      }
      .put-away {
        position: absolute;
        top: 6px;
        right: 6px;
        display: grid;
        place-items: center;
        width: 26px;
        height: 26px;
        padding: 0;
        border: 0;
        border-radius: 50%;
        background: transparent;
        color: var(--ink-2);
        cursor: pointer;
      }
      .put-away:hover {
        background: var(--surface-3);
        color: var(--ink-1);
      }
      .act {
        grid-column: 1 / -1;
        display: flex;
        align-items: center;
        flex-wrap: wrap;
        gap: var(--space-2) var(--space-3);
      }
      .act:empty {
        display: none;
      }
      .act .button {
        flex: 1;
        min-width: 8em;
        min-height: 42px;
        font-size: var(--type-3);
      }
      .told {
        flex: 1;
        min-width: 9em;
        color: var(--ink-2);
        font-size: var(--type-1);
        line-height: 1.35;
      }
      .folded {
        display: inline-flex;
        align-items: center;
        gap: var(--space-2);
        max-width: 100%;
        height: 36px;
        padding: 0 var(--space-3);
        border: 1px solid var(--line);
        border-radius: 999px;
        background: var(--veil);
        backdrop-filter: blur(20px) saturate(1.6);
        color: var(--ink-1);
        font-size: var(--type-2);
        pointer-events: auto;
        cursor: pointer;
      }
      .folded b {
        font-weight: 600;
      }
      :host([layout="sheet"]) .card {
        grid-template-columns: 60px 1fr auto;
        border-radius: var(--radius-3);
        background: var(--surface-2);
        box-shadow: none;
      }
      :host([layout="sheet"]) .picture {
        width: 60px;
      }
      :host([layout="sheet"]) .time {
        margin-right: 16px;
        scale: 0.85;
        transform-origin: top right;
      }
      @keyframes arrive {
        from {
          opacity: 0.4;
          transform: translateY(18px);
        }
      }
    `,
  ];
}

declare global {
  interface HTMLElementTagNameMap {
    'vitrine-offer': OfferCard;
  }
}
