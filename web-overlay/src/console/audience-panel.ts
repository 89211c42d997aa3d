import { css, html, nothing } from 'lit';
import { customElement, query, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import { cssVars } from '../design/css-vars';
import { icon } from '../design/icons';
import { sheet } from '../design/sheet';
import { Ticker } from '../ui/ticker';
import type { Question } from '../viewer/asks';
import { count, countdown } from '../words/format';
import { words } from '../words/strings';
import { DeskPart } from './desk-part';
import { panelSheet } from './panel-sheet';

const MOST_OPTIONS = 6;
const EMOTE_BYTES = 32 * 1024;
const LENGTHS = [60, 120, 300, 600];

/** What is put in front of the audience: announcement, pinned message, poll, questions, emotes. */
@customElement('vitrine-audience-panel')
export class AudiencePanel extends DeskPart {
  @state() private options = 2;
  @state() private waiting: readonly Question[] = [];
  @state() private listed: readonly Question[] = [];
  @state() private emoteTrouble = '';

  @query('form.emote') private emoteForm!: HTMLFormElement;

  #stop: (() => void) | undefined;
  #asked = 0; // an answer that was overtaken says nothing

  constructor() {
    super();
    new Ticker(this, 1_000, () => this.desk?.room.audience.pollOpen ?? false);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#stop = this.desk.room.onRecord(({ record, from }) => {
      if (from !== 'history' && /^audience\.(asked|question-)/.test(record.type)) {
        void this.#read();
      }
    });
    void this.#read();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#stop?.();
  }

  async #read(): Promise<void> {
    if (!this.desk.room.audience.there) {
      return;
    }
    const { api } = this.desk;
    const asked = ++this.#asked;
    await this.desk.attempt(async () => {
      const waiting = await api.get<{ questions: Question[] }>(this.desk.path('questions/waiting'));
      const listed = await api.get<{ questions: Question[] }>(this.desk.path('questions'));
      if (asked === this.#asked) {
        this.waiting = waiting.questions;
        this.listed = listed.questions;
      }
    });
  }

  async #post(path: string, body: unknown, told: string): Promise<boolean> {
    const done = await this.desk.attempt(() => this.desk.api.post(this.desk.path(path), body));
    if (done !== undefined && told) {
      this.desk.tell(told);
    }
    return done !== undefined;
  }

  override render() {
    if (!this.desk.room.audience.there) {
      return html`<div class="nothing"><h3>${words.desk.audience}</h3><p>${words.audienceDesk.absent}</p></div>`;
    }
    return html`${this.#renderPoll()} ${this.#renderQuestions()} ${this.#renderAnnouncement()} ${this.#renderPin()}
    ${this.#renderEmotes()}`;
  }

  // poll

  #renderPoll() {
    const { audience, server } = this.desk.room;
    const { poll } = audience;
    if (!poll || !audience.pollOpen) {
      return html`<section>
        <h2>${words.audienceDesk.poll}</h2>
        <form class="block" @submit=${(sent: SubmitEvent) => void this.#openPoll(sent)}>
          <label class="field">
            <span>${words.audienceDesk.pollQuestion}</span>
            <input class="input" name="question" required maxlength="200" autocomplete="off" />
          </label>
          ${Array.from(
            { length: this.options },
            (_, at) => html`<input
              class="input"
              name="option"
              maxlength="80"
              autocomplete="off"
              ?required=${at < 2}
              aria-label=${words.audienceDesk.pollOption(at + 1)}
              placeholder=${words.audienceDesk.pollOption(at + 1)}
            />`,
          )}
          <div class="actions">
            ${this.#renderLength()}
            <span class="grow"></span>
            ${
              this.options < MOST_OPTIONS
                ? html`<button type="button" class="button small quiet" @click=${() => this.options++}>
                    ${icon('plus', 14)}${words.audienceDesk.addOption}
                  </button>`
                : nothing
            }
            <button class="button small main">${words.audienceDesk.pollOpen}</button>
          </div>
        </form>
      </section>`;
    }
    const sum = poll.votes.reduce((all, votes) => all + votes, 0);
    return html`<section>
      <div class="head">
        <h2>${words.audienceDesk.poll}</h2>
        ${poll.endsAt ? html`<b class="left" role="timer">${countdown(Date.parse(poll.endsAt) - server.nowMs())}</b>` : nothing}
      </div>
      <div class="block">
        <h3>${poll.question}</h3>
        <ul class="results">
          ${poll.options.map((option, at) => {
            const votes = poll.votes[at] ?? 0;
            return html`<li>
              <span class="grow cut">${option}</span><b>${count(votes)}</b>
              <i ${cssVars({ part: sum > 0 ? votes / sum : 0 })}></i>
            </li>`;
          })}
        </ul>
        <div class="actions">
          <span class="hint grow">${words.audience.votes(sum, count(sum))}</span>
          <button class="button small" @click=${() => void this.#endPoll(poll.poll, sum)}>${words.audienceDesk.pollEnd}</button>
        </div>
      </div>
    </section>`;
  }

  #renderLength() {
    return html`<label class="row length">
      <span class="hint">${words.audienceDesk.announceFor}</span>
      <select class="input" name="seconds">
        <option value="">${words.audienceDesk.untilEnded}</option>
        ${LENGTHS.map((seconds) => html`<option value=${seconds}>${words.audienceDesk.minutes(seconds / 60)}</option>`)}
      </select>
    </label>`;
  }

  async #openPoll(sent: SubmitEvent): Promise<void> {
    sent.preventDefault();
    const form = sent.target as HTMLFormElement;
    const data = new FormData(form);
    const options = data.getAll('option').map((option) => String(option).trim());
    const seconds = Number(data.get('seconds'));
    const body = {
      question: String(data.get('question')).trim(),
      options: options.filter(Boolean),
      ...(seconds ? { seconds } : {}),
    };
    if (await this.#post('polls', body, words.audienceDesk.pollOpened)) {
      this.options = 2;
    }
  }

  async #endPoll(poll: number, sum: number): Promise<void> {
    const votes = words.audience.votes(sum, count(sum));
    if (
      await this.desk.ask(
        words.audienceDesk.pollEndTitle,
        words.audienceDesk.pollEndWhat(votes),
        words.audienceDesk.pollEnd,
      )
    ) {
      await this.#post(`polls/${poll}/end`, {}, words.audienceDesk.pollEnded);
    }
  }

  // questions

  #renderQuestions() {
    return html`<section>
      <h2>${words.audienceDesk.questions}</h2>
      ${
        this.waiting.length + this.listed.length === 0
          ? html`<p class="hint">${words.audienceDesk.noWaiting}</p>`
          : nothing
      }
      ${
        this.waiting.length > 0
          ? html`<h3 class="hint">${words.audienceDesk.waiting}</h3>
              <ul class="list">${this.#each(this.waiting, false)}</ul>`
          : nothing
      }
      ${
        this.listed.length > 0
          ? html`<h3 class="hint">${words.audienceDesk.onList}</h3>
              <ul class="list">${this.#each(this.listed, true)}</ul>`
          : nothing
      }
    </section>`;
  }

  #each(questions: readonly Question[], listed: boolean) {
    const close = (question: Question, how: string) =>
      void this.#post(`questions/${question.question}/close`, { how }, '').then(() => this.#read());
    return repeat(
      questions,
      ({ question }) => question,
      (question) => html`<li class="item question">
        <p class="grow"><span dir="auto">${question.text}</span><span class="hint">${question.author.name}</span></p>
        ${listed ? html`<b class="votes">${icon('up', 13)}${count(question.votes)}</b>` : nothing}
        <div class="actions">
          ${
            listed
              ? html`<button class="button small main" @click=${() => close(question, 'answered')}>
                  ${icon('check', 14)}${words.audienceDesk.answered}
                </button>`
              : html`<button
                  class="button small main"
                  @click=${() => void this.#post(`questions/${question.question}/show`, {}, '').then(() => this.#read())}
                >
                  ${words.audienceDesk.letIn}
                </button>`
          }
          <button class="button small quiet" @click=${() => close(question, 'dismissed')}>${words.audienceDesk.dismiss}</button>
        </div>
      </li>`,
    );
  }

  // announcement and pin

  #renderAnnouncement() {
    const { announced } = this.desk.room.audience;
    return html`<section>
      <h2>${words.audienceDesk.announce}</h2>
      ${
        announced
          ? html`<div class="block on">
              <p dir="auto">${announced.text}</p>
              <div class="actions">
                <button
                  class="button small"
                  @click=${() => void this.#post(`announcements/${announced.announcement}/end`, {}, words.audienceDesk.ended)}
                >
                  ${words.audienceDesk.end}
                </button>
              </div>
            </div>`
          : html`<form class="block" @submit=${(sent: SubmitEvent) => void this.#announce(sent)}>
              <textarea class="input" name="text" rows="2" maxlength="280" required aria-label=${words.audienceDesk.announceText} placeholder=${words.audienceDesk.announceText}></textarea>
              <div class="actions">
                ${this.#renderLength()}<span class="grow"></span>
                <button class="button small main">${icon('megaphone', 14)}${words.audienceDesk.announceSend}</button>
              </div>
            </form>`
      }
    </section>`;
  }

  async #announce(sent: SubmitEvent): Promise<void> {
    sent.preventDefault();
    const data = new FormData(sent.target as HTMLFormElement);
    const seconds = Number(data.get('seconds'));
    await this.#post(
      'announcements',
      { text: String(data.get('text')).trim(), ...(seconds ? { seconds } : {}) },
      words.audienceDesk.announced,
    );
  }

  #renderPin() {
    const { audience, chat } = this.desk.room;
    const line = audience.pin && (chat.find(audience.pin.target) ?? audience.pin);
    return html`<section>
      <h2>${words.audienceDesk.pin}</h2>
      ${
        line
          ? html`<div class="block on">
              <p><b>${line.author?.name ?? ''}</b> <span dir="auto">${line.text ?? ''}</span></p>
              <div class="actions">
                <button
                  class="button small"
                  @click=${() =>
                    void this.desk
                      .attempt(() => this.desk.api.delete(this.desk.path('pins')))
                      .then((done) => done && this.desk.tell(words.audienceDesk.unpinned))}
                >
                  ${words.audienceDesk.unpin}
                </button>
              </div>
            </div>`
          : html`<p class="hint">${words.audienceDesk.pinNone}</p>`
      }
    </section>`;
  }

  // emotes

  #renderEmotes() {
    return html`<section>
      <h2>${words.audienceDesk.emotes}</h2>
      <p class="hint">${words.audienceDesk.emotesWhy}</p>
      <ul class="emotes">
        ${[...this.desk.room.audience.emotes.values()].map(
          ({ name, url }) => html`<li>
            <img src=${url} alt="" width="24" height="24" /><span>:${name}:</span>
            <button
              class="button icon small quiet"
              aria-label=${words.audienceDesk.emoteRemove(name)}
              title=${words.audienceDesk.emoteRemove(name)}
              @click=${() =>
                void this.desk
                  .attempt(() => this.desk.api.delete(this.desk.path(`emotes/${encodeURIComponent(name)}`)))
                  .then((done) => done && this.desk.tell(words.audienceDesk.emoteRemoved(name)))}
            >
              ${icon('close', 13)}
            </button>
          </li>`,
        )}
      </ul>
      <form class="emote block" @submit=${(sent: SubmitEvent) => void this.#addEmote(sent)}>
        <div class="pair">
          <label class="field">
            <span>${words.audienceDesk.emoteName}</span>
            <input class="input" name="emote" required pattern="[a-z0-9_]{2,24}" autocomplete="off" />
          </label>
          <label class="field">
            <span>${words.audienceDesk.emoteFile}</span>
            <input class="input file" type="file" name="image" required accept="image/png,image/gif,image/webp" />
          </label>
        </div>
        ${this.emoteTrouble ? html`<p class="wrong" role="alert">${this.emoteTrouble}</p>` : nothing}
        <div class="actions"><button class="button small">${icon('plus', 14)}${words.audienceDesk.emoteAdd}</button></div>
      </form>
    </section>`;
  }

  async #addEmote(sent: SubmitEvent): Promise<void> {
    sent.preventDefault();
    const data = new FormData(this.emoteForm);
    const file = data.get('image') as File;
    const name = String(data.get('emote'));
    this.emoteTrouble = file.size > EMOTE_BYTES ? words.audienceDesk.emotesWhy : '';
    if (this.emoteTrouble) {
      return;
    }
    const bytes = new Uint8Array(await file.arrayBuffer());
    const image = btoa(String.fromCharCode(...bytes));
    const done = await this.desk.attempt(() =>
      this.desk.api.put(this.desk.path(`emotes/${encodeURIComponent(name)}`), { image }),
    );
    if (done) {
      this.emoteForm.reset();
      this.desk.tell(words.audienceDesk.emoteAdded(name));
    }
  }

  static override styles = [
    sheet,
    panelSheet,
    css`
      :host {
        gap: var(--space-5);
      }
      section {
        display: grid;
        gap: var(--space-2);
        min-width: 0;
      }
      .block {
        gap: var(--space-2);
        padding: var(--space-3);
      }
      .actions {
        align-items: center;
      }
      .length .input {
        width: auto;
        min-height: 32px;
        padding: 2px 8px;
        font-size: 0.8125rem;
      }
      .on {
        box-shadow: inset 2px 0 0 var(--accent);
        font-size: var(--type-2);
        overflow-wrap: anywhere;
      }
      .left {
        font-weight: 600;
      }
      .results {
        display: grid;
        gap: var(--space-2);
        font-size: var(--type-2);
      }
      .results li {
        display: flex;
        flex-wrap: wrap;
        gap: 0 var(--space-2);
      }
      .results i {
        flex: 1 0 100%;
        height: 4px;
        border-radius: 2px;
        background:
          linear-gradient(var(--accent), var(--accent)) left / calc(var(--part) * 100%) 100% no-repeat,
          var(--surface-3);
      }
      .question {
        flex-wrap: wrap;
        font-size: var(--type-2);
      }
      .question p {
        display: grid;
        overflow-wrap: anywhere;
      }
      .question .actions {
        flex: 1 0 100%;
      }
      .votes {
        display: inline-flex;
        align-items: center;
        gap: 3px;
      }
      textarea {
        resize: vertical;
      }
      .file {
        padding: 6px;
        font-size: var(--type-1);
      }
      .emotes {
        display: flex;
        flex-wrap: wrap;
        gap: 6px;
      }
      .emotes li {
        display: flex;
        align-items: center;
        gap: 6px;
        padding: 2px 2px 2px 8px;
        border-radius: 999px;
        background: var(--surface-2);
        font-size: 0.8125rem;
      }
      .emotes img {
        object-fit: contain;
      }
    `,
  ];
}

declare global {
  interface HTMLElementTagNameMap {
    'vitrine-audience-panel': AudiencePanel;
  }
}
