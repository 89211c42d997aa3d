import { css, html, LitElement, nothing } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import { icon } from '../design/icons';
import { sheet } from '../design/sheet';
import { words } from '../words/strings';
import type { Desk } from './desk';
import { panelSheet } from './panel-sheet';

interface Plugin {
  readonly id: string;
  readonly version: string;
  readonly state: string;
  readonly previous?: string;
  readonly why?: string;
}

/** The plugins: which version is in service and why; installing, updating, going back, removing. */
@customElement('vitrine-plugins-panel')
export class PluginsPanel extends LitElement {
  @property({ attribute: false }) desk!: Desk;
  @state() private plugins: readonly Plugin[] | undefined;
  @state() private proving = '';
  @state() private over = false;
  @state() private reasons: Readonly<Record<string, string>> = {};

  @query('input[type=file]') private file!: HTMLInputElement;

  #stop: (() => void) | undefined;
  #target = '';

  override connectedCallback(): void {
    super.connectedCallback();
    void this.#read();
    this.#stop = this.desk.room.onRecord(({ record }) => {
      if (record.type === 'core.plugin') {
        void this.#read();
      }
    });
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#stop?.();
  }

  async #read(): Promise<void> {
    const answer = await this.desk.attempt(() => this.desk.api.get<{ plugins: Plugin[] }>('/plugins'));
    this.plugins = answer?.plugins ?? this.plugins;
  }

  override render() {
    return html`
      <section
        class=${this.over ? 'drop over' : 'drop'}
        aria-label=${words.plugins.install}
        @dragover=${(dragged: DragEvent) => {
          dragged.preventDefault();
          this.over = true;
        }}
        @dragleave=${() => {
          this.over = false;
        }}
        @drop=${(dropped: DragEvent) => {
          dropped.preventDefault();
          this.over = false;
          this.#target = '';
          void this.#send(dropped.dataTransfer?.files[0]);
        }}
      >
        <p class="note" role="status">${this.proving ? words.plugins.installing(this.proving) : words.plugins.drop}</p>
        <button class="button small" ?disabled=${this.proving !== ''} @click=${() => this.#choose('')}>
          ${icon('upload', 15)}${words.plugins.choose}
        </button>
        <input
          type="file"
          accept=".jar,application/java-archive"
          aria-label=${words.plugins.install}
          hidden
          @change=${() => void this.#send(this.file.files?.[0])}
        />
      </section>
      ${this.plugins?.length === 0 ? html`<p class="note">${words.plugins.none}</p>` : nothing}
      <ul>
        ${repeat(
          this.plugins ?? [],
          ({ id }) => id,
          (plugin) => this.#renderPlugin(plugin),
        )}
      </ul>
    `;
  }

  #renderPlugin(plugin: Plugin) {
    const well = plugin.state === 'active' || plugin.state === 'watched';
    const why = this.reasons[plugin.id] ?? (well ? undefined : plugin.why);
    return html`<li data-plugin=${plugin.id}>
      <div class="head">
        <h3 class="cut">${plugin.id}</h3>
        <span class=${well ? 'badge good' : plugin.state === 'failed' ? 'badge live bad' : 'badge hold'}
          >${words.plugins.states[plugin.state] ?? plugin.state}</span
        >
      </div>
      <p class="version">
        <code>${plugin.version}</code>
        ${plugin.previous ? html`<span class="hint">${words.plugins.previous(plugin.previous)}</span>` : nothing}
      </p>
      ${why ? html`<p class="note why">${why}</p>` : nothing}
      <div class="actions">
        <button class="button small" ?disabled=${this.proving !== ''} @click=${() => this.#choose(plugin.id)}>
          ${words.plugins.update}
        </button>
        ${
          plugin.previous
            ? html`<button class="button small" @click=${() => void this.#rollback(plugin)}>
                ${icon('back', 14)}${words.plugins.rollback}
              </button>`
            : nothing
        }
        <button class="button small quiet" aria-label="${words.plugins.why} ${plugin.id}" @click=${() => void this.#why(plugin)}>
          ${words.plugins.why}
        </button>
        <span class="grow"></span>
        <button class="button small danger" aria-label="${words.plugins.remove}: ${plugin.id}" @click=${() => void this.#remove(plugin)}>
          ${words.plugins.remove}
        </button>
      </div>
    </li>`;
  }

  #choose(id: string): void {
    this.#target = id;
    this.file.value = '';
    this.file.click();
  }

  async #send(file: File | undefined): Promise<void> {
    if (!file || this.proving) {
      return;
    }
    this.proving = file.name;
    const target = this.#target;
    const plugin = await this.desk.attempt(() =>
      target
        ? this.desk.api.upload<Plugin & Record<string, unknown>>(
            'PUT',
            `/plugins/${encodeURIComponent(target)}`,
            file,
          )
        : this.desk.api.upload<Plugin & Record<string, unknown>>('POST', '/plugins', file),
    );
    this.proving = '';
    if (plugin) {
      this.desk.tell(words.plugins.installed(plugin.id ?? target ?? file.name, plugin.version ?? ''));
    }
    void this.#read();
  }

  async #rollback(plugin: Plugin): Promise<void> {
    const sure = await this.desk.ask(
      words.plugins.rollbackTitle(plugin.id),
      words.plugins.rollbackWhy(plugin.version, plugin.previous ?? ''),
      words.plugins.rollback,
    );
    if (!sure) {
      return;
    }
    const done = await this.desk.attempt(() =>
      this.desk.api.post(`/plugins/${encodeURIComponent(plugin.id)}/rollback`),
    );
    if (done) {
      this.desk.tell(words.plugins.rolledBack(plugin.id));
    }
    void this.#read();
  }

  async #remove(plugin: Plugin): Promise<void> {
    const sure = await this.desk.ask(
      words.plugins.removeTitle(plugin.id),
      words.plugins.removeWhy,
      words.plugins.remove,
      plugin.id === 'chat-moderation' ? words.plugins.removeModeration : '',
    );
    if (!sure) {
      return;
    }
    if (await this.desk.attempt(() => this.desk.api.delete(`/plugins/${encodeURIComponent(plugin.id)}`))) {
      this.desk.tell(words.plugins.removed(plugin.id));
    }
    void this.#read();
  }

  async #why(plugin: Plugin): Promise<void> {
    const answer = await this.desk.attempt(() =>
      this.desk.api.get(`/plugins/${encodeURIComponent(plugin.id)}/why`),
    );
    if (answer) {
      const why = String(answer.why ?? answer.reason ?? words.plugins.states[plugin.state] ?? plugin.state);
      this.reasons = { ...this.reasons, [plugin.id]: why };
    }
  }

  static override styles = [
    sheet,
    panelSheet,
    css`
      .drop {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        justify-content: space-between;
        gap: var(--space-3);
        padding: var(--space-4);
        border: 1px dashed var(--line-strong);
        border-radius: var(--radius-3);
        transition: background var(--quick) var(--ease);
      }
      .drop.over {
        background: var(--surface-2);
        border-color: var(--accent);
      }
      .drop p {
        flex: 1;
        min-width: 150px;
      }
      li {
        display: grid;
        gap: var(--space-2);
        padding: var(--space-4) 0;
        border-top: 1px solid var(--line);
      }
      li:first-child {
        border-top: 0;
        padding-top: 0;
      }
      .version {
        display: flex;
        flex-wrap: wrap;
        gap: 2px var(--space-3);
      }
      .why {
        padding: var(--space-2) var(--space-3);
        border-radius: var(--radius-2);
        background: var(--surface-2);
      }
      .bad::before {
        display: none;
      }
    `,
  ];
}

declare global {
  interface HTMLElementTagNameMap {
    'vitrine-plugins-panel': PluginsPanel;
  }
}
