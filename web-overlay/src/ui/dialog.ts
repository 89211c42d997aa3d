import { css, html, LitElement, type PropertyValues } from 'lit';
import { customElement, property, query } from 'lit/decorators.js';
import { sheet } from '../design/sheet';

/**
 * A question in front of everything else, on the browser's own dialog: focus stays in it and Escape leaves it.
 *
 * @fires vitrine-close when it is left without an answer
 * @slot what it asks
 */
@customElement('vitrine-dialog')
export class Dialog extends LitElement {
  @property({ type: Boolean }) open = false;
  @property() label = '';
  @property({ reflect: true }) tone: 'plain' | 'hold' = 'plain';

  @query('dialog') private dialog!: HTMLDialogElement;

  override updated(changed: PropertyValues<this>): void {
    if (changed.has('open') && this.open !== this.dialog.open) {
      if (this.open) {
        this.dialog.showModal();
      } else {
        this.dialog.close();
      }
    }
  }

  override render() {
    return html`<dialog
      aria-label=${this.label}
      @cancel=${(left: Event) => {
        left.preventDefault();
        this.#leave();
      }}
      @click=${(clicked: MouseEvent) => clicked.target === this.dialog && this.#leave()}
    >
      <div class="body"><slot></slot></div>
    </dialog>`;
  }

  #leave(): void {
    this.dispatchEvent(new CustomEvent('vitrine-close'));
  }

  static override styles = [
    sheet,
    css`
      :host {
        display: contents;
      }
      dialog {
        width: min(460px, calc(100vw - 32px));
        max-height: calc(100dvh - 32px);
        padding: 0;
        border: 1px solid var(--line);
        border-radius: 20px;
        background: var(--surface-1);
        color: var(--ink-1);
        box-shadow: var(--shade);
        overflow: auto;
      }
      dialog[open] {
        animation: enter var(--calm) var(--ease);
      }
      :host([tone="hold"]) dialog {
        border: 2px solid var(--hold);
      }
      dialog::backdrop {
        background: #000000a6;
      }
      .body {
        display: grid;
        gap: var(--space-4);
        padding: var(--space-5);
      }
      @keyframes enter {
        from {
          opacity: 0;
          transform: translateY(10px) scale(0.98);
        }
      }
    `,
  ];
}

declare global {
  interface HTMLElementTagNameMap {
    'vitrine-dialog': Dialog;
  }
}
