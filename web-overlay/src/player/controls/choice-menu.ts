import { css, html, LitElement, nothing } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { icon } from '../../design/icons';
import { sheet } from '../../design/sheet';
import type { Item } from './choices';

/**
 * One of several, as a menu of radio items. Arrows move, Enter and Space choose, Escape closes.
 *
 * @fires vitrine-choice with the name chosen
 */
@customElement('vitrine-choice')
export class ChoiceMenu extends LitElement {
  @property({ attribute: false }) items: readonly Item[] = [];
  /** Name of an item. */
  @property() chosen = '';
  /** What is chosen here, for people. */
  @property() label = '';
  /** What the button shows. */
  @property() symbol: 'sliders' | 'audio' = 'sliders';

  @state() private open = false;

  @query('.opener') private opener!: HTMLButtonElement;

  #listening = new AbortController();

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#close(false);
  }

  override render() {
    return html`
      <button
        class="opener"
        aria-haspopup="menu"
        aria-expanded=${this.open ? 'true' : 'false'}
        aria-label=${this.label}
        title=${this.label}
        @click=${() => (this.open ? this.#close(true) : void this.#show())}
        @keydown=${(pressed: KeyboardEvent) => {
          if (!this.open && (pressed.key === 'ArrowUp' || pressed.key === 'ArrowDown')) {
            pressed.preventDefault();
            void this.#show();
          }
        }}
      >
        ${icon(this.symbol, 20)}
      </button>
      ${
        this.open
          ? html`<div class="menu" role="menu" aria-label=${this.label} @keydown=${this.#key}>
              ${this.items.map(
                ({ name, label }) => html`<button
                  role="menuitemradio"
                  aria-checked=${name === this.chosen ? 'true' : 'false'}
                  tabindex=${name === this.chosen ? 0 : -1}
                  @click=${() => this.#choose(name)}
                >
                  ${name === this.chosen ? icon('check', 16) : html`<i></i>`}
                  <span>${label}</span>
                </button>`,
              )}
            </div>`
          : nothing
      }
    `;
  }

  async #show(): Promise<void> {
    this.open = true;
    this.#listening = new AbortController();
    document.addEventListener(
      'pointerdown',
      (down) => down.composedPath().includes(this) || this.#close(false),
      {
        signal: this.#listening.signal,
      },
    );
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLButtonElement>('[aria-checked="true"]')?.focus();
  }

  #close(andFocus: boolean): void {
    this.open = false;
    this.#listening.abort();
    if (andFocus) {
      this.opener?.focus();
    }
  }

  #choose(name: string): void {
    this.#close(true);
    this.dispatchEvent(new CustomEvent('vitrine-choice', { detail: { name } }));
  }

  #key(pressed: KeyboardEvent): void {
    const items = [...this.renderRoot.querySelectorAll<HTMLButtonElement>('[role="menuitemradio"]')];
    const at = items.indexOf(pressed.composedPath()[0] as HTMLButtonElement);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: items.length - 1 }[pressed.key];
    if (to !== undefined) {
      items[(to + items.length) % items.length]?.focus();
    } else if (pressed.key === 'Escape') {
      this.#close(true);
    } else if (pressed.key === 'Tab') {
      this.#close(false);
      return;
    } else {
      return;
    }
    pressed.preventDefault();
    pressed.stopPropagation();
  }

  static override styles = [
    sheet,
    css`
      :host {
        position: relative;
        display: block;
        color: var(--on-stage);
      }
      .opener {
        display: grid;
        place-items: center;
        width: 40px;
        height: 40px;
        padding: 0;
        border: 0;
        border-radius: 50%;
        background: transparent;
        color: inherit;
        cursor: pointer;
        transition: background var(--quick) var(--ease);
      }
      .opener:hover,
      .opener[aria-expanded='true'] {
        background: #ffffff26;
      }
      :focus-visible {
        outline-color: #faf7f2;
        outline-offset: -2px;
      }
      .menu {
        position: absolute;
        right: 0;
        bottom: calc(100% + var(--space-2));
        display: grid;
        min-width: 168px;
        max-height: min(320px, calc(56cqi - 64px));
        padding: var(--space-1);
        overflow-y: auto;
        border-radius: var(--radius-2);
        background: #14110e;
        box-shadow: 0 8px 32px #00000080;
        color: #faf7f2;
        animation: rise var(--quick) var(--ease);
      }
      .menu button {
        display: flex;
        align-items: center;
        gap: var(--space-2);
        min-height: 36px;
        padding: 0 var(--space-3) 0 var(--space-2);
        border: 0;
        border-radius: var(--radius-1);
        background: transparent;
        color: inherit;
        font-size: var(--type-2);
        text-align: left;
        white-space: nowrap;
        cursor: pointer;
      }
      .menu button:hover {
        background: #ffffff1f;
      }
      .menu i {
        width: 16px;
      }
      @keyframes rise {
        from {
          opacity: 0;
          transform: translateY(4px);
        }
      }
    `,
  ];
}

declare global {
  interface HTMLElementTagNameMap {
    'vitrine-choice': ChoiceMenu;
  }
}
