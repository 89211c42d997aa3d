import { css, html, LitElement, nothing } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import { icon } from '../design/icons';
import { sheet } from '../design/sheet';
import { type Api, ApiProblem } from '../net/api';
import type { EventRoom } from '../room/event-room';
import type { Author } from '../room/records';
import { count } from '../words/format';
import { words } from '../words/strings';

export interface Question {
  readonly question: number;
  readonly at: string;
  readonly author: Author;
  readonly text: string;
  readonly votes: number;
}

const SPREAD_MS = 2_000; // a new question must not make everybody ask in the same moment

/**
 * Questions to the show, the most wanted first, and the place to ask one. A question is seen by staff before anybody else.
 *
 * @fires vitrine-close when the list is left
 */
@customElement('vitrine-asks')
export class Asks extends LitElement {
  @property({ attribute: false }) room!: EventRoom;
  @property({ attribute: false }) api!: Api;
  @property({ type: Boolean }) named = false;
  @property({ attribute: false }) upvoted: ReadonlySet<number> = new Set();
  @state() private questions: readonly Question[] | undefined;
  @state() private trouble = '';
  @state() private told = '';

  @query('textarea') private field?: HTMLTextAreaElement;
  @query('h3') private heading!: HTMLElement;

  #stops: (() => void)[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    this.#stops = [
      this.room.onChange(() => this.requestUpdate()),
      this.room.onRecord(({ record }) => {
        if (record.type === 'audience.question-shown') {
          clearTimeout(this.#timer);
          this.#timer = setTimeout(() => void this.#read(), Math.random() * SPREAD_MS);
        } else if (record.type === 'audience.question-closed') {
          this.questions = this.questions?.filter(
            ({ question }) => question !== Number(record.body.question),
          );
        }
      }),
    ];
    void this.#read();
    void this.updateComplete.then(() => this.heading.focus());
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.#timer);
    for (const stop of this.#stops) {
      stop();
    }
  }

  #path(rest = ''): string {
    return `/events/${encodeURIComponent(this.room.event)}/questions${rest}`;
  }

  async #read(): Promise<void> {
    try {
      const { questions } = await this.api.get<{ questions: Question[] }>(this.#path());
      this.questions = questions;
    } catch (why) {
      this.#failed(why);
    }
  }

  #failed(why: unknown): void {
    this.told = '';
    this.trouble = why instanceof ApiProblem && why.message ? why.message : words.page.unreachable;
  }

  async #vote(question: number): Promise<void> {
    const up = !this.upvoted.has(question);
    const set = (wanted: boolean) => {
      const next = new Set(this.upvoted);
      if (wanted) {
        next.add(question);
      } else {
        next.delete(question);
      }
      this.upvoted = next;
    };
    set(up);
    try {
      await this.api.post(this.#path(`/${question}/votes`), { up });
      await this.#read();
    } catch (why) {
      set(!up);
      this.#failed(why);
    }
  }

  async #ask(sent: Event): Promise<void> {
    sent.preventDefault();
    const text = this.field?.value.trim();
    if (!text) {
      return;
    }
    try {
      await this.api.post(this.#path(), { text });
      this.field!.value = '';
      this.trouble = '';
      this.told = words.audience.asked;
    } catch (why) {
      this.#failed(why);
    }
  }

  override render() {
    const { questionVotes } = this.room.audience;
    const votesOf = (question: Question) => questionVotes.get(question.question) ?? question.votes;
    const sorted = [...(this.questions ?? [])].sort(
      (a, b) => votesOf(b) - votesOf(a) || a.question - b.question,
    );
    return html`
      <header>
        <h3 tabindex="-1" class="grow">${words.audience.questions}</h3>
        <button
          class="button icon small quiet"
          aria-label=${words.audience.backToChat}
          title=${words.audience.backToChat}
          @click=${() => this.dispatchEvent(new CustomEvent('vitrine-close'))}
        >
          ${icon('close', 15)}
        </button>
      </header>
      <div class="list scroll" tabindex="0" role="group" aria-label=${words.audience.questions}>
        ${sorted.length === 0 ? html`<p class="empty">${words.audience.noQuestions}</p>` : nothing}
        <ul>
          ${repeat(
            sorted,
            ({ question }) => question,
            (question) => html`<li>
              <button
                class="up"
                aria-pressed=${this.upvoted.has(question.question) ? 'true' : 'false'}
                aria-label=${words.audience.upvote(votesOf(question), question.text)}
                ?disabled=${!this.named}
                @click=${() => void this.#vote(question.question)}
              >
                ${icon('up', 15)}<b>${count(votesOf(question))}</b>
              </button>
              <p class="grow"><span dir="auto">${question.text}</span><span class="hint">${question.author.name}</span></p>
            </li>`,
          )}
        </ul>
      </div>
      ${
        this.named
          ? html`<form @submit=${(sent: Event) => void this.#ask(sent)}>
              <label class="hush" for="ask">${words.audience.ask}</label>
              <div class="row">
                <textarea
                  id="ask"
                  class="input"
                  rows="1"
                  maxlength="280"
                  required
                  placeholder=${words.audience.askPlaceholder}
                  @keydown=${(pressed: KeyboardEvent) => {
                    if (pressed.key === 'Enter' && !pressed.shiftKey && !pressed.isComposing) {
                      void this.#ask(pressed);
                    }
                  }}
                ></textarea>
                <button class="button main small">${words.audience.askSend}</button>
              </div>
              <p role="status" class=${this.trouble ? 'wrong' : 'hint'}>${this.trouble || this.told || words.audience.askHint}</p>
            </form>`
          : html`<p class="hint foot">${words.audience.nameToAsk}</p>`
      }
    `;
  }

  static override styles = [
    sheet,
    css`
      :host {
        position: absolute;
        inset: 0;
        z-index: 7;
        border-radius: inherit;
        display: flex;
        flex-direction: column;
        background: var(--surface-1);
        animation: enter var(--calm) var(--ease);
      }
      header {
        flex: none;
        display: flex;
        align-items: center;
        padding: var(--space-2) var(--space-3) var(--space-1) var(--space-4);
      }
      h3 {
        font-size: var(--type-2);
        font-weight: 600;
      }
      h3:focus-visible {
        outline-offset: 3px;
        border-radius: 2px;
      }
      .list {
        flex: 1;
        min-height: 0;
        padding: 0 var(--space-3);
      }
      .list:focus-visible {
        outline-offset: -2px;
      }
      li {
        display: flex;
        align-items: flex-start;
        gap: var(--space-3);
        padding: var(--space-2) 0;
        border-bottom: 1px solid var(--line);
        font-size: var(--type-2);
      }
      li p {
        display: grid;
        gap: 2px;
        overflow-wrap: anywhere;
      }
      .up {
        display: grid;
        justify-items: center;
        flex: none;
        min-width: 44px;
        min-height: 44px;
        padding: 4px 6px;
        border: 1px solid var(--line-strong);
        border-radius: var(--radius-2);
        background: transparent;
        font-size: var(--type-1);
        cursor: pointer;
      }
      .up[aria-pressed="true"] {
        border-color: var(--accent);
        background: color-mix(in srgb, var(--accent), transparent 82%);
        color: var(--accent);
      }
      .up[disabled] {
        border-color: var(--line);
        color: var(--ink-2);
        cursor: default;
      }
      .empty {
        padding: var(--space-5) var(--space-3);
        color: var(--ink-2);
        font-size: var(--type-2);
        text-align: center;
        text-wrap: balance;
      }
      form,
      .foot {
        flex: none;
        display: grid;
        gap: var(--space-1);
        padding: var(--space-2) var(--space-3);
      }
      textarea {
        resize: none;
      }
      @media (pointer: coarse) {
        textarea {
          font-size: 16px;
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
    'vitrine-asks': Asks;
  }
}
