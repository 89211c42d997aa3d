import { css, html, LitElement, nothing } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { icon } from '../design/icons';
import { sheet } from '../design/sheet';
import { type Api, ApiProblem } from '../net/api';
import type { ChatLine } from '../room/chat-log';
import type { EventRoom } from '../room/event-room';
import { ChatRefusal } from '../room/room-client';
import { Ticker } from '../ui/ticker';
import { words } from '../words/strings';
import { handleOf } from './rich-text';

const LONGEST = 500;
const MUTED = 4004;
const MOST_NAMES = 6;

/**
 * The place to say something: first a name, then the words. What was not taken stays in the field with the reason.
 *
 * @fires vitrine-name with `{name}` when somebody picked a name
 * @fires vitrine-said when a message was taken
 * @fires vitrine-reply-end when the reply is not wanted any more
 */
@customElement('vitrine-composer')
export class Composer extends LitElement {
  @property({ attribute: false }) room!: EventRoom;
  @property({ attribute: false }) api: Api | undefined;
  @property() name = '';
  @property() nameTrouble = '';
  @property({ type: Boolean }) naming = false;
  @property() placeholder = '';
  @property({ attribute: false }) replyTo: ChatLine | undefined;

  @state() private trouble: ChatRefusal | undefined;
  @state() private troubleWhat = '';
  @state() private freeAtMs = 0;
  @state() private sending = false;
  @state() private typed = 0;
  @state() private picking = false;
  @state() private names: readonly string[] = [];
  @state() private nameAt = 0;
  @state() private appealed: '' | 'open' | 'sent' = '';
  @state() private appealTrouble = '';

  @query('textarea#text') private field?: HTMLTextAreaElement;
  @query('input#name') private nameField?: HTMLInputElement;
  @query('textarea#appeal') private appealField?: HTMLTextAreaElement;

  constructor() {
    super();
    new Ticker(this, 500, () => this.freeAtMs > Date.now() - 1_000);
  }

  /** Puts the cursor where one writes. */
  override focus(): void {
    (this.field ?? this.nameField)?.focus();
  }

  override render() {
    return this.name ? this.#renderComposer() : this.#renderNamePicker();
  }

