import { html, nothing } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import { icon } from '../design/icons';
import { words } from '../words/strings';
import { LinkPanel, secondsUntil } from './link-panel';

interface Restream {
  readonly id: string;
  readonly url: string;
  readonly key: string;
  readonly label: string;
  readonly state: 'idle' | 'connecting' | 'sending' | 'waiting';
  readonly why: string;
  readonly retryAt?: string;
  readonly kbps?: number;
  readonly lost?: number;
}

/** Where else the picture goes: other services that get what the encoder sends, as it is. */
@customElement('vitrine-restream-panel')
export class RestreamPanel extends LinkPanel {
  @state() private targets: readonly Restream[] | undefined;
  @state() private most = 0;

  protected override retries(): readonly (string | undefined)[] {
    return this.targets?.map(({ retryAt }) => retryAt) ?? [];
  }

  protected override async read(): Promise<void> {
    const answer = await this.desk.api.get<{ restreams: Restream[]; max: number }>(
      this.desk.path('restreams'),
    );
    this.targets = answer.restreams;
    this.most = answer.max;
  }

  override render() {
    if (!this.targets) {
      return nothing;
    }
    return html`
      <section class="block">
        <div>
          <h2>${words.restream.title}</h2>
          <p class="note">${words.restream.why}</p>
        </div>
        ${this.targets.length < this.most ? this.#renderForm() : html`<p class="note">${words.restream.full(this.most)}</p>`}
      </section>
      ${
        this.targets.length === 0
          ? nothing
          : html`<ul class="list">
              ${repeat(
                this.targets,
                ({ id }) => id,
                (target) => this.#renderTarget(target),
              )}
            </ul>`
      }
    `;
  }

  #renderForm() {
    return html`<form @submit=${(sent: SubmitEvent) => void this.#add(sent)}>
      <label class="field"
        ><span>${words.restream.url}</span>
        <input
          class="input"
          name="url"
          required
          maxlength="1000"
          placeholder="rtmps://live.example.com/app"
          autocomplete="off"
          spellcheck="false"
          aria-describedby=${this.wrong ? 'wrong' : 'restream-hint'}
        />
        <span id="restream-hint" class="hint">${words.restream.hint}</span>
      </label>
      <div class="pair">
        <label class="field"
          ><span>${words.restream.key}</span>
          <input class="input" name="key" type="password" maxlength="500" autocomplete="off" />
        </label>
        <label class="field"
          ><span>${words.restream.label}</span>
          <input class="input" name="label" maxlength="60" autocomplete="off" />
        </label>
      </div>
      ${this.wrong ? html`<p id="wrong" class="wrong" role="alert">${icon('alert', 15)} ${this.wrong}</p>` : nothing}
      <button class="button main" ?disabled=${this.busy}>${icon('upload', 16)}${words.restream.add}</button>
    </form>`;
  }

  #renderTarget(target: Restream) {
    const name = target.label || target.url;
    const tone = { sending: 'badge good', waiting: 'badge hold' }[target.state as string] ?? 'badge';
    return html`<li class="item" data-restream=${target.id}>
      <div class="grow">
        <div class="head">
          <h3 class="cut">${name}</h3>
          <span class=${tone}>${words.restream.states[target.state] ?? target.state}</span>
        </div>
        <p class="hint">
          <code>${target.url}</code> · ${words.restream.keyEnds(target.key)}
          ${target.state === 'sending' ? html` · ${words.health.kbps(target.kbps ?? 0)}` : nothing}
          ${target.lost ? html` · ${words.restream.lost(target.lost)}` : nothing}
        </p>
        <p class="note">${target.why} ${target.retryAt ? words.restream.retry(secondsUntil(target.retryAt)) : nothing}</p>
      </div>
      <button class="button small danger" aria-label="${words.restream.remove}: ${name}" @click=${() => void this.#remove(target)}>
        ${words.restream.remove}
      </button>
    </li>`;
  }

  async #add(sent: SubmitEvent): Promise<void> {
    sent.preventDefault();
    const form = sent.target as HTMLFormElement;
    const given = new FormData(form);
    const target = {
      url: String(given.get('url')),
      key: String(given.get('key')),
      label: String(given.get('label')),
    };
    await this.submit(
      () => this.desk.api.post(this.desk.path('restreams'), target),
      () => {
        form.reset();
        this.desk.tell(words.restream.added);
      },
    );
  }

  #remove(target: Restream): Promise<void> {
    return this.end(
      `restreams/${encodeURIComponent(target.id)}`,
      words.restream.removeTitle(target.label || target.url),
      words.restream.removeWhy,
      words.restream.remove,
      words.restream.removed,
    );
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'vitrine-restream-panel': RestreamPanel;
  }
}
