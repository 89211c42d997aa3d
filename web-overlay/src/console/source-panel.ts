import { css, html, nothing } from 'lit';
import { customElement, query, state } from 'lit/decorators.js';
import { icon } from '../design/icons';
import { clock, day } from '../words/format';
import { words } from '../words/strings';
import { LinkPanel, secondsUntil } from './link-panel';
import { filesOf, type Programme, programmeOf, type Row, rowOf } from './programmes';
import './programmes-form';
import type { ProgrammesForm } from './programmes-form';

interface Source {
  readonly id: string;
  readonly role: 'primary' | 'backup';
  readonly name: string;
  readonly files: readonly string[];
  readonly loop: boolean;
  readonly schedule: readonly Programme[];
  readonly next?: { readonly at: string; readonly files: readonly string[] };
  readonly link?: {
    readonly state: string;
    readonly why: string;
    readonly since: string;
    readonly retryAt?: string;
  };
}

/** Where the picture comes from when nobody publishes: files, or a stream of another server; and one that stands by. */
@customElement('vitrine-source-panel')
export class SourcePanel extends LinkPanel {
  @state() private sources: readonly Source[] | undefined;
  @state() private kind: 'files' | 'url' = 'files';
  @state() private place: Source['role'] = 'primary';
  @state() private files = '';
  @state() private loop = true;
  @state() private programmes: readonly Row[] = [];
  @query('vitrine-programmes') private readonly programmesForm?: ProgrammesForm | null;

  protected override retries(): readonly (string | undefined)[] {
    return this.sources?.map(({ link }) => link?.retryAt) ?? [];
  }

  protected override async read(): Promise<void> {
    const answer = await this.desk.api.get<{ sources: Source[] }>(this.desk.path('sources'));
    this.sources = answer.sources;
  }