  #renderNamePicker() {
    return html`<form class="composer" @submit=${this.#pickName}>
      <label class="hush" for="name">${words.chat.yourName}</label>
      <div class="row">
        <input
          id="name"
          class="input grow"
          name="name"
          autocomplete="nickname"
          maxlength="32"
          required
          placeholder=${words.chat.namePlaceholder}
          aria-invalid=${this.nameTrouble ? 'true' : 'false'}
          aria-describedby="name-note"
        />
        <button class="button main" ?disabled=${this.naming}>${this.naming ? words.chat.joining : words.chat.join}</button>
      </div>
      <p id="name-note" class=${this.nameTrouble ? 'wrong' : 'hint'}>${this.nameTrouble || words.chat.nameHint}</p>
    </form>`;
  }

  #renderComposer() {
    const waitS = Math.max(0, Math.ceil((this.freeAtMs - Date.now()) / 1000));
    const over = this.typed - LONGEST;
    const mode = words.audience.mode(this.room.modes);
    return html`<form class="composer" @submit=${this.#send}>
      ${this.picking ? this.#renderPicker() : nothing} ${this.names.length > 0 ? this.#renderNames() : nothing}
      ${
        this.replyTo
          ? html`<p class="replying">
              <span class="cut">${words.chat.replyTo(this.replyTo.author.name)}</span>
              <button type="button" class="button icon small quiet" aria-label=${words.chat.cancelReply} @click=${() => this.#endReply()}>
                ${icon('close', 14)}
              </button>
            </p>`
          : nothing
      }
      ${mode ? html`<p class="hint mode">${icon('hourglass', 12)} ${mode}</p>` : nothing}
      <label class="hush" for="text">${words.chat.message}</label>
      <div class="write ${this.trouble ? 'bad' : ''}">
        <button
          type="button"
          class="emoji"
          aria-label=${words.audience.emoji}
          title=${words.audience.emoji}
          aria-expanded=${this.picking ? 'true' : 'false'}
          @click=${() => void this.#togglePicker()}
        >
          ${icon('smile', 18)}
        </button>
        <textarea
          id="text"
          rows="1"
          enterkeyhint="send"
          placeholder=${this.placeholder || words.chat.placeholderAs(this.name)}
          aria-invalid=${this.trouble ? 'true' : 'false'}
          aria-describedby="trouble"
          @input=${this.#typed}
          @keydown=${this.#fieldKey}
          @blur=${() => {
            this.names = [];
          }}
        ></textarea>
        <button
          class="send"
          aria-label=${waitS > 0 ? words.chat.sendWait(waitS) : words.chat.send}
          title=${waitS > 0 ? words.chat.sendWait(waitS) : words.chat.send}
          ?disabled=${this.sending || waitS > 0 || this.typed === 0 || over > 0}
        >
          ${waitS > 0 ? html`<span class="wait">${waitS}</span>` : icon('send', 18)}
        </button>
      </div>
      <div id="trouble" role="alert">
        ${
          this.trouble
            ? html`<p class="wrong">
                ${words.chat.refusal(this.trouble.code, this.trouble.message, waitS)}
                ${this.trouble.code >= 4000 && this.trouble.code < 4003 ? words.chat.refusalHint : ''}
              </p>`
            : over > 0
              ? html`<p class="wrong">${words.chat.tooLong(over)}</p>`
              : nothing
        }
      </div>
      ${this.trouble?.code === MUTED && this.api ? this.#renderAppeal() : nothing}
    </form>`;
  }

  // a way back for those who may not write

  #renderAppeal() {
    if (this.appealed === 'sent') {
      return html`<p class="hint" role="status">${words.audience.appealSent}</p>`;
    }
    if (this.appealed === '') {
      return html`<button
        type="button"
        class="button small"
        @click=${() => {
          this.appealed = 'open';
          void this.updateComplete.then(() => this.appealField?.focus());
        }}
      >
        ${words.audience.appeal}
      </button>`;
    }
    return html`<div class="appeal">
      <textarea id="appeal" class="input" rows="2" maxlength="500" aria-label=${words.audience.appealLabel} placeholder=${words.audience.appealLabel}></textarea>
      <button type="button" class="button small" @click=${() => void this.#appeal()}>${words.audience.appealSend}</button>
      ${this.appealTrouble ? html`<p class="wrong">${this.appealTrouble}</p>` : nothing}
    </div>`;
  }

  async #appeal(): Promise<void> {
    const text = this.appealField?.value.trim();
    if (!text) {
      return;
    }
    try {
      await this.api!.post(`/events/${encodeURIComponent(this.room.event)}/moderation/appeals`, { text });
      this.appealed = 'sent';
    } catch (why) {
      this.appealTrouble = why instanceof ApiProblem && why.message ? why.message : words.page.unreachable;
    }
  }

  // emoji

  async #togglePicker(): Promise<void> {
    if (!this.picking) {
      await import('./emoji-picker');
    }
    this.picking = !this.picking;
  }

  #renderPicker() {
    return html`<vitrine-emoji-picker
      .emotes=${this.room.audience.emotes}
      @vitrine-emoji=${(chosen: CustomEvent<{ text: string }>) => {
        this.#insert(chosen.detail.text);
        this.#leavePicker();
      }}
      @vitrine-close=${() => this.#leavePicker()}
    ></vitrine-emoji-picker>`;
  }

  #leavePicker(): void {
    this.picking = false;
    void this.updateComplete.then(() => this.field?.focus());
  }

  #insert(text: string, from?: number): void {
    const { field } = this;
    if (field) {
      field.setRangeText(text, from ?? field.selectionStart, field.selectionEnd, 'end');
      this.#typed();
    }
  }

  // mentions

  /** Where the @ begins that is being written at the cursor. */
  #mentionFrom(): number | undefined {
    const { field } = this;
    const before = field?.value.slice(0, field.selectionStart) ?? '';
    const from = before.search(/@[\p{L}\p{N}_.-]*$/u);
    return from >= 0 && (from === 0 || /\s/.test(before[from - 1]!)) ? from : undefined;
  }

  #suggest(): void {
    const from = this.#mentionFrom();
    const begun =
      from === undefined ? undefined : this.field!.value.slice(from + 1, this.field!.selectionStart);
    const known = new Set<string>();
    if (begun !== undefined) {
      for (const { author } of [...this.room.chat.lines].reverse()) {
        const handle = handleOf(author.name);
        if (
          handle &&
          author.id !== this.room.me?.id &&
          handle.toLowerCase().startsWith(begun.toLowerCase())
        ) {
          known.add(handle);
        }
        if (known.size >= MOST_NAMES) {
          break;
        }
      }
    }
    this.names = [...known];
    this.nameAt = 0;
  }

  #renderNames() {
    return html`<ul class="names" role="listbox" aria-label=${words.audience.mention}>
      ${this.names.map(
        (name, at) => html`<li
          role="option"
          aria-selected=${at === this.nameAt ? 'true' : 'false'}
          @mousedown=${(pressed: Event) => {
            pressed.preventDefault();
            this.#mention(name);
          }}
        >
          @${name}
        </li>`,
      )}
    </ul>`;
  }

  #mention(name: string): void {
    this.#insert(`@${name} `, this.#mentionFrom());
    this.names = [];
  }

  // saying

  async #send(submitted: Event): Promise<void> {
    submitted.preventDefault();
    const text = this.field?.value.trim() ?? '';
    if (!text || this.sending || this.freeAtMs > Date.now()) {
      return;
    }
    this.sending = true;
    try {
      await this.room.say(text, this.replyTo?.seq);
      this.trouble = undefined;
      this.appealed = '';
      this.dispatchEvent(new CustomEvent('vitrine-said'));
      this.#endReply();
      if (this.field && this.field.value.trim() === text) {
        this.field.value = '';
        this.#typed();
      }
    } catch (why) {
      this.trouble = why instanceof ChatRefusal ? why : new ChatRefusal(0, '', undefined, undefined, true);
      this.troubleWhat = text;
      if (this.trouble.retryAfterMs) {
        this.freeAtMs = Date.now() + this.trouble.retryAfterMs;
      }
    } finally {
      this.sending = false;
    }
  }

  #typed(): void {
    const { field } = this;
    if (!field) {
      return;
    }
    this.typed = [...field.value.trim()].length;
    if (this.trouble && this.trouble.code !== MUTED && field.value.trim() !== this.troubleWhat) {
      this.trouble = undefined;
    }
    field.style.height = 'auto';
    field.style.height = `${Math.min(field.scrollHeight, 112)}px`;
    this.#suggest();
  }

  #fieldKey(pressed: KeyboardEvent): void {
    const chosen = this.names[this.nameAt];
    if (chosen !== undefined && ['ArrowDown', 'ArrowUp', 'Tab', 'Enter', 'Escape'].includes(pressed.key)) {
      pressed.preventDefault();
      if (pressed.key === 'Escape') {
        this.names = [];
      } else if (pressed.key === 'ArrowDown' || pressed.key === 'ArrowUp') {
        const step = pressed.key === 'ArrowDown' ? 1 : -1;
        this.nameAt = (this.nameAt + step + this.names.length) % this.names.length;
      } else {
        this.#mention(chosen);
      }
    } else if (pressed.key === 'Enter' && !pressed.shiftKey && !pressed.isComposing) {
      pressed.preventDefault();
      void this.#send(pressed);
    } else if (pressed.key === 'Escape') {
      this.#endReply();
    }
  }

  #endReply(): void {
    this.dispatchEvent(new CustomEvent('vitrine-reply-end'));
  }

  #pickName(submitted: Event): void {
    submitted.preventDefault();
    const name = this.nameField?.value.trim();
    if (name) {
      this.dispatchEvent(new CustomEvent('vitrine-name', { detail: { name } }));
    }
  }

  static override styles = [
    sheet,
    css`
      :host {
        flex: none;
      }
      .composer {
        position: relative;
        display: grid;
        grid-template-columns: minmax(0, 1fr); /* a field is as wide as twenty letters, a small phone is not */
        gap: var(--space-2);
        padding: var(--space-1) var(--space-3) max(var(--space-3), env(safe-area-inset-bottom));
      }
      .write {
        display: flex;
        align-items: flex-end;
        gap: 4px;
        padding: 4px;
        border: 1px solid var(--line-strong);
        border-radius: 22px;
        background: var(--surface-1);
        transition: border-color var(--quick) var(--ease);
      }
      .write:focus-within {
        border-color: var(--accent);
        outline: 1px solid var(--accent);
      }
      .write.bad {
        border-color: var(--danger);
        outline-color: var(--danger);
      }
      .write textarea {
        flex: 1;
        min-width: 0;
        min-height: 34px;
        padding: 7px 4px 5px 2px;
        border: 0;
        background: transparent;
        font-size: var(--type-2);
        line-height: 1.45;
        resize: none;
        outline: none !important;
      }
      textarea::placeholder {
        color: var(--ink-3);
        opacity: 1;
      }
      .emoji,
      .send {
        display: grid;
        place-items: center;
        flex: none;
        width: 34px;
        height: 34px;
        padding: 0;
        border: 0;
        border-radius: 50%;
        background: transparent;
        color: var(--ink-2);
        cursor: pointer;
        transition: background var(--quick) var(--ease);
      }
      .emoji:hover {
        background: var(--surface-2);
      }
      .send {
        background: var(--accent);
        color: var(--on-accent);
      }
      .send[disabled] {
        background: var(--surface-3);
        color: var(--ink-2);
        cursor: default;
      }
      .wait {
        font-size: var(--type-1);
        font-weight: 600;
      }
      .replying {
        display: flex;
        align-items: center;
        justify-content: space-between;
        padding-left: var(--space-3);
        color: var(--ink-2);
        font-size: var(--type-1);
      }
      .mode {
        display: flex;
        align-items: center;
        gap: 5px;
        padding-left: var(--space-2);
        color: var(--ink-2);
      }
      vitrine-emoji-picker,
      .names {
        position: absolute;
        inset: auto var(--space-3) 100%;
        z-index: 6;
      }
      .names {
        padding: 4px;
        border: 1px solid var(--line);
        border-radius: var(--radius-2);
        background: var(--surface-1);
        box-shadow: var(--shade);
        font-size: var(--type-2);
      }
      .names li {
        padding: 6px 10px;
        border-radius: var(--radius-1);
        cursor: pointer;
      }
      .names [aria-selected="true"] {
        background: var(--surface-3);
      }
      #trouble:empty {
        display: none;
      }
      .appeal {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: var(--space-2);
        justify-items: start;
      }
      @media (pointer: coarse) {
        textarea,
        .input {
          font-size: 16px !important; /* below it, phones zoom into the field */
        }
      }
    `,
  ];
}

declare global {
  interface HTMLElementTagNameMap {
    'vitrine-composer': Composer;
  }
}
