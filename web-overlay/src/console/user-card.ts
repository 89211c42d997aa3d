import { css, html, nothing } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { icon } from '../design/icons';
import { nameSheet } from '../design/names';
import { sheet } from '../design/sheet';
import { ApiProblem } from '../net/api';
import { Ticker } from '../ui/ticker';
import { hue } from '../viewer/chat-panel';
import { clock, countdown } from '../words/format';
import { words } from '../words/strings';
import { DeskPart } from './desk-part';
import type { Card, Decision, Moderation, Sanction } from './moderation';
import { panelSheet } from './panel-sheet';

const UNDO_MS = 24 * 3_600_000;
const REASON = 'reason';

/**
 * Who somebody is here: what they wrote, what was decided about them, what staff noted; and what can be done.
 *
 * @fires vitrine-close when the card is put away
 */
@customElement('vitrine-user-card')
export class UserCard extends DeskPart {
  @property({ attribute: false }) moderation!: Moderation;
  @property({ attribute: false }) person!: { readonly id: string; readonly name: string };
  @state() private card: Card | undefined;
  @state() private absent = false;
  @state() private trouble = '';
  @state() private shadow = false;

  @query('h2') private heading!: HTMLElement;
  @query(`[name="${REASON}"]`) private reason?: HTMLInputElement;
  @query('[name="note"]') private noteField?: HTMLTextAreaElement;
  @query('[name="reply"]') private replyField?: HTMLTextAreaElement;

  #listening: (() => void)[] = [];
  #ending = new AbortController();

  constructor() {
    super();
    new Ticker(this, 1_000, () => this.#sanction()?.until !== undefined);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#ending = new AbortController();
    document.addEventListener(
      'keydown',
      (pressed) => {
        if (pressed.key === 'Escape' && !pressed.defaultPrevented && !this.desk.question) {
          pressed.preventDefault();
          this.#close();
        }
      },
      { signal: this.#ending.signal },
    );
    this.#listening = [
      this.moderation.onChange(() => void this.#read()),
      this.desk.room.onRecord(({ record, from }) => {
        const author = record.body.author as { id?: string } | undefined;
        if (from !== 'history' && author?.id === this.person.id) {
          void this.#read();
        }
      }),
    ];
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#ending.abort();
    for (const stop of this.#listening) {
      stop();
    }
  }

  override updated(changed: Map<string, unknown>): void {
    if (changed.has('person')) {
      this.card = undefined;
      this.trouble = '';
      void this.#read();
      this.heading.focus();
    }
  }

  async #read(): Promise<void> {
    const { id } = this.person;
    try {
      const card = await this.moderation.card(id);
      if (id === this.person.id) {
        this.card = card;
        this.absent = false;
      }
    } catch (why) {
      this.absent = why instanceof ApiProblem && why.status === 404;
      if (!this.absent) {
        this.desk.tellWhy(why);
      }
    }
  }

  #sanction(): Sanction | undefined {
    return this.person && this.moderation?.sanctionOf(this.person.id);
  }

