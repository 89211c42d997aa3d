import { css, html, LitElement, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import { icon } from '../design/icons';
import { sheet } from '../design/sheet';
import { ApiProblem } from '../net/api';
import { Ticker } from '../ui/ticker';
import { words } from '../words/strings';
import type { Desk } from './desk';
import { panelSheet } from './panel-sheet';

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

const LOOK_MS = 2_000;

/** Where else the picture goes: other services that get what the encoder sends, as it is. */
@customElement('vitrine-restream-panel')
export class RestreamPanel extends LitElement {
  @property({ attribute: false }) desk!: Desk;
  @state() private targets: readonly Restream[] | undefined;
  @state() private most = 0;
  @state() private wrong = '';
  @state() private busy = false;

  #stop: (() => void) | undefined;
  #look: ReturnType<typeof setInterval> | undefined;

  constructor() {
    super();
    new Ticker(this, 1_000, () => this.targets?.some(({ retryAt }) => retryAt !== undefined) ?? false);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    void this.#read();
    this.#stop = this.desk.room.onRecord(({ record }) => {
      if (record.type === 'media.link') {
        void this.#read();
      }
    });
    this.#look = setInterval(() => {
      if (this.targets?.length) {
        void this.#read();
      }
    }, LOOK_MS);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#stop?.();
    clearInterval(this.#look);
  }

  async #read(): Promise<void> {
    try {
      const answer = await this.desk.api.get<{ restreams: Restream[]; max: number }>(
        this.desk.path('restreams'),
      );
      this.targets = answer.restreams;
      this.most = answer.max;
    } catch {
      // whoever may not see the targets sees none; a lost server is told of elsewhere
    }
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
          aria-describedby=${this.wrong ? 'wrong' : nothing}
        />
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
    this.busy = true;
    this.wrong = '';
    try {
      await this.desk.api.post(this.desk.path('restreams'), {
        url: String(given.get('url')),
        key: String(given.get('key')),
        label: String(given.get('label')),
      });
      form.reset();
      this.desk.tell(words.restream.added);
    } catch (why) {
      // What is wrong with a field is said beside it; all else as everywhere.
      if (why instanceof ApiProblem && (why.status === 400 || why.status === 409)) {
        this.wrong = why.message;
      } else {
        this.desk.tellWhy(why);
      }
    } finally {
      this.busy = false;
    }
    void this.#read();
  }

  async #remove(target: Restream): Promise<void> {
    const name = target.label || target.url;
    if (
      !(await this.desk.ask(
        words.restream.removeTitle(name),
        words.restream.removeWhy,
        words.restream.remove,
      ))
    ) {
      return;
    }
    const done = await this.desk.attempt(() =>
      this.desk.api.delete(this.desk.path(`restreams/${encodeURIComponent(target.id)}`)),
    );
    if (done) {
      this.desk.tell(words.restream.removed);
    }
    void this.#read();
  }

  static override styles = [
    sheet,
    panelSheet,
    css`
      .wrong {
        display: flex;
        align-items: flex-start;
        gap: var(--space-2);
        color: var(--hold);
        font-size: var(--type-2);
      }
      .item {
        align-items: flex-start;
        gap: var(--space-3);
      }
      .item .grow {
        display: grid;
        flex: 1;
        grid-template-columns: minmax(0, 1fr);
        gap: var(--space-1);
        min-width: 0;
      }
    `,
  ];
}

function secondsUntil(at: string): number {
  return Math.max(0, Math.ceil((Date.parse(at) - Date.now()) / 1_000));
}

declare global {
  interface HTMLElementTagNameMap {
    'vitrine-restream-panel': RestreamPanel;
  }
}
