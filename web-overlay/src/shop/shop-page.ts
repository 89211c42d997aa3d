import { css, html, LitElement, nothing } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { icon } from '../design/icons';
import { sheet } from '../design/sheet';
import { eventFromPath, paths } from '../net/address';
import { Api, ApiProblem } from '../net/api';
import { recall, viewerId } from '../net/keep';
import type { Money, Product } from '../room/records';
import { productPicture } from '../ui/product-picture';
import { productSheet } from '../ui/product-sheet';
import { Ticker } from '../ui/ticker';
import { countdown, money } from '../words/format';
import { words } from '../words/strings';

type Step = 'opening' | 'missing' | 'no-hold' | 'held' | 'lapsed' | 'paying' | 'paid' | 'unreachable';

/**
 * `/shop/EVENT?hold=…&product=…`: a stand-in for the seller's own shop, to show that a hold leads to an order. A real
 * shop takes this page's place by the product's `checkoutUrl`.
 */
@customElement('vitrine-shop')
export class ShopPage extends LitElement {
  @state() private step: Step = 'opening';
  @state() private product: Product | undefined;
  @state() private trouble = '';
  @state() private order = '';
  @state() private total: Money | undefined;

  readonly #event = new URLSearchParams(location.search).get('event') ?? eventFromPath();
  readonly #api = new Api(() => recall(`vitrine.session.${this.#event}`));
  #hold = new URLSearchParams(location.search).get('hold') ?? '';
  #untilMs = Date.parse(new URLSearchParams(location.search).get('until') ?? '');

  constructor() {
    super();
    new Ticker(this, 500, () => this.step === 'held');
  }

  override connectedCallback(): void {
    super.connectedCallback();
    void this.#open();
  }

  async #open(): Promise<void> {
    try {
      const { products } = await this.#api.get<{ products: Product[] }>(this.#path('products'));
      const id = new URLSearchParams(location.search).get('product');
      this.product = products.find((product) => product.id === id);
      this.step = this.product ? (this.#hold ? 'held' : 'no-hold') : 'missing';
      document.title = this.product ? `${this.product.title} · ${words.shop.title}` : words.shop.title;
    } catch (why) {
      this.step = why instanceof ApiProblem ? 'missing' : 'unreachable';
    }
  }

