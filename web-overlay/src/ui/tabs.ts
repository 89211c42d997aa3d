import { css, html, LitElement } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { type IconName, icon } from '../design/icons';
import { sheet } from '../design/sheet';

export interface Tab {
  readonly id: string;
  readonly label: string;
  readonly icon: IconName;
  /** A mark that something waits there. */
  readonly mark?: boolean;
}

/**
 * Tabs after the ARIA pattern: arrow keys move, one panel shows.
 *
 * @fires vitrine-tab with `{id}`
 * @slot the panel that shows
 */
@customElement('vitrine-tabs')
export class Tabs extends LitElement {
  @property({ attribute: false }) tabs: readonly Tab[] = [];
  @property() chosen = '';
  @property() label = '';

  override render() {
    return html`
      <div class="tabs" role="tablist" aria-label=${this.label} @keydown=${this.#key}>
        ${this.tabs.map(
          (tab) => html`<button
            role="tab"
            id=${`tab-${tab.id}`}
            aria-label=${tab.label}
            title=${tab.label}
            aria-selected=${tab.id === this.chosen ? 'true' : 'false'}
            aria-controls="panel"
            tabindex=${tab.id === this.chosen ? 0 : -1}
            class=${tab.mark ? 'marked' : ''}
            @click=${() => this.#choose(tab.id)}
          >
            ${icon(tab.icon, 16)}<span>${tab.label}</span>
          </button>`,
        )}
      </div>
      <div id="panel" class="panel scroll" role="tabpanel" tabindex="0" aria-labelledby=${`tab-${this.chosen}`}>
        <slot></slot>
      </div>
    `;
  }

  #choose(id: string): void {
    this.dispatchEvent(new CustomEvent('vitrine-tab', { detail: { id } }));
  }

  #key(pressed: KeyboardEvent): void {
    const at = this.tabs.findIndex(({ id }) => id === this.chosen);
    const to: Record<string, number> = {
      ArrowRight: (at + 1) % this.tabs.length,
      ArrowLeft: (at + this.tabs.length - 1) % this.tabs.length,
      Home: 0,
      End: this.tabs.length - 1,
    };
    const next = to[pressed.key];
    if (next !== undefined) {
      pressed.preventDefault();
      this.#choose(this.tabs[next]!.id);
      void this.updateComplete.then(() =>
        this.renderRoot.querySelector<HTMLElement>('[aria-selected="true"]')?.focus(),
      );
    }
  }

  static override styles = [
    sheet,
    css`
      :host {
        display: flex;
        flex-direction: column;
        min-height: 0;
        height: 100%;
      }
      .tabs {
        flex: none;
        display: flex;
        gap: 2px;
        padding: var(--space-2);
        overflow-x: auto;
        scrollbar-width: none;
      }
      button {
        position: relative;
        display: flex;
        align-items: center;
        gap: 6px;
        flex: none;
        height: 34px;
        padding: 0 10px;
        border: 0;
        border-radius: 999px;
        background: transparent;
        color: var(--ink-2);
        font-size: 0.8125rem;
        font-weight: 550;
        cursor: pointer;
        transition: background var(--quick) var(--ease);
      }
      button:hover {
        color: var(--ink-1);
      }
      button[aria-selected="true"] {
        background: var(--surface-3);
        color: var(--ink-1);
      }
      button.marked::after {
        content: "";
        width: 7px;
        height: 7px;
        border-radius: 50%;
        background: var(--hold);
      }
      .panel {
        flex: 1;
        min-height: 0;
        padding: var(--space-2) var(--space-4) var(--space-5);
      }
      .panel:focus-visible {
        outline-offset: -2px;
      }
      @container (max-width: 520px) {
        button[aria-selected="false"] span {
          display: none;
        }
        button {
          padding: 0 9px; /* eight of them beside the chosen one's name */
        }
      }
    `,
  ];
}

declare global {
  interface HTMLElementTagNameMap {
    'vitrine-tabs': Tabs;
  }
}
