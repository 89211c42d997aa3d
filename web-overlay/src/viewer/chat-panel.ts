import { html, LitElement, nothing, type PropertyValues } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import { icon } from '../design/icons';
import { nameSheet } from '../design/names';
import { sheet } from '../design/sheet';
import type { Api } from '../net/api';
import type { ChatLine } from '../room/chat-log';
import type { EventRoom } from '../room/event-room';
import { clock } from '../words/format';
import { words } from '../words/strings';
import './asks';
import './audience-bar';
import { chatSheet } from './chat-sheet';
import './composer';
import type { Composer } from './composer';
import './notices';
import { mentions, rich } from './rich-text';

const AT_END_PX = 48;
const CIVIL_PACE_MS = 3_000; // between two announcements to a screen reader
const ANNOUNCED_MS = 1_500; // read out by then; a removed message must not linger here either

/**
 * The chat: what was said, and the place to say something.
 *
 * @fires vitrine-name with `{name}` when somebody picked a name
 * @fires vitrine-hide with `{seq, name}` when staff hides a message, vitrine-restore when it brings one back
 * @fires vitrine-pin with `{seq, name}` when staff pins a message
 * @fires vitrine-person with `{id, name}` when staff wants to see who wrote something
 * @slot sheet what comes between the messages and the field
 */
@customElement('vitrine-chat')
export class ChatPanel extends LitElement {
  @property({ attribute: false }) room!: EventRoom;
  /** The way to the server; without it there is the chat alone. */
  @property({ attribute: false }) api: Api | undefined;
  /** The name this viewer chats under; empty when none is picked. */
  @property() name = '';
  /** Messages can be hidden from here. */
  @property({ type: Boolean }) staff = false;
  /** Only to look at: the page for OBS. */
  @property({ type: Boolean, reflect: true }) still = false;
  @property({ type: Boolean, reflect: true }) headless = false;
  /** Why a name was not given. */
  @property() nameTrouble = '';
  @property({ type: Boolean }) naming = false;
  @property() placeholder = '';
  /** Only lines that contain this are shown. */
  @property() search = '';

  @state() private replyTo: ChatLine | undefined;
  @state() private unread = 0;
  @state() private announcement = '';
  @state() private chosen = -1;
  @state() private asking: { upvoted: ReadonlySet<number> } | undefined;

  @query('.list') private list!: HTMLElement;
  @query('vitrine-composer') private composer?: Composer;

  #stop: (() => void) | undefined;
  #atEnd = true;
  #newest = 0;
  #announcedAtMs = 0;
  #unsaid = 0;
  #silence: ReturnType<typeof setTimeout> | undefined;

