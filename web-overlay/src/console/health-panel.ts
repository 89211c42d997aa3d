import { css, html, LitElement, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { sheet } from '../design/sheet';
import type { VitrinePlayer } from '../player/vitrine-player';
import type { Stream } from '../room/records';
import { clock } from '../words/format';
import { words } from '../words/strings';
import type { Desk } from './desk';
import type { HealthWatch } from './health-watch';
import { panelSheet } from './panel-sheet';
import { groupsOf, type ProbeRow } from './probes';
import type { Watching } from './watching';

const LOOK_MS = 2_000;

/** The stream in numbers: as the server receives it, what its probes say, how it plays at the viewers' side and here. */
@customElement('vitrine-health-panel')
export class HealthPanel extends LitElement {
  @property({ attribute: false }) desk!: Desk;
  @property({ attribute: false }) health!: HealthWatch;
  @property({ attribute: false }) player: VitrinePlayer | undefined;
  @state() private stream: Stream | undefined;
  @state() private watching: Watching | undefined;

  #look: ReturnType<typeof setInterval> | undefined;
  #stop: (() => void) | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    this.#stop = this.health.onChange(() => this.requestUpdate());
    void this.#read();
    this.#look = setInterval(() => void this.#read(), LOOK_MS);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#stop?.();
    clearInterval(this.#look);
  }

  async #read(): Promise<void> {
    try {
      const [event, watching] = await Promise.all([
        this.desk.api.get<{ stream?: Stream }>(`/events/${encodeURIComponent(this.desk.event)}`),
        this.desk.api.get<Watching>(this.desk.path('qoe')),
      ]);
      this.stream = event.stream;
      this.watching = watching;
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
      ${groupsOf(this.health.readings).map(
        ({ id, rows }) => html`<section>
          <h2>${words.health.groups[id]}</h2>
          <ul>
            ${rows.map(probe)}
          </ul>
        </section>`,
      )}
      ${this.#renderViewers()}
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

  #renderViewers() {
    const all = this.watching;
    if (!all) {
      return nothing;
    }
    const both = ({ p50, p95 }: { p50?: number; p95?: number }) =>
      p50 === undefined || p95 === undefined ? undefined : words.health.both(p50, p95);
    return html`<section>
      <h2>${words.health.viewers}</h2>
      ${
        all.sittings === 0
          ? html`<p class="note">${words.health.viewersNone}</p>`
          : html`<dl>
                ${figure(words.health.players, words.health.playersValue(all.sittings, all.playing))}
                ${figure(words.health.paths, counts(all.paths))} ${figure(words.health.qualities, counts(all.rungs))}
                ${figure(words.health.startup, both(all.startupMs))} ${figure(words.health.delay, both(all.delayMs))}
                ${figure(words.health.stalls, all.stallsPerMinute.toFixed(2))}
                ${figure(words.health.dropped, `${(all.dropped * 100).toFixed(1)} %`)}
              </dl>
              <details>
                <summary>${words.health.worst}</summary>
                <ol>
                  ${all.worst.map(
                    ({ sitting, path, rung, delayMs, stalls }) =>
                      html`<li><code>${sitting}</code> ${words.health.worstRow(path, rung, delayMs, stalls)}</li>`,
                  )}
                </ol>
              </details>`
      }
    </section>`;
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
      ul {
        display: grid;
        gap: 2px;
        overflow: hidden;
        margin: 0;
        padding: 0;
        border-radius: var(--radius-3);
        list-style: none;
      }
      li.probe {
        display: flex;
        flex-wrap: wrap;
        align-items: baseline;
        gap: 2px var(--space-3);
        padding: 9px var(--space-4);
        background: var(--surface-2);
        font-size: var(--type-2);
      }
      .mark {
        width: 8px;
        height: 8px;
        border-radius: 50%;
        background: var(--good);
      }
      .warn .mark {
        border-radius: 2px;
        background: var(--hold);
      }
      .bad .mark {
        border-radius: 2px;
        background: var(--danger);
        rotate: 45deg;
      }
      .value {
        flex: 1 0 auto;
        text-align: right;
      }
      .limit {
        margin-left: var(--space-2);
        color: var(--ink-2);
        font-size: var(--type-1);
      }
      .step {
        flex: 1 0 100%;
        padding-left: 20px;
        color: var(--ink-2);
        font-size: var(--type-1);
        line-height: 1.5;
      }
      .warn .step,
      .bad .step {
        color: var(--ink-1);
      }
      summary {
        padding: var(--space-2) 0;
        font-size: var(--type-2);
        cursor: pointer;
      }
      ol {
        display: grid;
        gap: var(--space-1);
        margin: 0;
        padding: 0;
        list-style: none;
        color: var(--ink-2);
        font-size: var(--type-1);
      }
    `,
  ];
}

function figure(name: string, value: string | undefined) {
  return value === undefined ? nothing : html`<div><dt>${name}</dt><dd>${value}</dd></div>`;
}

/** The mark differs in shape as well as colour, and its meaning is said. */
function probe({ id, state, value, limit, sentence, runbook }: ProbeRow) {
  return html`<li class=${`probe ${state}`}>
    <span class="mark" role="img" aria-label=${words.health.marks[state]}></span>
    <span>${words.health.probes[id] ?? id}</span>
    <span class="value"
      >${value || words.health[state === 'ok' ? 'well' : 'trouble']}${
        limit ? html`<span class="limit">${words.health.limit} ${limit}</span>` : nothing
      }</span
    >
    ${sentence ? html`<p class="step">${sentence} <code>${runbook}</code></p>` : nothing}
  </li>`;
}

/** Such as `frames 12, mse 3`. */
function counts(of: Readonly<Record<string, number>>): string | undefined {
  const all = Object.entries(of).sort(([, a], [, b]) => b - a);
  return all.length === 0 ? undefined : all.map(([name, n]) => `${name} ${n}`).join(', ');
}

declare global {
  interface HTMLElementTagNameMap {
    'vitrine-health-panel': HealthPanel;
  }
}
