import { css, html, LitElement, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { icon } from '../design/icons';
import { sheet } from '../design/sheet';
import { paths } from '../net/address';
import type { Phase } from '../room/records';
import { chooseTheme, currentTheme } from '../ui/theme';
import { Ticker } from '../ui/ticker';
import { words } from '../words/strings';
import type { Desk } from './desk';
import './phase-button';

export interface EventInfo {
  readonly id: string;
  readonly title: string;
  readonly phase: Phase;
  readonly viewers?: number;
}

/** What the console shows of an event. */
export type View = 'shift' | 'review';

const COUNT_EVERY_MS = 10_000;

/**
 * Which event, how it stands, and what is always at hand.
 *
 * @fires vitrine-open with `{id}` when another event is picked
 * @fires vitrine-new, vitrine-keys, vitrine-sign-out when that is wished
 * @fires vitrine-view with `{view}` when the shift or the review is to be seen
 * @fires vitrine-watching with `{watching}` when the count is known anew
 * @fires vitrine-moved when the event's phase may have changed
 */
@customElement('vitrine-console-header')
export class ConsoleHeader extends LitElement {
  @property({ attribute: false }) desk: Desk | undefined;
  @property({ attribute: false }) events: readonly EventInfo[] = [];
  @property() view: View = 'shift';
  /** Events can be made: no role is for one event alone. */
  @property({ type: Boolean }) maker = false;
  @state() private watching = 0;

  #stop: () => void = () => undefined;

  constructor() {
    super();
    new Ticker(this, COUNT_EVERY_MS, () => {
      void this.#count();
      return false;
    });
  }

  override updated(changed: Map<string, unknown>): void {
    if (changed.has('desk')) {
      this.#stop();
      this.#stop = this.desk?.room.onChange(() => this.requestUpdate()) ?? (() => undefined);
      void this.#count();
    }
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#stop();
  }

  async #count(): Promise<void> {
    if (!this.desk || document.hidden) {
      return;
    }
    try {
      const { watching } = await this.desk.api.get(this.desk.path('viewers'));
      this.watching = Number(watching) || 0;
      this.#tell('vitrine-watching', { watching: this.watching });
    } catch {
      // the number is an extra
    }
  }

  #tell(what: string, detail?: unknown): void {
    this.dispatchEvent(new CustomEvent(what, { detail }));
  }

  override render() {
    const { desk } = this;
    const dark = currentTheme() === 'dark';
    const phase = desk?.room.phase ?? this.events.find(({ id }) => id === desk?.event)?.phase;
    return html`<header>
      <h1>${words.brand} <span>${words.console.title}</span></h1>
      <select
        class="input pick"
        aria-label=${words.console.events}
        .value=${desk?.event ?? ''}
        @change=${(picked: Event) => this.#tell('vitrine-open', { id: (picked.target as HTMLSelectElement).value })}
      >
        ${this.events.map(
          ({ id, title }) => html`<option value=${id} ?selected=${id === desk?.event}>${title}</option>`,
        )}
      </select>
      ${
        this.maker
          ? html`<button class="button small icon quiet" aria-label=${words.console.newEvent} title=${words.console.newEvent} @click=${() => this.#tell('vitrine-new')}>
              ${icon('plus', 17)}
            </button>`
          : nothing
      }
      <vitrine-phase
        .desk=${desk}
        .phase=${phase}
        .watching=${this.watching}
        @vitrine-moved=${() => this.#tell('vitrine-moved')}
      ></vitrine-phase>
      ${
        desk?.may('mod.read')
          ? html`<nav aria-label=${words.console.view}>
              ${(['shift', 'review'] as const).map(
                (view) => html`<button
                  class="view"
                  aria-current=${view === this.view ? 'page' : 'false'}
                  @click=${() => this.#tell('vitrine-view', { view })}
                >
                  ${view === 'shift' ? words.review.shift : words.review.title}
                </button>`,
              )}
            </nav>`
          : nothing
      }
      <span class="grow"></span>
      ${
        desk && desk.room.connection !== 'connected'
          ? html`<span class="badge hold lost" role="status">${words.page.reconnecting}</span>`
          : nothing
      }
      ${desk ? html`<span class="watching">${icon('eye', 15)} ${words.page.watching(this.watching)}</span>` : nothing}
      ${
        desk
          ? html`<a class="button small quiet" href=${paths.watch(desk.event)} target="_blank" rel="noopener">
              <span class="wide-only">${words.console.openPage}</span> ${icon('external', 15)}
              <span class="hush">${words.console.openPage}</span>
            </a>`
          : nothing
      }
      <button class="button small icon quiet keyboard" aria-label=${words.console.keys} title=${words.console.keys} @click=${() => this.#tell('vitrine-keys')}>
        ${icon('keyboard', 17)}
      </button>
      <button
        class="button small icon quiet"
        aria-label=${dark ? words.page.light : words.page.dark}
        title=${dark ? words.page.light : words.page.dark}
        @click=${() => {
          chooseTheme(dark ? 'light' : 'dark');
          this.requestUpdate();
        }}
      >
        ${icon(dark ? 'sun' : 'moon', 17)}
      </button>
      <button class="button small icon quiet" aria-label=${words.console.signOut} title=${words.console.signOut} @click=${() => this.#tell('vitrine-sign-out')}>
        ${icon('out', 17)}
      </button>
    </header>`;
  }

  static override styles = [
    sheet,
    css`
      header {
        display: flex;
        align-items: center;
        gap: var(--space-2);
        min-width: 0;
        min-height: 56px;
        padding: var(--space-2) var(--space-4);
      }
      h1 {
        margin-right: var(--space-2);
        font-size: var(--type-3);
        font-weight: 600;
        letter-spacing: -0.01em;
        white-space: nowrap;
      }
      h1 span {
        color: var(--ink-3);
        font-weight: 500;
      }
      .pick {
        width: auto;
        max-width: 280px;
        min-height: 34px;
        padding: 4px 10px;
        border-color: transparent;
        background: var(--surface-2);
        font-weight: 550;
        text-overflow: ellipsis;
      }
      nav {
        display: flex;
        gap: 2px;
        padding: 2px;
        border-radius: 999px;
        background: var(--surface-1);
      }
      .view {
        min-height: 28px;
        padding: 0 12px;
        border: 0;
        border-radius: 999px;
        background: transparent;
        color: var(--ink-2);
        font-size: 0.8125rem;
        font-weight: 550;
        cursor: pointer;
      }
      .view:hover {
        color: var(--ink-1);
      }
      .view[aria-current="page"] {
        background: var(--surface-3);
        color: var(--ink-1);
      }
      .watching {
        display: inline-flex;
        align-items: center;
        gap: 5px;
        color: var(--ink-2);
        font-size: var(--type-1);
        white-space: nowrap;
      }
      /* over the page: it comes and goes, and must not push what stands there */
      .lost {
        position: fixed;
        top: 62px;
        left: 50%;
        z-index: 9;
        translate: -50% 0;
        background: var(--surface-3);
        box-shadow: var(--shade);
        animation: late 1.5s var(--ease);
      }
      @keyframes late {
        0%,
        66% {
          opacity: 0;
        }
      }
      @media (max-width: 1199px) {
        .wide-only {
          display: none;
        }
        .pick {
          flex: 0 1 220px;
          min-width: 90px;
        }
      }
      @media (max-width: 900px) {
        .watching {
          display: none;
        }
      }
      @media (max-width: 740px) {
        header {
          flex-wrap: wrap;
          gap: var(--space-1);
          padding: var(--space-2) var(--space-3);
        }
        h1 span,
        .watching,
        .keyboard {
          display: none;
        }
        .pick {
          order: 9;
          flex: 1 0 100%;
          max-width: none;
        }
        header > .badge,
        nav,
        vitrine-phase {
          order: 10;
        }
      }
    `,
  ];
}

declare global {
  interface HTMLElementTagNameMap {
    'vitrine-console-header': ConsoleHeader;
  }
}
