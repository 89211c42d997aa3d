import { css, html, LitElement, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { cssVars } from '../design/css-vars';
import { sheet } from '../design/sheet';
import type { Api } from '../net/api';
import type { Reaction } from '../room/audience-desk';
import type { EventRoom } from '../room/event-room';
import { words } from '../words/strings';

const SEND_EVERY_MS = 400; // taps are sent together
const MOST_AT_ONCE = 10;
const RISE_MS = 2_200;
const MOST_RISING = 40;

interface Rising {
  readonly id: number;
  readonly reaction: string;
  readonly left: number;
}

/** The row of reactions, and those of everybody rising from it. */
@customElement('vitrine-reactions')
export class Reactions extends LitElement {
  @property({ attribute: false }) room!: EventRoom;
  @property({ attribute: false }) api: Api | undefined;
  @property({ type: Boolean }) named = false;

  #rising: readonly Rising[] = [];
  #nextId = 1;
  #taps = new Map<string, number>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #stops: (() => void)[] = [];

  override connectedCallback(): void {
    super.connectedCallback();
    this.#stops = [
      this.room.audience.onReactions((reactions) => this.#rise(reactions)),
      this.room.audience.onChange(() => this.requestUpdate()),
    ];
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.#timer);
    for (const stop of this.#stops) {
      stop();
    }
  }

  #rise(reactions: readonly Reaction[]): void {
    if (matchMedia('(prefers-reduced-motion: reduce)').matches || document.hidden) {
      return;
    }
    const fresh: Rising[] = [];
    for (const { reaction, times } of reactions) {
      if (!this.room.audience.reactions.includes(reaction)) {
        continue;
      }
      const shown = Math.min(6, Math.ceil(Math.log2(1 + times)));
      for (let i = 0; i < shown && this.#rising.length + fresh.length < MOST_RISING; i++) {
        fresh.push({ id: this.#nextId++, reaction, left: 6 + Math.random() * 82 });
      }
    }
    this.#rising = [...this.#rising, ...fresh];
    this.requestUpdate();
    setTimeout(() => {
      this.#rising = this.#rising.filter((one) => !fresh.includes(one));
      this.requestUpdate();
    }, RISE_MS);
  }

  #tap(reaction: string): void {
    this.#taps.set(reaction, Math.min(MOST_AT_ONCE, (this.#taps.get(reaction) ?? 0) + 1));
    this.#timer ??= setTimeout(() => void this.#send(), SEND_EVERY_MS);
  }

  async #send(): Promise<void> {
    this.#timer = undefined;
    const taps = this.#taps;
    this.#taps = new Map();
    for (const [reaction, times] of taps) {
      try {
        await this.api?.post(`/events/${encodeURIComponent(this.room.event)}/reactions`, { reaction, times });
      } catch {
        // a lost clap is no trouble worth a word
      }
    }
  }

  override render() {
    return html`
      ${
        this.named
          ? html`<div class="row" role="group" aria-label=${words.audience.react}>
              ${this.room.audience.reactions.map(
                (reaction) => html`<button
                  aria-label=${words.audience.reactWith(reaction)}
                  title=${words.audience.reactWith(reaction)}
                  @click=${() => this.#tap(reaction)}
                >
                  ${reaction}
                </button>`,
              )}
            </div>`
          : nothing
      }
      <div class="sky" aria-hidden="true">
        ${this.#rising.map(
          ({ id, reaction, left }) => html`<i data-id=${id} ${cssVars({ left: `${left}%` })}>${reaction}</i>`,
        )}
      </div>
    `;
  }

  static override styles = [
    sheet,
    css`
      :host {
        position: relative;
        min-width: 0;
      }
      .row {
        gap: 2px;
        overflow-x: auto;
        scrollbar-width: none;
      }
      button {
        flex: none;
        display: grid;
        place-items: center;
        width: 34px;
        height: 34px;
        padding: 0;
        border: 0;
        border-radius: 50%;
        background: transparent;
        font-size: 1.0625rem;
        line-height: 1;
        cursor: pointer;
        transition: scale var(--quick) var(--ease);
      }
      button:hover {
        background: var(--surface-2);
      }
      button:active {
        scale: 1.25;
      }
      button:focus-visible {
        outline-offset: -2px;
      }
      .sky {
        position: absolute;
        inset: auto 0 100%;
        height: 240px;
        overflow: clip;
        pointer-events: none;
      }
      i {
        position: absolute;
        bottom: 0;
        left: var(--left);
        font-size: 1.25rem;
        font-style: normal;
        animation: rise 2.2s ease-out both;
      }
      @keyframes rise {
        0% {
          opacity: 0;
          transform: translateY(20px) scale(0.7);
        }
        15% {
          opacity: 1;
        }
        100% {
          opacity: 0;
          transform: translateY(-220px) scale(1.1);
        }
      }
    `,
  ];
}

declare global {
  interface HTMLElementTagNameMap {
    'vitrine-reactions': Reactions;
  }
}
