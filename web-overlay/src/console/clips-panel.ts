import { css, html, LitElement, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import { icon } from '../design/icons';
import { sheet } from '../design/sheet';
import { safeLink } from '../net/address';
import { words } from '../words/strings';
import type { Desk } from './desk';
import { panelSheet } from './panel-sheet';

interface Clip {
  readonly id: string;
  readonly state: 'queued' | 'running' | 'ready' | 'failed';
  readonly url?: string;
  readonly fromMs?: number;
  readonly toMs?: number;
  readonly why?: string;
}

const LENGTHS = [15, 30, 60];
const LOOK_MS = 1_500; // beside the records, in case one is missed

/** Clips of the show: one press, then a file. */
@customElement('vitrine-clips-panel')
export class ClipsPanel extends LitElement {
  @property({ attribute: false }) desk!: Desk;
  @state() private clips: readonly Clip[] = [];
  @state() private playing = '';

  readonly #mine = new Set<string>();
  #stop: (() => void) | undefined;
  #look: ReturnType<typeof setInterval> | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    void this.#read();
    this.#stop = this.desk.room.onRecord(({ record }) => {
      if (record.type === 'clips.clip') {
        this.#put(record.body as unknown as Clip);
      }
    });
    this.#look = setInterval(() => {
      if (this.clips.some(({ state }) => state === 'queued' || state === 'running')) {
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
      const { clips } = await this.desk.api.get<{ clips: Clip[] }>(this.desk.path('clips'));
      for (const clip of [...clips].reverse()) {
        this.#put(clip);
      }
    } catch (why) {
      if (this.clips.length === 0) {
        this.desk.tellWhy(why);
      }
    }
  }

  #put(clip: Clip): void {
    const known = this.clips.find(({ id }) => id === clip.id);
    if (known && known.state !== clip.state && this.#mine.has(clip.id)) {
      if (clip.state === 'ready') {
        this.desk.tell(words.clips.readyToast);
      } else if (clip.state === 'failed') {
        this.desk.tell(words.clips.failedToast(clip.why ?? ''), { tone: 'wrong' });
      }
    }
    this.clips = known
      ? this.clips.map((one) => (one.id === clip.id ? { ...one, ...clip } : one))
      : [clip, ...this.clips];
  }

  override render() {
    return html`
      <section class="block">
        <h2>${words.clips.title}</h2>
        <div class="actions">
          ${LENGTHS.map(
            (seconds) => html`<button
              class=${seconds === 30 ? 'button main' : 'button'}
              @click=${() => void this.#make(seconds)}
            >
              ${icon('scissors', 16)}${words.clips.make(seconds)}
            </button>`,
          )}
        </div>
      </section>
      ${
        this.clips.length === 0
          ? html`<div class="nothing"><h3>${words.clips.none}</h3><p>${words.clips.noneWhy}</p></div>`
          : html`<ul class="list">
              ${repeat(
                this.clips,
                ({ id }) => id,
                (clip) => this.#renderClip(clip),
              )}
            </ul>`
      }
    `;
  }

  #renderClip(clip: Clip) {
    const url = clip.state === 'ready' ? safeLink(clip.url ?? `/clips/${clip.id}.mp4`) : undefined;
    const seconds =
      clip.fromMs !== undefined && clip.toMs !== undefined
        ? Math.round((clip.toMs - clip.fromMs) / 1000)
        : undefined;
    return html`<li class="item" data-clip=${clip.id} data-state=${clip.state}>
      <div class="line">
        ${icon('film', 18)}
        <span class="grow">
          ${seconds === undefined ? words.clips.title : words.clips.length(seconds)}
          ${clip.state === 'failed' && clip.why ? html`<span class="hint">${clip.why}</span>` : nothing}
        </span>
        ${
          url
            ? html`<button
                  class="button small quiet"
                  @click=${() => {
                    this.playing = this.playing === clip.id ? '' : clip.id;
                  }}
                >
                  ${icon('play', 14)}${words.clips.play}
                </button>
                <a class="button small main" href=${url} download=${`${this.desk.event}-${clip.id}.mp4`}
                  >${icon('download', 14)}${words.clips.download}</a
                >`
            : html`<span class=${clip.state === 'failed' ? 'wrong' : 'badge hold'}
                >${words.clips[clip.state]}</span
              >`
        }
      </div>
      ${clip.state === 'queued' || clip.state === 'running' ? html`<i class="bar" role="progressbar" aria-label=${words.clips.making}></i>` : nothing}
      ${url && this.playing === clip.id ? html`<video src=${url} controls autoplay playsinline></video>` : nothing}
    </li>`;
  }

  async #make(lastSeconds: number): Promise<void> {
    const clip = await this.desk.attempt(() =>
      this.desk.api.post<Clip & Record<string, unknown>>(this.desk.path('clips'), { lastSeconds }),
    );
    if (clip?.id) {
      this.#mine.add(clip.id);
      this.#put(clip);
    }
  }

  static override styles = [
    sheet,
    panelSheet,
    css`
      .item {
        display: grid;
        gap: var(--space-2);
      }
      .line {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: var(--space-2);
        font-size: var(--type-2);
      }
      .line .hint {
        display: block;
      }
      video {
        width: 100%;
        border-radius: var(--radius-2);
        background: var(--stage);
      }
      .bar {
        height: 3px;
        overflow: hidden;
        border-radius: 2px;
        background: linear-gradient(90deg, var(--surface-3), var(--accent), var(--surface-3)) 0 / 50% no-repeat;
        animation: run 1.4s linear infinite;
      }
      @keyframes run {
        from {
          background-position-x: -100%;
        }
        to {
          background-position-x: 200%;
        }
      }
    `,
  ];
}

declare global {
  interface HTMLElementTagNameMap {
    'vitrine-clips-panel': ClipsPanel;
  }
}
