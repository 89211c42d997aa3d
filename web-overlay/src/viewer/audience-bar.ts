import { css, html, LitElement, nothing } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { icon } from '../design/icons';
import { sheet } from '../design/sheet';
import type { Api } from '../net/api';
import type { EventRoom } from '../room/event-room';
import type { Whisper } from '../room/personal-desk';
import { words } from '../words/strings';
import './poll-card';
import type { PollCard } from './poll-card';
import './reactions';

interface Mine {
  vote?: { poll: number; option: number };
  upvotes?: number[];
  whispers?: Whisper[];
}

const LOOK_MS = 8_000; // as long as one's own channel is not open, private replies are asked for
const IN_STEP = 'vitrine.in-step';

/**
 * Between the messages and the field: the poll, a private reply, reactions, and the way to the questions.
 *
 * @fires vitrine-asks with `{upvoted}` when the questions are to be seen
 */
@customElement('vitrine-audience')
export class AudienceBar extends LitElement {
  @property({ attribute: false }) room!: EventRoom;
  @property({ attribute: false }) api!: Api;
  @property() name = '';
  @state() private read = 0;

  @query('vitrine-poll') private poll?: PollCard;

  #upvoted: ReadonlySet<number> = new Set();
  #looking: ReturnType<typeof setInterval> | undefined;
  #stop: (() => void) | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    this.#stop = this.room.onChange(() => this.requestUpdate());
    this.#looking = setInterval(() => this.room.personal.open || void this.#look(), LOOK_MS);
    try {
      this.room.inStep = localStorage.getItem(IN_STEP) === 'yes';
    } catch {
      // no storage here
    }
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearInterval(this.#looking);
    this.#stop?.();
  }

  override updated(changed: Map<string, unknown>): void {
    if (changed.has('name')) {
      void this.#look();
    }
  }

  async #look(): Promise<void> {
    if (!this.name || document.hidden || !this.room.audience.there) {
      return;
    }
    try {
      const mine = await this.api.get<Mine & Record<string, unknown>>(
        `/events/${encodeURIComponent(this.room.event)}/audience/me`,
      );
      this.room.personal.tell(mine.whispers ?? []);
      this.#upvoted = new Set(mine.upvotes);
      if (mine.vote) {
        this.poll?.chose(mine.vote);
      }
    } catch {
      // asked again soon
    }
  }

  override render() {
    const { room } = this;
    const whisper = room.personal.whispers.filter((one) => one.whisper > this.read).at(-1);
    const named = this.name !== '';
    return html`
      <div aria-live="polite">
        ${
          whisper
            ? html`<div class="whisper">
                ${icon('mail', 15)}
                <p class="grow">
                  <b>${words.audience.whisper(whisper.by)}</b>
                  <span dir="auto">${whisper.text}</span>
                </p>
                <button
                  class="button small"
                  @click=${() => {
                    this.read = whisper.whisper;
                  }}
                >
                  ${words.audience.gotIt}
                </button>
              </div>`
            : nothing
        }
      </div>
      <vitrine-poll .room=${room} .api=${this.api} ?named=${named}></vitrine-poll>
      ${
        room.audience.there
          ? html`<div class="bar">
              <vitrine-reactions class="grow" .room=${room} .api=${this.api} ?named=${named}></vitrine-reactions>
              <button
                class="pill"
                aria-label=${words.audience.questionsCount(room.audience.questions)}
                title=${words.audience.questionsCount(room.audience.questions)}
                @click=${() => this.dispatchEvent(new CustomEvent('vitrine-asks', { detail: { upvoted: this.#upvoted } }))}
              >
                ${icon('hand', 15)}${room.audience.questions > 0 ? html`<b>${room.audience.questions}</b>` : nothing}
              </button>
              <button
                class="pill"
                aria-pressed=${room.inStep ? 'true' : 'false'}
                aria-label=${words.audience.inStep}
                title=${words.audience.inStepWhy}
                @click=${() => this.#step()}
              >
                ${icon('hourglass', 15)}
              </button>
            </div>`
          : nothing
      }
    `;
  }

  #step(): void {
    this.room.inStep = !this.room.inStep;
    try {
      localStorage.setItem(IN_STEP, this.room.inStep ? 'yes' : 'no');
    } catch {
      // for this page alone
    }
    this.requestUpdate();
  }

  static override styles = [
    sheet,
    css`
      :host {
        flex: 0 1 auto;
        display: flex;
        flex-direction: column;
        min-height: 0;
      }
      .bar {
        display: flex;
        align-items: center;
        gap: 2px;
        flex: none;
        padding: 0 var(--space-3);
      }
      .pill {
        display: inline-flex;
        align-items: center;
        justify-content: center;
        gap: 4px;
        flex: none;
        min-width: 34px;
        height: 34px;
        padding: 0 8px;
        border: 0;
        border-radius: 999px;
        background: transparent;
        color: var(--ink-2);
        font-size: var(--type-1);
        cursor: pointer;
      }
      .pill:hover {
        background: var(--surface-2);
        color: var(--ink-1);
      }
      .pill[aria-pressed="true"] {
        background: color-mix(in srgb, var(--accent), transparent 82%);
        color: var(--accent);
      }
      .whisper {
        display: flex;
        align-items: flex-start;
        gap: var(--space-2);
        margin: 0 var(--space-3) var(--space-2);
        padding: var(--space-3);
        border: 1px solid var(--accent);
        border-radius: var(--radius-2);
        font-size: 0.8125rem;
      }
      .whisper svg {
        margin-top: 2px;
        color: var(--accent);
      }
      .whisper p {
        display: grid;
        overflow-wrap: anywhere;
      }
      .whisper b {
        font-weight: 600;
      }
    `,
  ];
}

declare global {
  interface HTMLElementTagNameMap {
    'vitrine-audience': AudienceBar;
  }
}
