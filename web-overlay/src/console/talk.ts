import { css, html, nothing } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { icon } from '../design/icons';
import { sheet } from '../design/sheet';
import { typing } from '../player/vitrine-player';
import '../viewer/chat-panel';
import type { ChatPanel } from '../viewer/chat-panel';
import { words } from '../words/strings';
import { DeskPart } from './desk-part';
import type { Moderation } from './moderation';
import './queue';

/**
 * What waits for a moderator, and the chat with how each message was judged. One search goes through both.
 *
 * @fires vitrine-person with `{id, name}` when more of somebody is to be seen
 */
@customElement('vitrine-talk')
export class Talk extends DeskPart {
  @property({ attribute: false }) moderation!: Moderation;
  /** The name staff chats under. */
  @property() name = '';
  @state() private search = '';

  @query('input') private field!: HTMLInputElement;
  @query('vitrine-chat') private chat!: ChatPanel;

  #ending = new AbortController();

  override connectedCallback(): void {
    super.connectedCallback();
    this.#ending = new AbortController();
    document.addEventListener('keydown', (pressed) => this.#key(pressed), { signal: this.#ending.signal });
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#ending.abort();
  }

  override render() {
    const person = (of: CustomEvent<{ id: string; name: string }>) =>
      this.dispatchEvent(new CustomEvent('vitrine-person', { detail: of.detail }));
    const judges = this.desk.may('chat.moderate');
    return html`
      <search class="search">
        ${icon('search', 15)}
        <input
          type="search"
          aria-label=${words.queue.searchLabel}
          placeholder=${words.queue.search}
          .value=${this.search}
          @input=${() => {
            this.search = this.field.value;
          }}
          @keydown=${(pressed: KeyboardEvent) => {
            if (pressed.key === 'Escape') {
              pressed.preventDefault();
              this.search = '';
              this.field.value = '';
              this.field.blur();
            }
          }}
        />
        ${
          this.search
            ? html`<button
                class="button icon small quiet"
                aria-label=${words.queue.clearSearch}
                @click=${() => {
                  this.search = '';
                }}
              >
                ${icon('close', 14)}
              </button>`
            : html`<kbd aria-hidden="true">/</kbd>`
        }
      </search>
      ${
        judges
          ? html`<vitrine-queue
              .desk=${this.desk}
              .moderation=${this.moderation}
              .search=${this.search}
              @vitrine-person=${person}
            ></vitrine-queue>`
          : nothing
      }
      <vitrine-chat
        ?staff=${judges}
        .room=${this.desk.room}
        .search=${this.search}
        name=${this.name}
        placeholder=${words.staffChat.say}
        @vitrine-person=${person}
        @vitrine-hide=${(of: CustomEvent<{ seq: number; name: string }>) => void this.#hide(of.detail)}
        @vitrine-pin=${(of: CustomEvent<{ seq: number; name: string }>) => void this.#pin(of.detail)}
        @vitrine-restore=${(of: CustomEvent<{ seq: number; name: string }>) => void this.#restore(of.detail.seq)}
      >
      </vitrine-chat>
    `;
  }

  #key(pressed: KeyboardEvent): void {
    const from = pressed.composedPath()[0] as HTMLElement | undefined;
    if (
      pressed.defaultPrevented ||
      pressed.ctrlKey ||
      pressed.metaKey ||
      pressed.altKey ||
      typing(from) ||
      this.desk.question
    ) {
      return;
    }
    if (pressed.key === '/') {
      pressed.preventDefault();
      this.field.focus();
    } else if (pressed.key.toLowerCase() === 'c') {
      pressed.preventDefault();
      this.chat.focus();
    }
  }

  #decide(seq: number, action: 'remove' | 'restore'): Promise<unknown> {
    return this.desk.attempt(() =>
      this.desk.api.post(this.desk.path('moderation/decisions'), { seq, action }),
    );
  }

  async #hide({ seq, name }: { seq: number; name: string }): Promise<void> {
    if (await this.#decide(seq, 'remove')) {
      this.desk.tell(words.staffChat.hidden(name), { undo: () => void this.#restore(seq) });
    }
  }

  async #pin({ seq, name }: { seq: number; name: string }): Promise<void> {
    const { desk } = this;
    if (await desk.attempt(() => desk.api.post(desk.path('pins'), { seq }))) {
      desk.tell(words.audienceDesk.pinnedNow(name), {
        undo: () => void desk.attempt(() => desk.api.delete(desk.path('pins'))),
      });
    }
  }

  async #restore(seq: number): Promise<void> {
    if (await this.#decide(seq, 'restore')) {
      this.desk.tell(words.staffChat.restored);
    }
  }

  static override styles = [
    sheet,
    css`
      :host {
        display: flex;
        flex-direction: column;
        min-width: 0;
        min-height: 0;
        border-radius: var(--radius-3);
        background: var(--surface-1);
        overflow: hidden;
      }
      .search {
        flex: none;
        display: flex;
        align-items: center;
        gap: var(--space-2);
        min-height: 44px;
        padding: 0 var(--space-3) 0 var(--space-4);
        border-bottom: 1px solid var(--line);
        color: var(--ink-2);
      }
      .search:focus-within {
        box-shadow: inset 0 -2px 0 var(--accent);
      }
      input {
        flex: 1;
        min-width: 0;
        height: 42px;
        padding: 0;
        border: 0;
        background: transparent;
        font-size: var(--type-2);
        outline: none;
        appearance: none;
      }
      input::placeholder {
        color: var(--ink-3);
        opacity: 1;
      }
      input::-webkit-search-cancel-button {
        display: none;
      }
      kbd {
        display: grid;
        place-items: center;
        width: 20px;
        height: 20px;
        border-radius: 5px;
        background: var(--surface-3);
        color: var(--ink-2);
        font-family: var(--font);
        font-size: var(--type-1);
      }
      vitrine-queue {
        flex: none;
        border-bottom: 1px solid var(--line);
      }
      vitrine-chat {
        flex: 1;
        height: auto;
      }
    `,
  ];
}

declare global {
  interface HTMLElementTagNameMap {
    'vitrine-talk': Talk;
  }
}
