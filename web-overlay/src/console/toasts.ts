import { css, html, nothing } from 'lit';
import { customElement } from 'lit/decorators.js';
import { icon } from '../design/icons';
import { sheet } from '../design/sheet';
import { words } from '../words/strings';
import { DeskPart } from './desk-part';

/** What just happened, and the way back. */
@customElement('vitrine-toasts')
export class Toasts extends DeskPart {
  override render() {
    const { desk } = this;
    return html`<div class="toasts" role="region" aria-live="polite" aria-label=${words.console.notices}>
      ${desk.toasts.map(
        (toast) => html`<div class=${`toast ${toast.tone}`}>
          <span>${toast.text}</span>
          ${
            toast.undo
              ? html`<button
                  class="button small"
                  @click=${() => {
                    toast.undo!();
                    desk.dismiss(toast.id);
                  }}
                >
                  ${words.console.undo}
                </button>`
              : nothing
          }
          <button class="button small icon quiet" aria-label=${words.console.dismiss} @click=${() => desk.dismiss(toast.id)}>
            ${icon('close', 14)}
          </button>
        </div>`,
      )}
    </div>`;
  }

  static override styles = [
    sheet,
    css`
      .toasts {
        position: fixed;
        bottom: var(--space-4);
        left: 50%;
        z-index: 20;
        display: grid;
        justify-items: center;
        gap: var(--space-2);
        width: min(560px, calc(100vw - 24px));
        translate: -50% 0;
        pointer-events: none;
      }
      .toast {
        display: flex;
        align-items: center;
        gap: var(--space-2);
        max-width: 100%;
        min-height: 44px;
        padding: 6px 6px 6px 18px;
        border: 1px solid var(--line);
        border-radius: 22px;
        background: var(--surface-3);
        box-shadow: var(--shade);
        font-size: var(--type-2);
        pointer-events: auto;
        animation: enter var(--calm) var(--ease);
      }
      .toast .button {
        background: var(--surface-1);
      }
      .toast.wrong {
        border-color: var(--danger);
        color: var(--ink-1);
      }
      @media (min-width: 1200px) {
        .toasts {
          left: var(--space-4);
          justify-items: start;
          width: min(560px, 38vw);
          translate: none;
        }
      }
      @keyframes enter {
        from {
          opacity: 0;
          transform: translateY(8px);
        }
      }
    `,
  ];
}

declare global {
  interface HTMLElementTagNameMap {
    'vitrine-toasts': Toasts;
  }
}