  override render() {
    if (!this.sources) {
      return nothing;
    }
    return html`
      <section class="block">
        <div>
          <h2>${words.source.title}</h2>
          <p class="note">${words.source.why}</p>
        </div>
        <form @submit=${(sent: SubmitEvent) => void this.#set(sent)}>
          <div class="pair">
            <label class="field"
              ><span>${words.source.from}</span>
              <select
                class="input"
                name="kind"
                .value=${this.kind}
                @change=${(changed: Event) => {
                  this.kind = (changed.target as HTMLSelectElement).value as 'files' | 'url';
                }}
              >
                <option value="files" ?selected=${this.kind === 'files'}>${words.source.kinds.files}</option>
                <option value="url" ?selected=${this.kind === 'url'}>${words.source.kinds.url}</option>
              </select>
            </label>
            <label class="field"
              ><span>${words.source.role}</span>
              <select
                class="input"
                name="role"
                .value=${this.place}
                @change=${(changed: Event) => {
                  this.place = (changed.target as HTMLSelectElement).value as Source['role'];
                }}
              >
                <option value="primary" ?selected=${this.place === 'primary'}>${words.source.roles.primary}</option>
                <option value="backup" ?selected=${this.place === 'backup'}>${words.source.roles.backup}</option>
              </select>
            </label>
          </div>
          ${this.kind === 'files' ? this.#renderFiles() : this.#renderUrl()}
          ${this.wrong ? html`<p id="wrong" class="wrong" role="alert">${icon('alert', 15)} ${this.wrong}</p>` : nothing}
          <button class="button main" ?disabled=${this.busy}>${icon('play', 16)}${words.source.set}</button>
        </form>
      </section>
      ${
        this.sources.length === 0
          ? nothing
          : html`<ul class="list">${this.sources.map((source) => this.#renderSource(source))}</ul>`
      }
    `;
  }

  #renderFiles() {
    return html`<label class="field"
        ><span>${this.programmes.length > 0 ? words.source.filler : words.source.files}</span>
        <textarea
          class="input"
          name="files"
          rows="3"
          ?required=${this.programmes.length === 0}
          .value=${this.files}
          @input=${(typed: Event) => {
            this.files = (typed.target as HTMLTextAreaElement).value;
          }}
          placeholder="opening.mp4&#10;show.mp4"
          spellcheck="false"
          aria-describedby=${this.wrong ? 'wrong' : nothing}
        ></textarea>
      </label>
      <label class="check"
        ><input
          type="checkbox"
          name="loop"
          .checked=${this.loop}
          @change=${(changed: Event) => {
            this.loop = (changed.target as HTMLInputElement).checked;
          }}
        />
        ${words.source.loop}</label
      >
      <vitrine-programmes
        .rows=${this.programmes}
        @rows=${(changed: CustomEvent<readonly Row[]>) => {
          this.programmes = changed.detail;
        }}
      ></vitrine-programmes>`;
  }

  #renderUrl() {
    return html`<label class="field"
      ><span>${words.source.url}</span>
      <input
        class="input"
        name="url"
        required
        maxlength="1000"
        placeholder="rtmp://server.example.com/live/stream"
        autocomplete="off"
        spellcheck="false"
        aria-describedby=${this.wrong ? 'wrong url-hint' : 'url-hint'}
      />
      <span id="url-hint" class="hint">${words.source.urlHint}</span>
    </label>`;
  }

  #renderSource(source: Source) {
    const at = source.link?.state ?? 'idle';
    const tone = { playing: 'badge good', waiting: 'badge hold' }[at] ?? 'badge';
    const retryAt = source.link?.retryAt;
    return html`<li class="item" data-source=${source.role}>
      <div class="grow">
        <div class="head">
          <h3 class="cut">${source.name}</h3>
          <span class=${tone}>${words.source.states[at] ?? at}</span>
        </div>
        <p class="hint">${words.source.roles[source.role]}</p>
        ${
          source.link
            ? html`<p class="note">
                ${source.link.why}
                ${at === 'playing' ? words.source.since(clock(source.link.since)) : nothing}
                ${retryAt ? words.source.retry(secondsUntil(retryAt)) : nothing}
              </p>`
            : nothing
        }
        ${
          source.next
            ? html`<p class="note next">${words.source.next(day(source.next.at), clock(source.next.at), source.next.files[0] ?? '', source.next.files.length - 1)}</p>`
            : nothing
        }
      </div>
      ${
        source.files.length + source.schedule.length > 0
          ? html`<button class="button small" aria-label="${words.source.edit}: ${source.name}" @click=${() => this.#edit(source)}>
              ${words.source.edit}
            </button>`
          : nothing
      }
      <button class="button small danger" aria-label="${words.source.clear}: ${source.name}" @click=${() => void this.#clear(source)}>
        ${words.source.clear}
      </button>
    </li>`;
  }

  async #set(sent: SubmitEvent): Promise<void> {
    sent.preventDefault();
    const form = sent.target as HTMLFormElement;
    const given = new FormData(form);
    if (this.kind === 'files' && this.programmesForm && !this.programmesForm.complete()) {
      return;
    }
    const source =
      this.kind === 'files'
        ? {
            files: filesOf(this.files),
            loop: this.loop,
            ...(this.programmes.length > 0 ? { schedule: this.programmes.map(programmeOf) } : {}),
          }
        : { url: String(given.get('url')) };
    await this.submit(
      () => this.desk.api.put(this.desk.path(`sources/${this.place}`), source),
      () => this.desk.tell(words.source.done),
    );
  }

  /** Puts a source into the form, to be changed. */
  #edit(source: Source): void {
    this.kind = 'files';
    this.place = source.role;
    this.files = source.files.join('\n');
    this.loop = source.loop;
    this.programmes = source.schedule.map(rowOf);
    this.renderRoot.querySelector('form')?.scrollIntoView({ block: 'nearest' });
  }

  #clear(source: Source): Promise<void> {
    return this.end(
      `sources/${source.role}`,
      words.source.clearTitle(source.name),
      words.source.clearWhy,
      words.source.clear,
      words.source.cleared,
    );
  }

  static override styles = [
    ...LinkPanel.styles,
    css`
      textarea.input {
        height: auto;
        padding-block: var(--space-2);
        resize: vertical;
      }
      .check {
        display: flex;
        align-items: center;
        gap: var(--space-2);
        font-size: var(--type-2);
      }
      .pair {
        grid-template-columns: repeat(auto-fit, minmax(220px, 1fr));
      }
    `,
  ];
}

declare global {
  interface HTMLElementTagNameMap {
    'vitrine-source-panel': SourcePanel;
  }
}
