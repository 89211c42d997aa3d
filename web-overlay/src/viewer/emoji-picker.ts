import Database from 'emoji-picker-element/database.js';
import dataSource from 'emoji-picker-element-data/en/cldr-native/data.json?url';
import { css, html, LitElement, nothing } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { sheet } from '../design/sheet';
import type { Emote } from '../room/audience-desk';
import { words } from '../words/strings';

interface Face {
  readonly unicode: string;
  readonly annotation: string;
}

const GROUPS = [0, 1, 3, 4, 5, 6, 7, 8, 9] as const; // as in Emojibase; 2 is parts of faces
const COLUMNS = 8;

/**
 * Emoji by group and by search, and the event's own emotes. The data and the search are those of emoji-picker-element,
 * self-hosted; its element writes style attributes, which the page's policy forbids, so the grid is our own. Loaded when
 * it is first opened.
 *
 * @fires vitrine-emoji with `{text}` when one is chosen
 * @fires vitrine-close when it is left
 */
@customElement('vitrine-emoji-picker')
export class EmojiPicker extends LitElement {
  @property({ attribute: false }) emotes: ReadonlyMap<string, Emote> = new Map();
  @state() private faces: readonly Face[] = [];
  @state() private group: number | 'emotes' = 0;
  @state() private wanted = '';
  @state() private at = 0;

  @query('input') private field!: HTMLInputElement;

  readonly #database = new Database({ dataSource });
  #asked = 0;

  override connectedCallback(): void {
    super.connectedCallback();
    this.group = this.emotes.size > 0 ? 'emotes' : 0;
    void this.#read();
    void this.updateComplete.then(() => this.field.focus());
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    void this.#database.close();
  }

  async #read(): Promise<void> {
    const asked = ++this.#asked;
    try {
      const found =
        this.wanted.trim().length > 1
          ? await this.#database.getEmojiBySearchQuery(this.wanted.trim())
          : this.group === 'emotes'
            ? []
            : await this.#database.getEmojiByGroup(this.group);
      if (asked === this.#asked) {
        this.at = 0;
        this.faces = found.filter((face): face is typeof face & Face => 'unicode' in face);
      }
    } catch {
      this.faces = []; // no storage here: the field takes emoji from the keyboard all the same
    }
  }

  #choose(text: string): void {
    this.dispatchEvent(new CustomEvent('vitrine-emoji', { detail: { text } }));
  }

  #key(pressed: KeyboardEvent): void {
    const steps: Record<string, number> = {
      ArrowRight: 1,
      ArrowLeft: -1,
      ArrowDown: COLUMNS,
      ArrowUp: -COLUMNS,
    };
    const step = steps[pressed.key];
    const all = [...this.renderRoot.querySelectorAll<HTMLElement>('.grid button')];
    if (pressed.key === 'Escape') {
      pressed.preventDefault();
      pressed.stopPropagation();
      this.dispatchEvent(new CustomEvent('vitrine-close'));
    } else if (step !== undefined && all.length > 0 && (pressed.target as HTMLElement).closest('.grid')) {
      pressed.preventDefault();
      this.at = Math.min(all.length - 1, Math.max(0, this.at + step));
      void this.updateComplete.then(() =>
        this.renderRoot.querySelectorAll<HTMLElement>('.grid button')[this.at]?.focus(),
      );
    }
  }

  override render() {
    const own = [...this.emotes.values()].filter(({ name }) =>
      name.includes(this.wanted.trim().toLowerCase()),
    );
    const showOwn = this.group === 'emotes' || this.wanted.trim().length > 1;
    let at = 0;
    const cell = (label: string, text: string, inner: unknown) => {
      const index = at++;
      return html`<button aria-label=${label} title=${label} tabindex=${index === this.at ? 0 : -1} @click=${() => this.#choose(text)}>
        ${inner}
      </button>`;
    };
    return html`<div class="picker" role="dialog" aria-label=${words.audience.emoji} @keydown=${this.#key}>
      <input
        class="input"
        type="search"
        aria-label=${words.audience.searchEmoji}
        placeholder=${words.audience.searchEmoji}
        @input=${() => {
          this.wanted = this.field.value;
          void this.#read();
        }}
      />
      <div class="groups" role="group" aria-label=${words.audience.emojiGroups}>
        ${this.emotes.size > 0 ? this.#renderGroup('emotes', words.audience.emotes, ':)') : nothing}
        ${GROUPS.map((group) =>
          this.#renderGroup(group, words.audience.groups[group]!, words.audience.groupFaces[group]!),
        )}
      </div>
      <div class="grid scroll">
        ${showOwn ? own.map(({ name, url }) => cell(`:${name}:`, `:${name}:`, html`<img src=${url} alt="" loading="lazy" />`)) : nothing}
        ${this.faces.map(({ unicode, annotation }) => cell(annotation, unicode, unicode))}
      </div>
    </div>`;
  }

  #renderGroup(group: number | 'emotes', label: string, face: string) {
    return html`<button
      class="group"
      aria-pressed=${group === this.group ? 'true' : 'false'}
      aria-label=${label}
      title=${label}
      @click=${() => {
        this.group = group;
        this.wanted = '';
        this.field.value = '';
        void this.#read();
      }}
    >
      ${face}
    </button>`;
  }

  static override styles = [
    sheet,
    css`
      .picker {
        display: grid;
        grid-template-rows: auto auto minmax(0, 1fr);
        gap: var(--space-2);
        height: 288px;
        padding: var(--space-3);
        border: 1px solid var(--line);
        border-radius: var(--radius-3);
        background: var(--surface-1);
        box-shadow: var(--shade);
      }
      .input {
        min-height: 36px;
        padding: 4px 10px;
      }
      .groups,
      .grid {
        display: grid;
        grid-template-columns: repeat(8, 1fr);
      }
      .groups {
        grid-template-columns: repeat(auto-fit, minmax(26px, 1fr));
      }
      button {
        display: grid;
        place-items: center;
        aspect-ratio: 1;
        min-width: 0;
        padding: 0;
        border: 0;
        border-radius: var(--radius-1);
        background: transparent;
        font-size: 1.25rem;
        line-height: 1;
        cursor: pointer;
      }
      .group {
        height: 28px;
        aspect-ratio: auto;
        font-size: 0.9375rem;
      }
      .group[aria-pressed="true"],
      button:hover {
        background: var(--surface-3);
      }
      button:focus-visible {
        outline-offset: -2px;
      }
      .grid {
        align-content: start;
      }
      img {
        width: 24px;
        height: 24px;
        object-fit: contain;
      }
    `,
  ];
}

declare global {
  interface HTMLElementTagNameMap {
    'vitrine-emoji-picker': EmojiPicker;
  }
}
