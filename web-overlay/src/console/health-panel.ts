import { css, html, LitElement, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { icon } from '../design/icons';
import { sheet } from '../design/sheet';
import type { VitrinePlayer } from '../player/vitrine-player';
import type { MediaProblem, Stream } from '../room/records';
import { clock } from '../words/format';
import { words } from '../words/strings';
import type { Desk } from './desk';
import { panelSheet } from './panel-sheet';

const LOOK_MS = 2_000;

/** The stream in numbers: as the server receives it, and as it plays here. */
@customElement('vitrine-health-panel')
export class HealthPanel extends LitElement {
  @property({ attribute: false }) desk!: Desk;
  @property({ attribute: false }) player: VitrinePlayer | undefined;
  @state() private stream: Stream | undefined;
  @state() private problems: readonly MediaProblem[] = [];

  #look: ReturnType<typeof setInterval> | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    void this.#read();
    this.#look = setInterval(() => void this.#read(), LOOK_MS);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearInterval(this.#look);
  }

  async #read(): Promise<void> {
    try {
      const event = await this.desk.api.get<{ stream?: Stream; problems?: readonly MediaProblem[] }>(
        `/events/${encodeURIComponent(this.desk.event)}`,
      );
      this.stream = event.stream;
      this.problems = event.problems ?? [];
    } catch {
      // the figures stay as they were; the console tells of a lost server elsewhere
    }
    this.requestUpdate();
  }

  override render() {
    const stream = this.stream ?? this.desk.room.stream;
    const here = this.player?.stats;
    return html`
      <section>
        <div class="head">
          <h2>${words.health.title}</h2>
          <span class=${stream?.state === 'LIVE' ? 'badge live' : 'badge'}
            >${words.health.states[stream?.state ?? 'OFFLINE'] ?? stream?.state}</span
          >
        </div>
        ${
          stream && stream.state !== 'OFFLINE'
            ? html`<dl>
                ${figure(words.health.picture, stream.width ? `${stream.width} × ${stream.height}` : undefined)}
                ${figure(words.health.fps, stream.fps ? stream.fps.toFixed(1) : undefined)}
                ${figure(words.health.bitrate, stream.kbps ? words.health.kbps(stream.kbps) : undefined)}
                ${figure(words.health.gop, stream.gopMs ? words.health.seconds(stream.gopMs / 1000) : undefined)}
                ${figure(words.health.codecs, [stream.videoCodec, stream.audioCodec].filter(Boolean).join(', ') || undefined)}
                ${figure(words.health.since, stream.since ? clock(stream.since, true) : undefined)}
                ${figure(words.health.epoch, stream.epoch === undefined ? undefined : String(stream.epoch))}
              </dl>`
            : html`<div class="nothing"><h3>${words.health.none}</h3><p>${words.health.noneWhy}</p></div>`
        }
        ${stream?.why ? html`<p class="note">${stream.why}</p>` : nothing}
      </section>
      <section aria-live="polite">${this.problems.length === 0 ? nothing : this.#renderProblems()}</section>
      ${
        here
          ? html`<section>
              <h2>${words.health.here}</h2>
              <dl>
                ${figure(words.stats.path, here.path)} ${figure(words.stats.behind, `${here.behindMs} ms`)}
                ${figure(words.stats.cushion, `${here.cushionMs} ms`)}
                ${figure(words.stats.rate, `${here.rate.toFixed(2)} ×`)}
                ${figure(words.stats.bitrate, words.health.kbps(here.kbps))}
                ${figure(words.stats.frames, words.stats.framesValue(here.shown, here.dropped))}
                ${figure(words.stats.stalls, String(here.stalls))}
              </dl>
            </section>`
          : nothing
      }
    `;
  }

  /** The newest word on each probe that is not well; what is bad comes first. */
  #renderProblems() {
    const worst = this.problems.toSorted((a, b) => a.state.localeCompare(b.state));
    return html`<h2>${words.health.problems}</h2>
      <ul class="list">
        ${worst.map(
          (problem) => html`<li class="item">
            ${icon('alert', 16)}
            <span class="grow"
              >${problem.sentence}<br /><span class="hint"
                >${words.health.told(words.health.severity[problem.state] ?? problem.state, problem.since ? clock(problem.since, true) : '')}</span
              ></span
            >
          </li>`,
        )}
      </ul>`;
  }

  static override styles = [
    sheet,
    panelSheet,
    css`
      section {
        display: grid;
        gap: var(--space-2);
      }
      dl {
        display: grid;
        gap: 2px;
        overflow: hidden;
        border-radius: var(--radius-3);
      }
      dl div {
        display: flex;
        justify-content: space-between;
        gap: var(--space-4);
        padding: 9px var(--space-4);
        background: var(--surface-2);
        font-size: var(--type-2);
      }
      dt {
        color: var(--ink-2);
      }
      dd {
        text-align: right;
        overflow-wrap: anywhere;
      }
    `,
  ];
}

function figure(name: string, value: string | undefined) {
  return value === undefined ? nothing : html`<div><dt>${name}</dt><dd>${value}</dd></div>`;
}

declare global {
  interface HTMLElementTagNameMap {
    'vitrine-health-panel': HealthPanel;
  }
}