  async #holdOne(): Promise<void> {
    this.trouble = '';
    try {
      const answer = await this.#api.post(this.#path('holds'), {
        product: this.product!.id,
        quantity: 1,
        viewer: viewerId(),
      });
      this.#hold = String(answer.hold ?? answer.id ?? '');
      this.#untilMs = Date.parse(String(answer.expiresAt ?? ''));
      this.step = 'held';
    } catch (why) {
      this.trouble = why instanceof ApiProblem && why.message ? why.message : words.offer.failed;
    }
  }

  async #pay(): Promise<void> {
    this.trouble = '';
    this.step = 'paying';
    try {
      const answer = await this.#api.post(this.#path('orders'), { hold: this.#hold });
      this.order = String(answer.order ?? answer.id ?? '');
      this.total = answer.total as Money | undefined;
      this.step = 'paid';
    } catch (why) {
      if (why instanceof ApiProblem && (why.status === 409 || why.status === 404 || why.status === 410)) {
        this.step = 'lapsed';
      } else {
        this.step = 'held';
        this.trouble = why instanceof ApiProblem && why.message ? why.message : words.shop.failed;
      }
    }
  }

  #path(part: string): string {
    return `/events/${encodeURIComponent(this.#event)}/${part}`;
  }

  override willUpdate(): void {
    if (this.step === 'held' && this.#untilMs <= Date.now()) {
      this.step = 'lapsed';
    }
  }

  override render() {
    return html`<div class="page">
      <header>
        <span class="brand">${icon('bag', 18)} ${words.shop.demo}</span>
        <span class="hint">${words.shop.demoWhy}</span>
      </header>
      <main aria-live="polite">${this.#renderStep()}</main>
      <footer><a href=${paths.watch(this.#event)}>${words.shop.back}</a></footer>
    </div>`;
  }

  #renderStep() {
    switch (this.step) {
      case 'opening':
        return html`<div class="card empty"></div>`;
      case 'missing':
        return this.#renderNote(words.shop.noProduct, words.shop.noProductWhy);
      case 'unreachable':
        return html`${this.#renderNote(words.page.unreachable, words.page.unreachableWhy)}`;
      case 'paid':
        return html`<section class="card done">
          <span class="tick">${icon('check', 30)}</span>
          <h1>${words.shop.done}</h1>
          <p class="note">${words.shop.doneWhy(this.product!.title)}</p>
          <dl>
            <dt>${words.shop.order}</dt>
            <dd>${this.order}</dd>
            <dt>${words.shop.total}</dt>
            <dd>${money(this.total ?? this.product!.price)}</dd>
          </dl>
        </section>`;
      default:
        return this.#renderCheckout(this.product!);
    }
  }

  #renderNote(title: string, text: string) {
    return html`<section class="card done">
      <h1>${title}</h1>
      <p class="note">${text}</p>
    </section>`;
  }

  #renderCheckout(product: Product) {
    const leftMs = this.#untilMs - Date.now();
    return html`<section class="card">
      <h1>${words.shop.title}</h1>
      <div class="thing">
        ${productPicture(product)}
        <div>
          <h2>${product.title}</h2>
          ${product.description ? html`<p class="note">${product.description}</p>` : nothing}
          <p class="price">
            <strong>${money(product.price)}</strong>
            ${product.compareAt ? html`<s>${money(product.compareAt)}</s>` : nothing}
          </p>
        </div>
      </div>
      <dl>
        <dt>${words.shop.quantity}</dt>
        <dd>1</dd>
        <dt><b>${words.shop.total}</b></dt>
        <dd><b>${money(product.price)}</b></dd>
      </dl>
      ${this.#renderAct(leftMs)} ${this.trouble ? html`<p class="wrong" role="alert">${this.trouble}</p>` : nothing}
    </section>`;
  }

  #renderAct(leftMs: number) {
    switch (this.step) {
      case 'no-hold':
        return html`<p class="note">${words.shop.noHold}. ${words.shop.noHoldWhy}</p>
          <button class="button main big" @click=${this.#holdOne}>${words.shop.hold}</button>`;
      case 'lapsed':
        return html`<p class="note" role="alert"><b>${words.shop.lapsed}.</b> ${words.shop.lapsedWhy}</p>
          <button class="button main big" @click=${this.#holdOne}>${words.shop.holdAgain}</button>`;
      default:
        return html`<button class="button main big" ?disabled=${this.step === 'paying'} @click=${this.#pay}>
            ${this.step === 'paying' ? words.shop.paying : words.shop.pay}
          </button>
          ${
            Number.isFinite(leftMs)
              ? html`<p class="held" role="timer">${icon('clock', 15)} ${words.shop.held(countdown(leftMs))}</p>`
              : nothing
          }`;
    }
  }

  static override styles = [
    sheet,
    productSheet,
    css`
      .page {
        display: grid;
        grid-template-rows: auto 1fr auto;
        min-height: 100dvh;
        padding: var(--space-4);
      }
      header {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: var(--space-1) var(--space-4);
      }
      .brand {
        display: flex;
        align-items: center;
        gap: var(--space-2);
        font-weight: 600;
      }
      main {
        display: grid;
        place-items: center;
        padding: var(--space-5) 0;
      }
      .card {
        display: grid;
        gap: var(--space-4);
        width: min(440px, 100%);
        padding: var(--space-5);
        border-radius: 24px;
        background: var(--surface-1);
        box-shadow: var(--shade);
      }
      .card.empty {
        min-height: 380px;
        background: transparent;
        box-shadow: none;
      }
      h1 {
        font-size: var(--type-5);
        font-weight: 600;
        letter-spacing: -0.022em;
        line-height: 1.15;
      }
      h2 {
        font-size: var(--type-3);
        font-weight: 600;
      }
      .thing {
        display: grid;
        grid-template-columns: 104px 1fr;
        gap: var(--space-4);
        align-items: center;
      }
      dl {
        display: grid;
        grid-template-columns: 1fr auto;
        gap: var(--space-2);
        padding: var(--space-4) 0;
        border-block: 1px solid var(--line);
        font-size: var(--type-2);
      }
      dt {
        color: var(--ink-2);
      }
      dd {
        text-align: right;
      }
      dt b {
        color: var(--ink-1);
      }
      .big {
        min-height: 50px;
        font-size: var(--type-3);
      }
      .held {
        display: flex;
        align-items: center;
        justify-content: center;
        gap: 6px;
        color: var(--ink-2);
        font-size: var(--type-2);
      }
      .done {
        justify-items: center;
        text-align: center;
        text-wrap: balance;
      }
      .done dl {
        width: 100%;
        border-bottom: 0;
        padding-bottom: 0;
      }
      .done dt {
        text-align: left;
      }
      .tick {
        display: grid;
        place-items: center;
        width: 64px;
        height: 64px;
        border-radius: 50%;
        background: color-mix(in srgb, var(--good), transparent 84%);
        color: var(--good);
        animation: pop var(--slow) var(--ease);
      }
      footer {
        text-align: center;
        color: var(--ink-2);
        font-size: var(--type-2);
      }
      @keyframes pop {
        from {
          opacity: 0;
          transform: scale(0.7);
        }
      }
    `,
  ];
}

declare global {
  interface HTMLElementTagNameMap {
    'vitrine-shop': ShopPage;
  }
}