  #close(): void {
    this.dispatchEvent(new CustomEvent('vitrine-close'));
  }

  /** The reason, or a word that one is needed: they read it. */
  #why(): string | undefined {
    const why = this.reason?.value.trim() ?? '';
    this.trouble = why ? '' : words.person.needReason;
    if (!why) {
      this.reason?.focus();
      return undefined;
    }
    return why;
  }

  async #timeOut(seconds: number, label: string): Promise<void> {
    const why = this.#why();
    if (why) {
      const decision = await this.moderation.timeOut(this.person.id, seconds, why);
      this.#told(decision, words.person.timedOut(this.person.name, label));
    }
  }

  async #ban(): Promise<void> {
    const why = this.#why();
    if (!why) {
      return;
    }
    const { id, name } = this.person;
    const shown =
      this.card?.messages.filter((line) => ['shown', 'approved'].includes(line.state)).length ?? 0;
    if (
      await this.desk.ask(words.person.banTitle(name), words.person.banWhat(name, shown), words.person.ban)
    ) {
      this.#told(await this.moderation.ban(id, why, this.shadow), words.person.banned(name));
    }
  }

  #told(decision: number | undefined, sentence: string): void {
    if (decision === undefined) {
      return;
    }
    if (this.reason) {
      this.reason.value = '';
    }
    this.desk.tell(sentence, { undo: () => void this.#undo(decision) });
    void this.#read();
  }

  async #undo(decision: number): Promise<void> {
    if ((await this.moderation.undo(decision)) !== undefined) {
      this.desk.tell(words.person.takenBack);
      void this.#read();
    }
  }

  async #unban(sanction: Sanction): Promise<void> {
    const decision = await this.moderation.unban(sanction.user);
    this.#told(decision, words.person.unbanned(sanction.name));
  }

  async #note(sent: SubmitEvent): Promise<void> {
    sent.preventDefault();
    const text = this.noteField?.value.trim();
    if (text && (await this.moderation.note(this.person.id, text)) !== undefined) {
      this.noteField!.value = '';
      this.desk.tell(words.person.noted);
      void this.#read();
    }
  }

  async #reply(sent: SubmitEvent): Promise<void> {
    sent.preventDefault();
    const { desk, person } = this;
    const text = this.replyField?.value.trim();
    if (text && (await desk.attempt(() => desk.api.post(desk.path('whispers'), { to: person.id, text })))) {
      this.replyField!.value = '';
      desk.tell(words.person.replied(person.name));
    }
  }

  // looks

  override render() {
    const { person, card } = this;
    const sanction = this.#sanction();
    return html`
      <header>
        <span class="face name-${hue(person.id || person.name)}" aria-hidden="true">${[...person.name][0] ?? ''}</span>
        <div class="grow">
          <h2 tabindex="-1">${person.name}</h2>
          <p class="hint">
            ${[
              card?.firstSeenAt ? words.person.since(clock(card.firstSeenAt)) : '',
              card?.buyer ? words.person.buyer : '',
              card?.points ? words.person.points(Math.round(card.points)) : '',
            ]
              .filter(Boolean)
              .join(' · ')}
          </p>
        </div>
        <button class="button icon small quiet" aria-label=${words.person.close} title=${`${words.person.close} (Esc)`} @click=${() => this.#close()}>
          ${icon('close', 16)}
        </button>
      </header>
      <div class="body scroll" tabindex="0" role="group" aria-label=${words.person.title}>
        ${
          this.absent
            ? html`<div class="nothing"><p>${words.person.absent}</p></div>`
            : card === undefined
              ? html`<p class="hint" role="status">${words.person.loading}</p>`
              : html`${sanction ? this.#renderSanction(sanction) : this.#renderActs()} ${this.#renderHistory(card)}`
        }
      </div>
    `;
  }

  #renderSanction(sanction: Sanction) {
    return html`<section class="sanction">
      ${icon('ban', 20)}
      <p class="grow">
        <b>${words.person.sanctioned[sanction.kind] ?? sanction.kind}</b>
        <span>
          ${
            sanction.until
              ? countdown(Date.parse(sanction.until) - this.desk.room.server.nowMs())
              : words.person.forGood
          }
          · ${words.person.by(sanction.by)}
        </span>
        <span class="quote">${sanction.reason}</span>
      </p>
      <button class="button small" @click=${() => void this.#unban(sanction)}>${words.person.end}</button>
    </section>`;
  }

  #renderActs() {
    return html`<section class="block" aria-label=${words.person.timeout}>
      <label class="field">
        <span>${words.person.reason}</span>
        <input
          class="input"
          name=${REASON}
          maxlength="200"
          autocomplete="off"
          placeholder=${words.person.reasonHint}
          aria-invalid=${this.trouble ? 'true' : 'false'}
          aria-describedby="trouble"
          @input=${() => {
            this.trouble = '';
          }}
        />
      </label>
      <div class="chips">
        ${words.person.reasons.map(
          (reason) => html`<button
            class="chip"
            @click=${() => {
              this.reason!.value = reason;
              this.trouble = '';
            }}
          >
            ${reason}
          </button>`,
        )}
      </div>
      <p id="trouble" class="wrong" role="alert">${this.trouble}</p>
      <div class="lengths">
        ${words.person.lengths.map(
          ([seconds, label]) => html`<button
            class="button small"
            aria-label=${words.person.timeoutFor(label)}
            @click=${() => void this.#timeOut(seconds, label)}
          >
            ${label}
          </button>`,
        )}
      </div>
      <div class="row">
      <label class="check grow">
        <input
          type="checkbox"
          .checked=${this.shadow}
          @change=${(picked: Event) => {
            this.shadow = (picked.target as HTMLInputElement).checked;
          }}
        />
        <span>${words.person.shadow}</span>
      </label>
      <button class="button small danger" @click=${() => void this.#ban()}>${icon('ban', 14)}${words.person.ban}</button>
      </div>
    </section>`;
  }

  #renderHistory(card: Card) {
    return html`
      <section>
        <h3>${words.person.messages}</h3>
        ${card.messages.length === 0 ? html`<p class="hint">${words.person.noMessages}</p>` : nothing}
        <ul class="lines">
          ${card.messages.map(
            (line) => html`<li class=${line.state}>
              <time datetime=${line.at}>${clock(line.at, true)}</time>
              <span class="text" dir="auto">${line.text}</span>
              <span class=${`state ${line.state}`}
                >${[words.person.states[line.state] ?? line.state, line.rule].filter(Boolean).join(' · ')}</span
              >
            </li>`,
          )}
        </ul>
      </section>
      <section>
        <h3>${words.person.decisions}</h3>
        ${card.decisions.length === 0 ? html`<p class="hint">${words.person.noDecisions}</p>` : nothing}
        <ul class="lines">
          ${card.decisions.map((decision) => this.#renderDecision(decision))}
        </ul>
      </section>
      <section>
        <h3>${words.person.notes}</h3>
        <ul class="lines">
          ${card.notes.map(
            (note) => html`<li>
              <time datetime=${note.at}>${clock(note.at, true)}</time>
              <span class="text" dir="auto">${note.text}</span>
              <span class="state">${words.person.by(note.by)}</span>
            </li>`,
          )}
        </ul>
        <form class="write" @submit=${(sent: SubmitEvent) => void this.#note(sent)}>
          <textarea class="input" name="note" rows="2" maxlength="500" required aria-label=${words.person.notes} placeholder=${words.person.notePlaceholder}></textarea>
          <button class="button small">${words.person.addNote}</button>
        </form>
      </section>
      <section>
        <h3>${words.person.reply}</h3>
        <form class="write" @submit=${(sent: SubmitEvent) => void this.#reply(sent)}>
          <textarea class="input" name="reply" rows="2" maxlength="500" required aria-label=${words.person.reply} placeholder=${words.person.replyPlaceholder}></textarea>
          <button class="button small">${icon('mail', 14)}${words.person.sendReply}</button>
        </form>
      </section>
    `;
  }

  #renderDecision(decision: Decision) {
    const fresh = this.desk.room.server.nowMs() - Date.parse(decision.at) < UNDO_MS;
    const sanctioned = /timed-out|timeout|banned|^ban|warned/.test(decision.what);
    return html`<li class=${decision.undone ? 'undone' : ''}>
      <time datetime=${decision.at}>${clock(decision.at, true)}</time>
      <span class="text">
        ${words.review.kinds[decision.what] ?? decision.what}${decision.reason ? html` <q>${decision.reason}</q>` : nothing}
      </span>
      <span class="state">${decision.undone ? words.review.undone : words.person.by(decision.by)}</span>
      ${
        fresh && sanctioned && !decision.undone
          ? html`<button class="button small quiet" @click=${() => void this.#undo(decision.decision)}>
              ${icon('undo', 14)}${words.person.undo}
            </button>`
          : nothing
      }
    </li>`;
  }

  static override styles = [
    sheet,
    panelSheet,
    css`
      :host {
        display: flex;
        flex-direction: column;
        gap: 0;
        min-width: 0;
        min-height: 0;
        border-radius: var(--radius-3);
        background: var(--surface-1);
        overflow: hidden;
      }
      header {
        flex: none;
        display: flex;
        align-items: center;
        gap: var(--space-3);
        padding: var(--space-4);
      }
      h2 {
        overflow-wrap: anywhere;
      }
      h2:focus-visible {
        outline-offset: 4px;
        border-radius: 2px;
      }
      .face {
        display: grid;
        place-items: center;
        flex: none;
        width: 40px;
        height: 40px;
        border-radius: 50%;
        background: var(--surface-3);
        font-size: var(--type-3);
        font-weight: 600;
      }
      .body {
        flex: 1;
        min-height: 0;
        display: grid;
        align-content: start;
        gap: var(--space-5);
        padding: 0 var(--space-4) var(--space-5);
      }
      .body:focus-visible {
        outline-offset: -2px;
      }
      section {
        display: grid;
        gap: var(--space-2);
        min-width: 0;
      }
      .sanction {
        display: flex;
        align-items: center;
        gap: var(--space-3);
        padding: var(--space-3) var(--space-4);
        border-radius: var(--radius-3);
        background: color-mix(in srgb, var(--danger), transparent 88%);
        color: var(--danger);
        font-size: var(--type-2);
      }
      .sanction p {
        display: grid;
      }
      .sanction .quote {
        color: var(--ink-1);
        overflow-wrap: anywhere;
      }
      .chips,
      .lengths {
        display: flex;
        flex-wrap: wrap;
        gap: 6px;
      }
      .chip {
        min-height: 28px;
        padding: 0 10px;
        border: 1px solid var(--line);
        border-radius: 999px;
        background: transparent;
        color: var(--ink-2);
        font-size: var(--type-1);
        cursor: pointer;
      }
      .chip:hover {
        border-color: var(--line-strong);
        color: var(--ink-1);
      }
      .lengths {
        display: grid;
        grid-template-columns: repeat(4, 1fr);
      }
      .lengths .button {
        padding: 0;
      }
      .block .row {
        gap: var(--space-4);
      }
      #trouble:empty {
        display: none;
      }
      .check {
        display: flex;
        gap: var(--space-2);
        align-items: flex-start;
        color: var(--ink-2);
        font-size: 0.8125rem;
      }
      .check input {
        margin-top: 3px;
        accent-color: var(--accent);
      }
      .lines {
        display: grid;
        gap: 1px;
      }
      .lines li {
        display: grid;
        grid-template-columns: auto minmax(0, 1fr) auto;
        gap: 2px var(--space-3);
        align-items: baseline;
        padding: 6px 0;
        border-bottom: 1px solid var(--line);
        font-size: 0.8125rem;
      }
      .lines li .button {
        grid-column: 2 / -1;
        justify-self: start;
        margin-left: -10px;
      }
      time,
      .state {
        color: var(--ink-2);
        font-size: var(--type-1);
      }
      .text {
        overflow-wrap: anywhere;
      }
      .undone .text {
        color: var(--ink-2);
        text-decoration: line-through;
      }
      .state.held,
      .state.waiting {
        color: var(--hold);
      }
      .state.denied,
      .state.blocked,
      .state.removed {
        color: var(--danger);
      }
      .write {
        display: grid;
        gap: var(--space-2);
        justify-items: start;
      }
      textarea {
        resize: vertical;
      }
    `,
    nameSheet,
  ];
}

declare global {
  interface HTMLElementTagNameMap {
    'vitrine-user-card': UserCard;
  }
}
