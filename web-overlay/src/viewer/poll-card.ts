import { css, html, LitElement, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { cssVars } from '../design/css-vars';
import { icon } from '../design/icons';
import { sheet } from '../design/sheet';
import { type Api, ApiProblem } from '../net/api';
import type { EventRoom } from '../room/event-room';
import { Ticker } from '../ui/ticker';
import { count, countdown } from '../words/format';
import { words } from '../words/strings';
import { compact } from './compact';

/** The poll that is open, or the result of the one that just ended. One vote each; it may be changed while it is open. */
@customElement('vitrine-poll')
export class PollCard extends LitElement {
  @property({ attribute: false }) room!: EventRoom;
  @property({ attribute: false }) api: Api | undefined;
  /** Whether this reader has a name to vote with. */
  @property({ type: Boolean }) named = false;
  @state() private mine: { poll: number; option: number } | undefined;
  @state() private trouble = '';
  @state() private folded = compact(); // a small screen keeps its room for the chat until somebody wants to vote
  @state() private away = 0;

  #stop: (() => void) | undefined;

  constructor() {
    super();
    new Ticker(this, 1_000, () => this.room?.audience.poll?.endsAt !== undefined);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#stop = this.room.onChange(() => this.requestUpdate());
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#stop?.();
  }

  /** What this reader chose, as the server knows it. */
  chose(vote: { poll: number; option: number } | undefined): void {
    this.mine = vote;
  }

  override render() {
    const { audience, server } = this.room;
    const { poll, pollOpen } = audience;
    if (!poll || this.away === poll.poll) {
      return nothing;
    }
    const sum = poll.votes.reduce((all, votes) => all + votes, 0);
    const chosen = this.mine?.poll === poll.poll ? this.mine.option : undefined;
    const shown = chosen !== undefined || !pollOpen;
    return html`<section aria-labelledby="question">
      <header>
        ${icon('poll', 15)}
        <h3 id="question" class="grow" dir="auto">${poll.question}</h3>
        ${
          pollOpen && poll.endsAt
            ? html`<span class="left" role="timer">${countdown(Date.parse(poll.endsAt) - server.nowMs())}</span>`
            : nothing
        }
        ${
          pollOpen
            ? html`<button
                class=${this.folded ? 'button small main' : 'button icon small quiet'}
                aria-expanded=${this.folded ? 'false' : 'true'}
                aria-label=${this.folded ? words.audience.unfoldPoll : words.audience.foldPoll}
                @click=${() => {
                  this.folded = !this.folded;
                }}
              >
                ${this.folded ? words.audience.vote : icon('down', 15)}
              </button>`
            : html`<button
                class="button icon small quiet"
                aria-label=${words.audience.putAway}
                @click=${() => {
                  this.away = poll.poll;
                }}
              >
                ${icon('close', 13)}
              </button>`
        }
      </header>
      ${
        this.folded && pollOpen
          ? nothing
          : html`<div class="options" role="group" aria-labelledby="question">
                ${poll.options.map((option, at) => {
                  const part = sum > 0 ? (poll.votes[at] ?? 0) / sum : 0;
                  return html`<button
                    class=${at === chosen ? 'option chosen' : 'option'}
                    aria-pressed=${at === chosen ? 'true' : 'false'}
                    ?disabled=${!pollOpen || !this.named}
                    @click=${() => void this.#vote(poll.poll, at)}
                  >
                    <i class=${shown ? 'bar' : 'bar none'} ${cssVars({ part: shown ? part : 0 })}></i>
                    <span class="grow" dir="auto">${option}</span>
                    ${at === chosen ? icon('check', 15) : nothing}
                    ${shown ? html`<b>${Math.round(100 * part)} %</b>` : nothing}
                  </button>`;
                })}
              </div>
              <p class="hint">
                ${
                  this.trouble ||
                  [
                    words.audience.votes(sum, count(sum)),
                    !pollOpen
                      ? words.audience.pollOver
                      : !this.named
                        ? words.audience.nameToVote
                        : chosen === undefined
                          ? ''
                          : words.audience.changeVote,
                  ]
                    .filter(Boolean)
                    .join(' · ')
                }
              </p>`
      }
    </section>`;
  }

  async #vote(poll: number, option: number): Promise<void> {
    const before = this.mine;
    this.mine = { poll, option };
    this.trouble = '';
    try {
      await this.api!.post(`/events/${encodeURIComponent(this.room.event)}/polls/${poll}/votes`, { option });
    } catch (why) {
      this.mine = before;
      this.trouble = why instanceof ApiProblem && why.message ? why.message : words.page.unreachable;
    }
  }

  static override styles = [
    sheet,
    css`
      :host {
        flex: 0 1 auto;
        min-height: 0;
        overflow: auto;
        scrollbar-width: thin;
      }
      section {
        display: grid;
        gap: var(--space-2);
        margin: 0 var(--space-3) var(--space-2);
        padding: var(--space-3);
        border-radius: var(--radius-2);
        background: var(--surface-2);
        animation: enter var(--slow) var(--ease);
      }
      @media (max-width: 959px) {
        section {
          padding: var(--space-2) var(--space-2) var(--space-2) var(--space-3);
        }
      }
      header {
        display: flex;
        align-items: center;
        gap: var(--space-2);
      }
      header > svg {
        color: var(--accent);
      }
      h3 {
        font-size: var(--type-2);
        font-weight: 600;
        overflow-wrap: anywhere;
      }
      .left {
        color: var(--ink-2);
        font-size: var(--type-1);
        font-weight: 600;
      }
      .button.small {
        min-height: 28px;
      }
      .button.small.icon {
        width: 28px;
      }
      .options {
        display: grid;
        gap: 4px;
      }
      .option {
        position: relative;
        display: flex;
        align-items: center;
        gap: var(--space-2);
        overflow: hidden;
        min-height: 36px;
        padding: 4px 12px;
        border: 1px solid var(--line-strong);
        border-radius: var(--radius-2);
        background: var(--surface-1);
        font-size: var(--type-2);
        text-align: left;
        overflow-wrap: anywhere;
        cursor: pointer;
      }
      .option > :not(.bar) {
        position: relative;
      }
      .option:hover:not([disabled]) {
        border-color: var(--accent);
      }
      .option[disabled] {
        border-color: var(--line);
        color: var(--ink-1);
        cursor: default;
      }
      .option.chosen {
        border-color: var(--accent);
      }
      .bar {
        position: absolute;
        inset: 0;
        background: color-mix(in srgb, var(--accent), transparent 78%);
        transform: scaleX(var(--part));
        transform-origin: left;
        transition: transform var(--slow) var(--ease);
      }
      b {
        font-weight: 600;
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
    'vitrine-poll': PollCard;
  }
}
