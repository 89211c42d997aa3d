import { css, html, LitElement } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { sheet } from '../../design/sheet';
import { countdown } from '../../words/format';
import { words } from '../../words/strings';
import type { Rewound } from '../paths/rewind-path';

/**
 * The whole recording up to now on one line, to go to any of its moments.
 *
 * @fires vitrine-rewind with `{behindS}`, once the viewer has let go
 */
@customElement('vitrine-rewind-bar')
export class RewindBar extends LitElement {
  @property({ attribute: false }) rewound: Rewound = { behindS: 0, lengthS: 0 };
  @state() private draggedS: number | undefined; // behind the live picture, while it is being chosen

  override render() {
    const { lengthS } = this.rewound;
    const behindS = Math.min(lengthS, this.draggedS ?? this.rewound.behindS);
    return html`
      <span aria-hidden="true">−${countdown(behindS * 1_000)}</span>
      <input
        type="range"
        min="0"
        max=${Math.round(lengthS)}
        step="1"
        aria-label=${words.player.moment}
        aria-valuetext=${words.player.ago(countdown(behindS * 1_000))}
        .value=${String(Math.round(lengthS - behindS))}
        @input=${(moved: Event) => {
          this.draggedS = lengthS - Number((moved.target as HTMLInputElement).value);
        }}
        @change=${() => this.#letGo()}
      />
    `;
  }

  #letGo(): void {
    if (this.draggedS !== undefined) {
      this.dispatchEvent(new CustomEvent('vitrine-rewind', { detail: { behindS: this.draggedS } }));
      this.draggedS = undefined;
    }
  }

  static override styles = [
    sheet,
    css`
      :host {
        display: flex;
        flex-direction: row-reverse;
        align-items: center;
        gap: var(--space-3);
        min-width: 0;
        color: var(--on-stage);
        font-size: var(--type-1);
        font-variant-numeric: tabular-nums;
      }
      input {
        flex: 1;
        min-width: 0;
        height: 24px;
        margin: 0;
        accent-color: var(--on-stage);
        cursor: pointer;
      }
      input:focus-visible {
        outline: 2px solid var(--on-stage);
        outline-offset: 2px;
      }
    `,
  ];
}

declare global {
  interface HTMLElementTagNameMap {
    'vitrine-rewind-bar': RewindBar;
  }
}
