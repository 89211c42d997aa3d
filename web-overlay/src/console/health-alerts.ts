import { css, html, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import { icon } from '../design/icons';
import { sheet } from '../design/sheet';
import type { Observable } from '../room/observable';
import { words } from '../words/strings';
import { DeskPart } from './desk-part';
import type { HealthWatch } from './health-watch';
import type { Reading } from './probes';

const SHOWN = 2;

/**
 * What is wrong with the picture or sound, in the publisher's terms, under the picture itself.
 *
 * @fires vitrine-show-health when somebody wants to see every probe
 */
@customElement('vitrine-health-alerts')
export class HealthAlerts extends DeskPart {
  @property({ attribute: false }) health!: HealthWatch;

  protected override sources(): readonly Observable[] {
    return [...super.sources(), this.health];
  }

  override render() {
    const { alarms } = this.health;
    return html`<div role="status" aria-label=${words.health.alerts}>
      ${repeat(
        alarms.slice(0, SHOWN),
        ({ probe }) => probe,
        (alarm) => this.#renderAlarm(alarm),
      )}
      ${
        alarms.length > 0
          ? html`<p class="foot">
              ${alarms.length > SHOWN ? html`<span>${words.health.more(alarms.length - SHOWN)}</span>` : nothing}
              <button class="button small" @click=${() => this.dispatchEvent(new CustomEvent('vitrine-show-health'))}>
                ${words.health.show}
              </button>
            </p>`
          : nothing
      }
    </div>`;
  }

  #renderAlarm({ probe, state, sentence }: Reading) {
    const name = words.health.probes[probe] ?? probe;
    return html`<section class=${state}>
      ${icon('alert', 18)}
      <p>${sentence}</p>
      <button
        class="button quiet icon small"
        aria-label=${words.health.hide(name)}
        title=${words.health.hide(name)}
        @click=${() => this.health.hide(probe)}
      >
        ${icon('close', 16)}
      </button>
    </section>`;
  }

  static override styles = [
    sheet,
    css`
      :host {
        z-index: 1;
        margin-top: calc(-1 * var(--space-4)); /* takes no room while all is well */
      }
      div {
        display: grid;
        gap: var(--space-2);
      }
      div > :first-child {
        margin-top: var(--space-4);
      }
      section {
        display: grid;
        grid-template-columns: auto minmax(0, 1fr) auto;
        gap: var(--space-3);
        align-items: start;
        padding: var(--space-3) var(--space-3) var(--space-3) var(--space-4);
        border-radius: var(--radius-3);
        background: var(--surface-1);
        box-shadow: inset 3px 0 var(--hold);
        font-size: var(--type-2);
        animation: enter var(--slow) var(--ease);
      }
      section.bad {
        box-shadow: inset 3px 0 var(--danger);
      }
      section > :first-child {
        margin-top: 1px;
        color: var(--hold);
      }
      section.bad > :first-child {
        color: var(--danger);
      }
      .foot {
        display: flex;
        justify-content: flex-end;
        align-items: center;
        gap: var(--space-3);
        color: var(--ink-2);
        font-size: var(--type-1);
      }
      @keyframes enter {
        from {
          opacity: 0;
          transform: translateY(-6px);
        }
      }
    `,
  ];
}

declare global {
  interface HTMLElementTagNameMap {
    'vitrine-health-alerts': HealthAlerts;
  }
}
