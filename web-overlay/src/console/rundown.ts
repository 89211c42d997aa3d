import { css, html, LitElement, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import { icon } from '../design/icons';
import { sheet } from '../design/sheet';
import { Watch } from '../room/observable';
import type { Product } from '../room/records';
import { productPicture } from '../ui/product-picture';
import { productSheet } from '../ui/product-sheet';
import { ring } from '../ui/ring';
import { Ticker } from '../ui/ticker';
import { countdown, money } from '../words/format';
import { majorUnits, minorUnits } from '../words/money';
import { words } from '../words/strings';
import type { Desk } from './desk';
import { panelSheet } from './panel-sheet';

/** What is sold, and what is on air. */
@customElement('vitrine-rundown')
export class Rundown extends LitElement {
  @property({ attribute: false }) desk!: Desk;
  @state() private editing: Product | 'new' | undefined;
  @state() private cueing = '';
  @state() private trouble = '';
  @state() private busy = false;

  #watch: Watch | undefined;

  constructor() {
    super();
    new Ticker(this, 500, () => this.desk?.room.offers.offer !== undefined);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#watch ??= new Watch(this, this.desk.room);
  }

  override render() {
    const { offers } = this.desk.room;
    return html`
      ${this.#renderOnAir()}
      <section>
        <div class="head">
          <h2>${words.rundown.products}</h2>
          <button class="button small" @click=${() => this.#edit('new')}>${icon('plus', 15)}${words.rundown.add}</button>
        </div>
        ${this.editing === 'new' ? this.#renderForm(undefined) : nothing}
        ${
          offers.products.length === 0 && !this.editing
            ? html`<div class="nothing"><h3>${words.rundown.none}</h3><p>${words.rundown.noneWhy}</p></div>`
            : nothing
        }
        <ul>
          ${repeat(
            offers.products,
            ({ id }) => id,
            (product) => this.#renderProduct(product),
          )}
        </ul>
      </section>
    `;
  }

  #renderOnAir() {
    const { offer } = this.desk.room.offers;
    if (offer?.state !== 'on') {
      return html`<section class="block air off"><p class="note">${words.rundown.nothing}</p></section>`;
    }
    const leftMs = offer.endsAtMs === undefined ? undefined : offer.endsAtMs - this.desk.room.server.nowMs();
    return html`<section class="block air" aria-label=${words.rundown.onAir}>
      ${productPicture(offer.cue.product)}
      <div class="grow">
        <p class="badge live">${words.rundown.onAir}</p>
        <h3 class="cut">${offer.cue.product.title}</h3>
      </div>
      ${leftMs === undefined ? nothing : ring(offer.lengthMs > 0 ? leftMs / offer.lengthMs : 0, 46, countdown(leftMs))}
      <button class="button small danger" ?disabled=${this.busy} @click=${() => void this.#end(offer.cue.cue)}>
        ${words.rundown.end}
      </button>
    </section>`;
  }

  #renderProduct(product: Product) {
    if (this.editing !== 'new' && this.editing?.id === product.id) {
      return html`<li>${this.#renderForm(product)}</li>`;
    }
    const open = this.cueing === product.id;
    return html`<li class="product" data-product=${product.id}>
      <div class="line">
        ${productPicture(product)}
        <div class="grow">
          <h3 class="cut">${product.title}</h3>
          <p class="price hint">
            <span class="cost">${money(product.price)}</span>
            ${product.left === undefined ? nothing : html`<span>${product.left > 0 ? words.offer.left(product.left) : words.offer.soldOut}</span>`}
          </p>
        </div>
        <button
          class="button small quiet icon"
          aria-label="${words.rundown.edit}: ${product.title}"
          title=${words.rundown.edit}
          @click=${() => this.#edit(product)}
        >
          ${icon('list', 16)}
        </button>
        <button
          class=${open ? 'button small' : 'button small main'}
          aria-expanded=${open ? 'true' : 'false'}
          @click=${() => {
            this.cueing = open ? '' : product.id;
          }}
        >
          ${open ? words.console.cancel : words.rundown.put}
        </button>
      </div>
      ${open ? this.#renderCueForm(product) : nothing}
    </li>`;
  }

  #renderCueForm(product: Product) {
    return html`<form class="cue" aria-label=${words.rundown.putTitle(product.title)} @submit=${(sent: SubmitEvent) => void this.#put(sent, product)}>
      <label class="field"
        ><span>${words.rundown.headline}</span>
        <input class="input" name="headline" maxlength="120" placeholder=${words.rundown.headlineHint} />
      </label>
      <div class="pair">
        <label class="field"
          ><span>${words.rundown.duration} (${words.rundown.seconds})</span>
          <input class="input" name="seconds" type="number" min="5" max="3600" value="60" required />
        </label>
        <label class="field"
          ><span>${words.rundown.position}</span>
          <select class="input" name="position">
            ${Object.entries(words.rundown.positions).map(([value, label]) => html`<option value=${value}>${label}</option>`)}
          </select>
        </label>
      </div>
      <button class="button main" ?disabled=${this.busy}>${icon('live', 16)}${words.rundown.put}</button>
    </form>`;
  }

  #renderForm(product: Product | undefined) {
    return html`<form class="block" @submit=${(sent: SubmitEvent) => void this.#save(sent, product)}>
      <label class="field"
        ><span>${words.rundown.title}</span>
        <input class="input" name="title" required maxlength="120" .value=${product?.title ?? ''} />
      </label>
      <div class="pair">
        <label class="field"
          ><span>${words.rundown.price}</span>
          <input class="input" name="price" inputmode="decimal" required .value=${majorUnits(product?.price)} />
        </label>
        <label class="field"
          ><span>${words.rundown.currency}</span>
          <input
            class="input"
            name="currency"
            required
            maxlength="3"
            pattern="[A-Za-z]{3}"
            .value=${product?.price.currency ?? 'EUR'}
          />
        </label>
        <label class="field"
          ><span>${words.rundown.stock}</span>
          <input class="input" name="stock" type="number" min="0" required .value=${String(product?.stock ?? 20)} />
        </label>
      </div>
      <label class="field"
        ><span>${words.rundown.before}</span>
        <input class="input" name="before" inputmode="decimal" .value=${majorUnits(product?.compareAt)} />
      </label>
      <label class="field"
        ><span>${words.rundown.image}</span>
        <input class="input" name="image" .value=${product?.image ?? ''} />
      </label>
      <label class="field"
        ><span>${words.rundown.checkout}</span>
        <input class="input" name="checkoutUrl" .value=${product?.checkoutUrl ?? ''} />
        <span>${words.rundown.checkoutHint}</span>
      </label>
      ${this.trouble ? html`<p class="wrong" role="alert">${this.trouble}</p>` : nothing}
      <div class="actions">
        <button class="button main" ?disabled=${this.busy}>${words.rundown.save}</button>
        <button type="button" class="button quiet" @click=${() => this.#edit(undefined)}>${words.console.cancel}</button>
        <span class="grow"></span>
        ${
          product
            ? html`<button type="button" class="button danger" @click=${() => void this.#remove(product)}>
                ${words.rundown.remove}
              </button>`
            : nothing
        }
      </div>
    </form>`;
  }

  #edit(what: Product | 'new' | undefined): void {
    this.editing = what;
    this.trouble = '';
    this.cueing = '';
    void this.updateComplete.then(() =>
      this.renderRoot.querySelector<HTMLInputElement>('input[name=title]')?.focus(),
    );
  }

  async #put(sent: SubmitEvent, product: Product): Promise<void> {
    sent.preventDefault();
    const form = new FormData(sent.target as HTMLFormElement);
    const headline = String(form.get('headline') ?? '').trim();
    this.busy = true;
    const done = await this.desk.attempt(() =>
      this.desk.api.post(this.desk.path('cues'), {
        type: 'offer',
        product: product.id,
        seconds: Number(form.get('seconds')),
        position: form.get('position'),
        ...(headline ? { headline } : {}),
      }),
    );
    this.busy = false;
    if (done) {
      this.cueing = '';
      this.desk.tell(words.rundown.onAirNow(product.title));
    }
  }

  async #end(cue: string): Promise<void> {
    this.busy = true;
    if (
      await this.desk.attempt(() => this.desk.api.post(this.desk.path(`cues/${encodeURIComponent(cue)}/end`)))
    ) {
      this.desk.tell(words.rundown.ended);
    }
    this.busy = false;
  }

  async #save(sent: SubmitEvent, known: Product | undefined): Promise<void> {
    sent.preventDefault();
    const form = new FormData(sent.target as HTMLFormElement);
    const text = (name: string) => String(form.get(name) ?? '').trim();
    const currency = text('currency').toUpperCase();
    const amount = minorUnits(text('price'), currency);
    const before = text('before') ? minorUnits(text('before'), currency) : undefined;
    if (amount === undefined || (text('before') && before === undefined)) {
      this.trouble = words.rundown.badPrice;
      return;
    }
    const title = text('title');
    const product = {
      id: known?.id ?? this.#freeId(title),
      title,
      price: { amount, currency },
      ...(before === undefined ? {} : { compareAt: { amount: before, currency } }),
      stock: Number(text('stock')),
      ...(text('image') ? { image: text('image') } : {}),
      ...(text('checkoutUrl') ? { checkoutUrl: text('checkoutUrl') } : {}),
      ...(known?.description ? { description: known.description } : {}),
    };
    this.busy = true;
    if (await this.desk.attempt(() => this.desk.api.post(this.desk.path('products'), product))) {
      this.editing = undefined;
      this.desk.tell(words.rundown.saved);
    }
    this.busy = false;
  }

  async #remove(product: Product): Promise<void> {
    if (
      !(await this.desk.ask(
        words.rundown.removeTitle(product.title),
        words.rundown.removeWhy,
        words.rundown.remove,
      ))
    ) {
      return;
    }
    const done = await this.desk.attempt(() =>
      this.desk.api.delete(this.desk.path(`products/${encodeURIComponent(product.id)}`)),
    );
    if (done) {
      this.editing = undefined;
      const { left: _left, ...again } = product;
      this.desk.tell(words.rundown.removed(product.title), {
        undo: () => void this.desk.attempt(() => this.desk.api.post(this.desk.path('products'), again)),
      });
    }
  }

  #freeId(title: string): string {
    const base =
      title
        .normalize('NFKD')
        .toLowerCase()
        .replace(/[^a-z0-9]+/g, '-')
        .replace(/^-+|-+$/g, '')
        .slice(0, 40) || 'product';
    let id = base;
    for (let n = 2; this.desk.room.offers.product(id); n++) {
      id = `${base}-${n}`;
    }
    return id;
  }

  static override styles = [
    sheet,
    productSheet,
    panelSheet,
    css`
      section,
      .product {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: var(--space-3);
      }
      .air {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        padding: var(--space-3);
      }
      .air .picture,
      .line .picture {
        width: 44px;
        border-radius: var(--radius-1);
      }
      .air .grow {
        min-width: 96px;
      }
      .air h3 {
        margin-top: 3px;
      }
      .air.off {
        padding: var(--space-3) var(--space-4);
      }
      .product {
        gap: 0;
        padding: var(--space-2) 0;
        border-top: 1px solid var(--line);
      }
      li:first-child.product {
        border-top: 0;
      }
      .line {
        display: flex;
        align-items: center;
        gap: var(--space-3);
      }
      h3 {
        font-weight: 550;
      }
      .cost {
        color: var(--ink-1);
      }
      .cue {
        margin: var(--space-3) 0 var(--space-2);
        padding: var(--space-3);
        border-radius: var(--radius-3);
        background: var(--surface-2);
      }
    `,
  ];
}

declare global {
  interface HTMLElementTagNameMap {
    'vitrine-rundown': Rundown;
  }
}