  override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('room')) {
      this.#stop?.();
      this.#newest = 0;
      this.#stop = this.room?.onChange(() => this.requestUpdate());
    }
    const { lines } = this.room.chat;
    if (lines.some(({ state: shown }) => shown === 'removed')) {
      this.announcement = '';
    }
    const last = lines.at(-1);
    const fresh = lines.filter((line) => line.seq > this.#newest && line.state === 'shown');
    if (fresh.length > 0) {
      const first = this.#newest === 0;
      this.#newest = Math.max(this.#newest, ...fresh.map(({ seq }) => seq));
      if (!first) {
        this.#announce(fresh);
        if (!this.#atEnd) {
          this.unread += fresh.length;
        }
      }
    }
    if (last?.state === 'held') {
      this.#atEnd = true;
    }
  }

  override firstUpdated(): void {
    // a card that comes up below takes its room from the messages; the newest stay in sight
    new ResizeObserver(() => {
      if (this.#atEnd) {
        this.list.scrollTop = this.list.scrollHeight;
      }
    }).observe(this.list);
  }

  override updated(): void {
    if (this.#atEnd && this.list) {
      this.list.scrollTop = this.list.scrollHeight;
    }
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#stop?.();
    this.#stop = undefined;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    if (this.room && !this.#stop) {
      this.#stop = this.room.onChange(() => this.requestUpdate());
    }
  }

  /** Puts the cursor where one writes. */
  override focus(): void {
    this.composer?.focus();
  }

  override render() {
    const lines = this.#lines();
    return html`
      ${this.headless ? nothing : html`<h2>${words.chat.title}</h2>`}
      ${this.still ? nothing : html`<vitrine-notices .room=${this.room}></vitrine-notices>`}
      <div class="frame">
        <div
          class="list scroll"
          role="log"
          aria-live="off"
          aria-label=${this.still ? words.chat.title : this.staff ? words.staffChat.list : words.chat.list}
          tabindex=${this.still ? -1 : 0}
          @scroll=${this.#scrolled}
          @keydown=${this.#listKey}
          @focus=${() => {
            this.chosen = -1;
          }}
        >
          ${lines.length === 0 && !this.still ? html`<p class="empty">${words.chat.empty}</p>` : nothing}
          ${repeat(
            lines,
            ({ key }) => key,
            (line, index) => this.#renderLine(line, index),
          )}
        </div>
        ${
          this.unread > 0
            ? html`<button class="button small more" @click=${this.#toEnd}>
                ${words.chat.newMessages(this.unread)} ${icon('down', 15)}
              </button>`
            : nothing
        }
      </div>
      ${this.room.skipped > 0 && !this.still ? html`<p class="sampled" role="status">${words.chat.sampled}</p>` : nothing}
      <div class="hush" aria-live="polite">${this.announcement}</div>
        ${
          this.asking && this.api
            ? html`<vitrine-asks
                .room=${this.room}
                .api=${this.api}
                .upvoted=${this.asking.upvoted}
                ?named=${this.name !== ''}
                @vitrine-close=${() => {
                  this.asking = undefined;
                  this.composer?.focus();
                }}
              ></vitrine-asks>`
            : nothing
        }
      <slot name="sheet"></slot>
      ${
        this.api && !this.still
          ? html`<vitrine-audience
              .room=${this.room}
              .api=${this.api}
              name=${this.name}
              @vitrine-asks=${(wanted: CustomEvent<{ upvoted: ReadonlySet<number> }>) => {
                this.asking = this.asking ? undefined : wanted.detail;
              }}
            ></vitrine-audience>`
          : nothing
      }
      ${
        this.still
          ? nothing
          : html`<vitrine-composer
              .room=${this.room}
              .api=${this.api}
              .replyTo=${this.replyTo}
              name=${this.name}
              nameTrouble=${this.nameTrouble}
              placeholder=${this.placeholder}
              ?naming=${this.naming}
              @vitrine-name=${(picked: CustomEvent<{ name: string }>) =>
                this.dispatchEvent(new CustomEvent('vitrine-name', { detail: picked.detail }))}
              @vitrine-said=${() => {
                this.#atEnd = true;
                this.unread = 0;
              }}
              @vitrine-reply-end=${() => {
                this.replyTo = undefined;
              }}
            ></vitrine-composer>`
      }
    `;
  }

  #lines(): readonly ChatLine[] {
    const { lines } = this.room.chat;
    const wanted = this.search.trim().toLowerCase();
    return wanted
      ? lines.filter(({ author, text }) => `${author.name}\n${text}`.toLowerCase().includes(wanted))
      : lines;
  }

  #renderLine(line: ChatLine, index: number) {
    const own = this.room.me !== undefined && line.author.id === this.room.me.id;
    const quoted = line.replyTo === undefined ? undefined : this.room.chat.find(line.replyTo);
    const called = !own && line.state === 'shown' && mentions(line.text, this.room.me?.name);
    const classes = [
      'line',
      line.state,
      own ? 'own' : '',
      called ? 'called' : '',
      index === this.chosen ? 'chosen' : '',
    ].join(' ');
    return html`<div class=${classes} data-seq=${line.seq}>
      <div class="fold">
        ${
          line.replyTo === undefined
            ? nothing
            : html`<p class="quote cut">
                ${icon('reply', 12)}
                <span class="cut"
                  >${
                    quoted && quoted.state === 'shown' && quoted.text
                      ? words.chat.said(quoted.author.name, quoted.text)
                      : words.chat.replyGone
                  }</span
                >
              </p>`
        }
        <p class="said">
          <time datetime=${line.at}>${clock(line.at)}</time>
          ${
            this.staff
              ? html`<button
                  class="who name-${hue(line.author.id || line.author.name)}"
                  tabindex="-1"
                  title=${words.staffChat.person(line.author.name)}
                  @click=${() => this.#person(line)}
                >
                  ${line.author.name}
                </button>`
              : html`<b class="name-${hue(line.author.id || line.author.name)}">${line.author.name}</b>`
          }${line.author.staff ? html`<span class="badge staff">${words.chat.staff}</span>` : nothing}
          <span class="text" dir="auto">${rich(line.text, this.room.audience.emotes, this.room.me?.name)}</span>${this.staff ? this.#renderJudged(line) : nothing}
        </p>
        ${line.state === 'held' ? html`<p class="pending">${icon('clock', 13)} ${words.chat.held}</p>` : nothing}
        ${line.state === 'refused' ? html`<p class="pending">${icon('hide', 13)} ${words.chat.refused(line.why ?? '')}</p>` : nothing}
        ${
          line.state === 'shown' && !this.still
            ? html`<span class="tools">
                ${
                  this.name
                    ? html`<button tabindex="-1" aria-label=${words.chat.replyTo(line.author.name)} title=${words.chat.reply} @click=${() => this.#reply(line)}>
                        ${icon('reply', 15)}
                      </button>`
                    : nothing
                }
                ${
                  this.staff && this.room.audience.there
                    ? html`<button tabindex="-1" aria-label=${words.audienceDesk.pinThis} title=${words.audienceDesk.pinThis} @click=${() => this.#pin(line)}>
                        ${icon('pin', 15)}
                      </button>`
                    : nothing
                }
                ${
                  this.staff
                    ? html`<button tabindex="-1" aria-label=${words.chat.hide} title=${words.chat.hide} @click=${() => this.#hide(line)}>
                        ${icon('hide', 15)}
                      </button>`
                    : nothing
                }
              </span>`
            : nothing
        }
        ${
          line.state === 'hidden'
            ? html`<span class="tools">
                <button tabindex="-1" aria-label=${words.staffChat.restore} title=${words.staffChat.restore} @click=${() => this.#restore(line)}>
                  ${icon('undo', 15)}
                </button>
              </span>`
            : nothing
        }
      </div>
    </div>`;
  }

  /** How a message stands, for staff: a word beside it, never a colour alone. */
  #renderJudged({ state, approved, modified, judgement }: ChatLine) {
    const what = state === 'shown' ? (approved ? 'approved' : modified ? 'modified' : '') : state;
    const word = words.staffChat.states[what];
    return word
      ? html` <span class=${`judged ${what}`}>${[word, judgement?.rule].filter(Boolean).join(' · ')}</span>`
      : nothing;
  }

  #reply(line: ChatLine): void {
    if (this.name) {
      this.replyTo = line;
      this.composer?.focus();
    }
  }

  #hide(line: ChatLine): void {
    this.dispatchEvent(
      new CustomEvent('vitrine-hide', { detail: { seq: line.seq, name: line.author.name } }),
    );
  }

  #pin({ seq, author }: ChatLine): void {
    this.dispatchEvent(new CustomEvent('vitrine-pin', { detail: { seq, name: author.name } }));
  }

  #restore({ seq, author }: ChatLine): void {
    this.dispatchEvent(new CustomEvent('vitrine-restore', { detail: { seq, name: author.name } }));
  }

  #person({ author }: ChatLine): void {
    this.dispatchEvent(new CustomEvent('vitrine-person', { detail: { id: author.id, name: author.name } }));
  }

  // reading

  #scrolled(): void {
    const { scrollTop, scrollHeight, clientHeight } = this.list;
    this.#atEnd = scrollHeight - scrollTop - clientHeight < AT_END_PX;
    if (this.#atEnd) {
      this.unread = 0;
    }
  }

  #toEnd(): void {
    this.#atEnd = true;
    this.unread = 0;
    this.list.scrollTop = this.list.scrollHeight;
  }

  #listKey(pressed: KeyboardEvent): void {
    const lines = this.#lines();
    const steps: Record<string, number> = { ArrowUp: -1, ArrowDown: 1 };
    const step = steps[pressed.key];
    if (step !== undefined) {
      pressed.preventDefault();
      const from = this.chosen < 0 ? lines.length : this.chosen;
      this.chosen = Math.min(lines.length - 1, Math.max(0, from + step));
      const line = lines[this.chosen];
      if (line) {
        this.#say(words.chat.said(line.author.name, line.text));
        this.#atEnd = false;
        void this.updateComplete.then(() =>
          this.list.querySelector('.chosen')?.scrollIntoView({ block: 'nearest' }),
        );
      }
    } else if (pressed.key === 'End') {
      pressed.preventDefault();
      this.chosen = -1;
      this.#toEnd();
    } else if (this.chosen >= 0 && lines[this.chosen] && this.staff && pressed.key === 'e') {
      pressed.preventDefault();
      this.#person(lines[this.chosen]!);
    } else if (this.chosen >= 0 && lines[this.chosen]?.state === 'hidden' && pressed.key === 'h') {
      pressed.preventDefault();
      this.#restore(lines[this.chosen]!);
    } else if (this.chosen >= 0 && lines[this.chosen]?.state === 'shown') {
      if (pressed.key === 'r' || pressed.key === 'Enter') {
        pressed.preventDefault();
        this.#reply(lines[this.chosen]!);
      } else if (pressed.key === 'h' && this.staff) {
        pressed.preventDefault();
        this.#hide(lines[this.chosen]!);
      }
    }
  }

  /** One announcement at a time, however fast the chat runs. */
  #announce(fresh: readonly ChatLine[]): void {
    this.#unsaid += fresh.length;
    const now = Date.now();
    if (now - this.#announcedAtMs < CIVIL_PACE_MS) {
      return;
    }
    const last = fresh.at(-1)!;
    this.#say(
      this.#unsaid === 1
        ? words.chat.said(last.author.name, last.text)
        : words.chat.saidMany(this.#unsaid, last.author.name, last.text),
    );
    this.#announcedAtMs = now;
    this.#unsaid = 0;
  }

  #say(text: string): void {
    this.announcement = text;
    clearTimeout(this.#silence);
    this.#silence = setTimeout(() => {
      this.announcement = '';
    }, ANNOUNCED_MS);
  }

  static override styles = [sheet, chatSheet, nameSheet];
}

/** One of eight colours for a name, always the same one. */
export function hue(id: string): number {
  let hash = 7;
  for (const letter of id) {
    hash = (hash * 31 + letter.codePointAt(0)!) >>> 0;
  }
  return hash % 8;
}

declare global {
  interface HTMLElementTagNameMap {
    'vitrine-chat': ChatPanel;
  }
}
