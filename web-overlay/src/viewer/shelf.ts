import { css, html, LitElement, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import { icon } from '../design/icons';
import { sheet } from '../design/sheet';
import type { Product } from '../room/records';
import { productPicture } from '../ui/product-picture';
import { productSheet } from '../ui/product-sheet';
import { money } from '../words/format';
import { words } from '../words/strings';
import type { Shopper } from './shopper';

/** The products of the show, side by side. */
@customElement('vitrine-shelf')
export class Shelf extends LitElement {
  @property({ attribute: false }) products: readonly Product[] = [];
  @property({ attribute: false }) shopper: Shopper | undefined;
  /** Id of the product that is on air. */
  @property() featured = '';
  @property({ type: Boolean, reflect: true }) compact = false;

  #stop: (() => void) | undefined;

  override updated(): void {
    this.#stop ??= this.shopper?.onChange(() => this.requestUpdate());
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#stop?.();
    this.#stop = undefined;
  }

  override render() {
    return html`<section aria-labelledby="title">
      <h2 id="title">${words.shelf.title}</h2>
      ${this.products.length === 0 ? html`<p class="note">${words.shelf.empty}</p>` : nothing}
      <ul class="shelf">
        ${repeat(
          this.products,
          ({ id }) => id,
          (product) => this.#renderProduct(product),
        )}
      </ul>
    </section>`;
  }

  #renderProduct(product: Product) {
    const soldOut = product.left !== undefined && product.left <= 0;
    const holding = this.shopper?.holding(product.id);
    return html`<li class=${product.id === this.featured ? 'product featured' : 'product'} data-product=${product.id}>
      ${productPicture(product)}
      <div class="what">
        <h3 class="cut" title=${product.title}>${product.title}</h3>
        <p class="price">
          <strong>${money(product.price)}</strong>
          ${
            product.compareAt && product.compareAt.amount > product.price.amount
              ? html`<s>${money(product.compareAt)}</s>`
              : nothing
          }
        </p>
        <p class="left ${product.left !== undefined && product.left <= 5 ? 'few' : ''}">
          ${
            product.id === this.featured
              ? html`<span class="now">${words.shelf.onAir}</span>`
              : product.left === undefined
                ? nothing
                : soldOut
                  ? words.offer.soldOut
                  : product.left <= 5
                    ? words.offer.fewLeft(product.left)
                    : words.offer.left(product.left)
          }
        </p>
      </div>
      ${
        holding?.state === 'held'
          ? html`<a class="button small main" href=${holding.link} target="_blank" rel="noopener"
              >${words.offer.checkout}${icon('external', 14)}</a
            >`
          : html`<button
              class="button small"
              ?disabled=${soldOut || holding?.state === 'holding'}
              aria-label="${words.shelf.buy}: ${product.title}"
              @click=${() => this.shopper?.buy(product)}
            >
              ${soldOut ? words.offer.soldOut : words.shelf.buy}
            </button>`
      }
      ${holding?.state === 'refused' ? html`<p class="wrong" role="alert">${holding.why}</p>` : nothing}
    </li>`;
  }

  static override styles = [
    sheet,
    productSheet,
    css`
      h2 {
        margin-bottom: var(--space-3);
        font-size: var(--type-3);
        font-weight: 600;
        letter-spacing: -0.01em;
      }
      .shelf {
        display: grid;
        grid-template-columns: repeat(auto-fill, minmax(272px, 1fr));
        gap: var(--space-3);
      }
      .product {
        display: grid;
        grid-template-columns: 68px 1fr auto;
        gap: var(--space-1) var(--space-3);
        align-items: center;
        min-width: 0;
        padding: var(--space-2);
        padding-right: var(--space-3);
        border-radius: var(--radius-3);
        background: var(--surface-1);
        transition: background var(--calm) var(--ease);
      }
      .product.featured {
        background: var(--surface-2);
      }
      .picture {
        width: 68px;
      }
      .what {
        min-width: 0;
      }
      h3 {
        font-size: var(--type-2);
        font-weight: 550;
      }
      .price {
        font-size: var(--type-2);
      }
      .price strong {
        font-weight: 600;
      }
      .left {
        min-height: 1.45em;
      }
      .now {
        color: var(--accent);
        font-weight: 600;
      }
      .wrong {
        grid-column: 1 / -1;
        font-size: var(--type-1);
      }
      :host([compact]) h2 {
        position: absolute;
        width: 1px;
        height: 1px;
        overflow: hidden;
        clip-path: inset(50%);
      }
      :host([compact]) .shelf {
        display: flex;
        gap: var(--space-2);
        overflow-x: auto;
        padding: 2px var(--space-3) var(--space-2);
        scrollbar-width: none;
        scroll-padding-inline: var(--space-3);
        scroll-snap-type: x proximity;
      }
      :host([compact]) .note {
        display: none;
      }
      :host([compact]) .product {
        flex: none;
        grid-template-columns: 44px auto auto;
        width: max-content;
        max-width: 78vw;
        border-radius: var(--radius-2);
        scroll-snap-align: start;
      }
      :host([compact]) .picture {
        width: 44px;
        border-radius: var(--radius-1);
      }
      :host([compact]) .left {
        display: none;
      }
    `,
  ];
}

declare global {
  interface HTMLElementTagNameMap {
    'vitrine-shelf': Shelf;
  }
}
