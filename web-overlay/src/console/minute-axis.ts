import { css, html, LitElement, nothing, svg } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { sheet } from '../design/sheet';
import { Ticker } from '../ui/ticker';
import { clock, count } from '../words/format';
import { words } from '../words/strings';
import type { Desk } from './desk';

const SPAN_S = 600;
const BIN_S = 5;
const HEIGHT = 56;

interface Mark {
  readonly kind: 'cue' | 'order' | 'window' | 'trouble';
  readonly atMs: number;
  untilMs?: number;
  readonly id?: string;
}

/** The last ten minutes on one line: how much was said, when something was offered, bought, protected, or wrong. */
@customElement('vitrine-minute-axis')
export class MinuteAxis extends LitElement {
  @property({ attribute: false }) desk!: Desk;
  @state() private hoverS: number | undefined;

  #said: number[] = [];
  #marks: Mark[] = [];
  #orders = 0;
  #stop: (() => void) | undefined;

  constructor() {
    super();
    new Ticker(this, 1_000);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#stop = this.desk.room.onRecord(({ channel, record }) => {
      const atMs = Date.parse(record.at);
      const { body } = record;
      if (channel === 'chat' && record.type === 'chat.message') {
        this.#said.push(atMs);
      } else if (record.type === 'cta.cue') {
        this.#marks.push({
          kind: 'cue',
          atMs,
          id: String(body.cue),
          ...(body.endsAt ? { untilMs: Date.parse(String(body.endsAt)) } : {}),
        });
      } else if (record.type === 'cta.ended') {
        const cue = this.#marks.find(({ id }) => id === body.cue);
        if (cue) {
          cue.untilMs = atMs;
        }
      } else if (record.type === 'cta.order') {
        this.#orders++;
        this.#marks.push({ kind: 'order', atMs });
      } else if (record.type === 'media.health') {
        this.#trouble(String(body.probe), body.state !== 'ok', atMs);
      } else if (record.type === 'guard.window') {
        this.#marks = this.#marks.filter(({ id }) => id !== body.id);
        this.#marks.push({
          kind: 'window',
          atMs: Date.parse(String(body.opensAt)),
          untilMs: Date.parse(String(body.closedAt ?? body.closesAt)),
          id: String(body.id),
        });
      }
    });
  }

  /** A probe that goes from a warning to worse is one trouble, from its beginning to its end. */
  #trouble(probe: string, now: boolean, atMs: number): void {
    const id = `probe ${probe}`;
    const lasting = this.#marks.find((mark) => mark.id === id && mark.untilMs === undefined);
    if (lasting && !now) {
      lasting.untilMs = atMs;
    } else if (!lasting && now) {
      this.#marks.push({ kind: 'trouble', atMs, id });
    }
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#stop?.();
  }

  override render() {
    const nowMs = this.desk.room.server.nowMs();
    const fromMs = nowMs - SPAN_S * 1000;
    this.#said = this.#said.filter((atMs) => atMs > fromMs);
    this.#marks = this.#marks.filter(
      ({ kind, atMs, untilMs }) =>
        (kind === 'trouble' && untilMs === undefined) || Math.max(atMs, untilMs ?? 0) > fromMs,
    );
    const bins = new Array<number>(SPAN_S / BIN_S).fill(0);
    for (const atMs of this.#said) {
      const bin = Math.min(bins.length - 1, Math.floor((atMs - fromMs) / 1000 / BIN_S));
      bins[bin] = (bins[bin] ?? 0) + 1;
    }
    const peak = Math.max(4, ...bins);
    const lastMinute = this.#said.filter((atMs) => atMs > nowMs - 60_000).length;
    return html`<section aria-label=${words.console.axis}>
      <dl>
        <div><dt>${words.console.messages}</dt><dd>${count(lastMinute)}</dd></div>
        <div><dt>${words.console.orders}</dt><dd>${count(this.#orders)}</dd></div>
      </dl>
      <div class="plot" @pointermove=${this.#hover} @pointerleave=${() => this.#leave()}>
        <svg
          viewBox="0 0 ${SPAN_S} ${HEIGHT}"
          preserveAspectRatio="none"
          role="img"
          aria-label=${words.console.axisLabel(Math.max(...bins))}
        >
          ${[1, 2, 3, 4].map((part) => svg`<line class="tick" x1=${part * 120} x2=${part * 120} y1="0" y2=${HEIGHT} />`)}
          ${this.#marks
            .filter(({ kind }) => kind === 'window')
            .map(
              ({ atMs, untilMs }) =>
                svg`<rect class="window" x=${x(atMs, fromMs)} width=${width(atMs, untilMs, fromMs, nowMs)} y="0" height=${HEIGHT} />`,
            )}
          <path class="chat" d=${area(bins, peak)} />
          ${this.#marks
            .filter(({ kind }) => kind === 'cue')
            .map(
              ({ atMs, untilMs }) =>
                svg`<rect class="cue" x=${x(atMs, fromMs)} width=${width(atMs, untilMs, fromMs, nowMs)} y=${HEIGHT - 5} height="5" rx="2" />`,
            )}
          ${this.#marks
            .filter(({ kind }) => kind === 'order')
            .map(
              ({ atMs }) =>
                svg`<rect class="order" x=${x(atMs, fromMs) - 1.5} width="3" y="0" height="12" rx="1.5" />`,
            )}
          ${this.#marks
            .filter(({ kind }) => kind === 'trouble')
            .map(
              ({ atMs, untilMs }) =>
                svg`<rect class="trouble" x=${x(atMs, fromMs)} width=${width(atMs, untilMs, fromMs, nowMs)} y="0" height="4" rx="2" />`,
            )}
          ${
            this.hoverS === undefined
              ? nothing
              : svg`<line class="cursor" x1=${this.hoverS} x2=${this.hoverS} y1="0" y2=${HEIGHT} />`
          }
        </svg>
        ${
          this.hoverS === undefined
            ? nothing
            : html`<p class=${this.hoverS > SPAN_S / 2 ? 'tip left' : 'tip'}>
                ${clock(fromMs + this.hoverS * 1000, true)} · ${bins[Math.min(bins.length - 1, Math.floor(this.hoverS / BIN_S))] ?? 0}
              </p>`
        }
      </div>
      <p class="key">
        <span class="chat">${words.console.axisChat}</span><span class="cue">${words.console.axisCue}</span
        ><span class="order">${words.console.axisOrder}</span><span class="window">${words.console.axisWindow}</span
        ><span class="trouble">${words.console.axisTrouble}</span>
        <span class="grow"></span><span class="from">−10 min</span>
      </p>
    </section>`;
  }

  #hover(moved: PointerEvent): void {
    const box = (moved.currentTarget as HTMLElement).getBoundingClientRect();
    this.hoverS = Math.max(0, Math.min(SPAN_S - 1, ((moved.clientX - box.left) / box.width) * SPAN_S));
  }

  #leave(): void {
    this.hoverS = undefined;
  }

  static override styles = [
    sheet,
    css`
      section {
        display: grid;
        gap: var(--space-2);
      }
      dl {
        display: flex;
        gap: var(--space-5);
      }
      dl div {
        display: flex;
        flex-direction: row-reverse;
        align-items: baseline;
        gap: 6px;
      }
      dt {
        color: var(--ink-2);
        font-size: var(--type-1);
      }
      dd {
        font-size: var(--type-4);
        font-weight: 600;
        letter-spacing: -0.015em;
      }
      .plot {
        position: relative;
      }
      svg {
        width: 100%;
        height: clamp(56px, 13dvh, 150px);
        border-radius: var(--radius-1);
        background: var(--surface-2);
      }
      .tick {
        stroke: var(--line);
        vector-effect: non-scaling-stroke;
      }
      path.chat {
        fill: color-mix(in srgb, var(--accent), transparent 55%);
        stroke: var(--accent);
        stroke-width: 1.5;
        vector-effect: non-scaling-stroke;
      }
      rect.cue {
        fill: var(--accent);
      }
      rect.order {
        fill: var(--good);
      }
      rect.window {
        fill: color-mix(in srgb, var(--hold), transparent 78%);
      }
      rect.trouble {
        fill: var(--danger);
      }
      .cursor {
        stroke: var(--ink-1);
        vector-effect: non-scaling-stroke;
      }
      .tip {
        position: absolute;
        top: 4px;
        left: 6px;
        padding: 1px 6px;
        border-radius: 5px;
        background: var(--surface-3);
        font-size: 0.6875rem;
        pointer-events: none;
      }
      .tip:not(.left) {
        left: auto;
        right: 6px;
      }
      .key {
        display: flex;
        flex-wrap: wrap;
        gap: 2px var(--space-3);
        color: var(--ink-2);
        font-size: 0.6875rem;
      }
      .key :is(.chat, .cue, .order, .window, .trouble)::before {
        content: "";
        display: inline-block;
        width: 8px;
        height: 8px;
        margin-right: 5px;
        border-radius: 2px;
        background: var(--accent);
      }
      .key .chat::before {
        opacity: 0.55;
      }
      .key .order.order::before {
        background: var(--good);
      }
      .key .trouble.trouble::before {
        background: var(--danger);
      }
      .key .window.window::before {
        background: color-mix(in srgb, var(--hold), transparent 55%);
      }
    `,
  ];
}

function x(atMs: number, fromMs: number): number {
  return Math.max(0, (atMs - fromMs) / 1000);
}

function width(atMs: number, untilMs: number | undefined, fromMs: number, nowMs: number): number {
  const end = Math.min(untilMs ?? nowMs, nowMs);
  return Math.max(2, x(end, fromMs) - x(atMs, fromMs));
}

function area(bins: readonly number[], peak: number): string {
  const y = (value: number) => (HEIGHT - 8 - (value / peak) * (HEIGHT - 22)).toFixed(1);
  const points = bins.map((value, i) => `${(i + 0.5) * BIN_S},${y(value)}`);
  return `M0,${HEIGHT} L0,${y(bins[0] ?? 0)} L${points.join(' L')} L${SPAN_S},${y(bins.at(-1) ?? 0)} L${SPAN_S},${HEIGHT} Z`;
}

declare global {
  interface HTMLElementTagNameMap {
    'vitrine-minute-axis': MinuteAxis;
  }
}
