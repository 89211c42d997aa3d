import { css, html, LitElement, nothing, type PropertyValues } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { icon } from '../design/icons';
import { sheet } from '../design/sheet';
import { paths, socketUrl } from '../net/address';
import { recall, remember } from '../net/keep';
import { PlayheadClock } from '../room/playhead-clock';
import { words } from '../words/strings';
import type { MediaPath, PathState, PathStats } from './media-path';
import { MsePath } from './mse-path';

const HIDE_CONTROLS_MS = 2_600;
const GLOW_EVERY_MS = 600;
const LONG_PRESS_MS = 650;
const hasFrameCallback = 'requestVideoFrameCallback' in HTMLVideoElement.prototype;

/**
 * The live picture of one event.
 *
 * @fires vitrine-state when `state` changes
 * @slot what lies over the picture and stays with it in full screen
 */
@customElement('vitrine-player')
export class VitrinePlayer extends LitElement {
  /** Id of the event whose picture is shown. */
  @property() event = '';
  /** A sentence over the picture, for as long as there is none to show; empty when all is well. */
  @property() slate = '';
  /** A heading over that sentence. */
  @property({ attribute: 'slate-title' }) slateTitle = '';
  /** Keys work wherever the focus is, unless in a field; otherwise only within the player. */
  @property({ type: Boolean, attribute: 'global-keys' }) globalKeys = false;
  /** Begin without sound. */
  @property({ type: Boolean }) quiet = false;
  /** The server has a picture of a moment ago to show until the live one comes. */
  @property({ type: Boolean }) poster = false;
  /** Nothing but the picture. */
  @property({ type: Boolean }) bare = false;
  /** Ask for no picture at all for now: the show has not begun or is over. */
  @property({ type: Boolean }) idle = false;

  @property({ reflect: true }) state: PathState = 'connecting';

  @state() private pictured = false;
  @state() private muted = true;
  @state() private volume = 1;
  @state() private paused = false;
  @state() private asleep = false; // controls hidden
  @state() private figures: PathStats | undefined;
  @state() private delayMs = 0;
  @state() private posterGone = false;
  @state() private full = false;
  @state() private silentByRule = false; // the browser insisted on silence
  @state() private tall = false;

  @query('video') private video!: HTMLVideoElement;
  @query('canvas') private glow?: HTMLCanvasElement;

  /** Drives everything that keeps step with the picture. */
  readonly clock = new PlayheadClock();

  #path: MediaPath | undefined;
  #running = new AbortController();
  #hide: ReturnType<typeof setTimeout> | undefined;
  #press: ReturnType<typeof setTimeout> | undefined;
  #beat: ReturnType<typeof setInterval> | undefined;
  #glowAt = 0;
  #frameAt = 0;

  /** Milliseconds on the media engine's clock of what is on the screen. */
  get mediaTime(): number {
    return this.clock.now ? this.video.currentTime * 1000 : 0;
  }

  /** The media element itself, for tests and for embedders. */
  get media(): HTMLVideoElement {
    return this.video;
  }

  get stats(): PathStats | undefined {
    return this.#path?.stats();
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#running = new AbortController();
    const { signal } = this.#running;
    document.addEventListener('keydown', (pressed) => this.globalKeys && this.#key(pressed), { signal });
    this.addEventListener('keydown', (pressed) => !this.globalKeys && this.#key(pressed), { signal });
    document.addEventListener('fullscreenchange', () => this.#fullChanged(), { signal });
    this.#beat = setInterval(() => this.#look(), 500);
    if (this.hasUpdated) {
      this.#start();
    }
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#running.abort();
    clearInterval(this.#beat);
    clearTimeout(this.#hide);
    this.#stop();
  }

  override firstUpdated(): void {
    const loudness = Number(recall('vitrine.volume') ?? '1');
    this.volume = Number.isFinite(loudness) ? loudness : 1;
    this.video.volume = this.volume;
    this.video.muted = this.quiet || recall('vitrine.muted') === 'yes';
    this.muted = this.video.muted;
    this.#start();
  }

  override updated(changed: PropertyValues<this>): void {
    if (
      this.hasUpdated &&
      (changed.has('event') || changed.has('idle')) &&
      (changed.get('event') !== undefined || changed.get('idle') !== undefined)
    ) {
      this.#stop();
      this.#start();
    }
  }

  // playback

  #start(): void {
    if (!this.event || this.idle || this.#path || !this.isConnected) {
      return;
    }
    this.#path = new MsePath(this.video, socketUrl(paths.media(this.event)), (state) =>
      this.#stateChanged(state),
    );
    this.#path.open();
    this.#nextFrame();
  }

  #stop(): void {
    this.#path?.close();
    this.#path = undefined;
    this.pictured = false;
    this.clock.lost();
  }

  #stateChanged(state: PathState): void {
    if (this.state !== state) {
      this.state = state;
      this.dispatchEvent(new CustomEvent('vitrine-state', { detail: { state } }));
    }
  }

  #nextFrame(): void {
    const { video } = this;
    if (!hasFrameCallback) {
      return; // #look does it, twice a second
    }
    video.requestVideoFrameCallback((now, { mediaTime }) => {
      if (!this.#path) {
        return;
      }
      this.#nextFrame();
      this.#frame(now, mediaTime * 1000);
    });
  }

  #frame(now: number, ptsMs: number): void {
    this.#frameAt = now;
    if (!this.pictured) {
      this.pictured = true;
      this.tall = this.video.videoHeight > this.video.videoWidth;
      this.toggleAttribute('tall', this.tall);
    }
    if (this.state !== 'playing' && !this.video.paused) {
      this.#stateChanged('playing');
    }
    this.clock.frame(this.#path!.epochAt(ptsMs), ptsMs);
    if (now - this.#glowAt > GLOW_EVERY_MS) {
      this.#glowAt = now;
      this.#shine();
    }
  }

  /**
   * Light from the picture falls on the wall around it. Blurred while it is 64 pixels wide, so that scaling it up costs
   * nothing each frame, as a blur of the whole wall would where there is no graphics card.
   */
  #shine(): void {
    const { glow } = this;
    const lit = glow?.classList.contains('lit') ?? false;
    const context = glow?.getContext('2d');
    if (
      !glow ||
      !context ||
      document.hidden ||
      (lit && matchMedia('(prefers-reduced-motion: reduce)').matches)
    ) {
      return;
    }
    context.filter = 'blur(4px) saturate(1.5)';
    context.globalAlpha = lit ? 0.35 : 1;
    context.drawImage(this.video, 12, 9, 40, 22);
    glow.classList.add('lit');
  }

  /** Twice a second: figures, and what no event tells. */
  #look(): void {
    const { video } = this;
    if (!video) {
      return;
    }
    if (!hasFrameCallback && this.#path && !video.paused && video.readyState > 2) {
      this.#frame(performance.now(), video.currentTime * 1000);
    }
    const stats = this.#path?.stats();
    this.delayMs = stats?.behindMs ?? 0;
    if (this.figures && stats) {
      this.figures = stats;
    }
    this.silentByRule = video.muted && !this.quiet && recall('vitrine.muted') !== 'yes' && this.pictured;
    this.muted = video.muted;
  }

  togglePlay(): void {
    const { video } = this;
    if (video.paused) {
      this.#path?.toLive();
      void video.play().catch(() => undefined);
    } else {
      video.pause();
      this.clock.paused();
    }
  }

  toggleSound(): void {
    this.video.muted = !this.video.muted;
    if (!this.video.muted && this.video.volume === 0) {
      this.#loudness(0.7);
    }
    this.muted = this.video.muted;
    this.silentByRule = false;
    remember('vitrine.muted', this.muted ? 'yes' : undefined);
    if (this.video.paused && this.pictured) {
      void this.video.play().catch(() => undefined);
    }
  }

  toLive(): void {
    this.#path?.toLive();
    void this.video.play().catch(() => undefined);
  }

  async toggleFull(): Promise<void> {
    try {
      if (document.fullscreenElement) {
        await document.exitFullscreen();
      } else if (this.requestFullscreen) {
        await this.requestFullscreen();
      } else {
        (this.video as { webkitEnterFullscreen?: () => void }).webkitEnterFullscreen?.();
      }
    } catch {
      // refused by the browser or by the page that embeds this one
    }
  }

  async togglePip(): Promise<void> {
    try {
      if (document.pictureInPictureElement) {
        await document.exitPictureInPicture();
      } else {
        await this.video.requestPictureInPicture();
      }
    } catch {
      // refused
    }
  }

  toggleFigures(): void {
    this.figures = this.figures ? undefined : this.#path?.stats();
  }

  #fullChanged(): void {
    this.full = document.fullscreenElement === this;
    this.toggleAttribute('full', this.full);
  }

  #loudness(value: number): void {
    this.volume = Math.min(1, Math.max(0, value));
    this.video.volume = this.volume;
    this.video.muted = this.volume === 0;
    this.muted = this.video.muted;
    this.silentByRule = false;
    remember('vitrine.volume', String(this.volume));
    remember('vitrine.muted', this.muted ? 'yes' : undefined);
  }

  // hands

  #key(pressed: KeyboardEvent): void {
    const from = pressed.composedPath()[0] as HTMLElement | undefined;
    if (pressed.defaultPrevented || pressed.ctrlKey || pressed.metaKey || pressed.altKey || typing(from)) {
      return;
    }
    const onButton = from?.tagName === 'BUTTON' || from?.tagName === 'A' || from?.tagName === 'SUMMARY';
    const act = this.#keyAction(pressed.key, onButton);
    if (act) {
      pressed.preventDefault();
      act();
      this.#wake();
    }
  }

  #keyAction(key: string, onButton: boolean): (() => void) | undefined {
    switch (key) {
      case ' ':
        return onButton ? undefined : () => this.togglePlay();
      case 'k':
        return () => this.togglePlay();
      case 'm':
        return () => this.toggleSound();
      case 'f':
        return () => void this.toggleFull();
      case 'i':
        return () => void this.togglePip();
      case 'l':
        return () => this.toLive();
      case '?':
        return () => this.toggleFigures();
      case 'ArrowUp':
        return this.globalKeys ? undefined : () => this.#loudness(this.volume + 0.1);
      case 'ArrowDown':
        return this.globalKeys ? undefined : () => this.#loudness(this.volume - 0.1);
      default:
        return undefined;
    }
  }

  #wake(): void {
    this.asleep = false;
    clearTimeout(this.#hide);
    this.#hide = setTimeout(() => {
      this.asleep = !this.paused && !this.matches(':focus-within');
    }, HIDE_CONTROLS_MS);
  }

  #pressed(event: PointerEvent): void {
    if (event.pointerType === 'touch') {
      this.#press = setTimeout(() => this.toggleFigures(), LONG_PRESS_MS);
    }
  }

  #released(): void {
    clearTimeout(this.#press);
  }

  // looks

  override render() {
    const slate = this.#slate();
    return html`
      <canvas class="glow" width="64" height="40" aria-hidden="true"></canvas>
      <div
        class="stage ${this.asleep && !this.paused ? 'asleep' : ''}"
        @pointermove=${this.#wake}
        @pointerdown=${this.#pressed}
        @pointerup=${this.#released}
        @pointercancel=${this.#released}
        @focusin=${this.#wake}
      >
        <video
          playsinline
          aria-label=${words.player.picture}
          @play=${() => {
            this.paused = false;
            this.#wake();
          }}
          @pause=${() => {
            this.paused = true;
            this.clock.paused();
          }}
          @volumechange=${() => {
            this.muted = this.video.muted;
          }}
          @dblclick=${() => void this.toggleFull()}
        ></video>
        ${
          this.pictured || this.posterGone || !this.poster || !this.event
            ? nothing
            : html`<img
                class="poster"
                alt=""
                src=${paths.thumbnail(this.event)}
                @error=${() => {
                  this.posterGone = true;
                }}
              />`
        }
        ${
          slate
            ? html`<div class="slate" role="status">
                ${slate.title ? html`<strong>${slate.title}</strong>` : nothing}
                <span>${slate.text}</span>
              </div>`
            : nothing
        }
        <div class="over"><slot></slot></div>
        ${
          this.silentByRule
            ? html`<button class="sound" @click=${this.toggleSound}>${icon('muted', 20)}<span>${words.player.soundOn}</span></button>`
            : nothing
        }
        ${this.figures ? this.#renderFigures(this.figures) : nothing}
        ${this.bare || !this.pictured ? nothing : this.#renderControls()}
      </div>
    `;
  }

  #slate(): { title: string; text: string } | undefined {
    if (this.state === 'unsupported') {
      return { title: words.player.unsupportedTitle, text: words.player.unsupported };
    }
    if (this.slate && (!this.pictured || performance.now() - this.#frameAt > 700 || this.idle)) {
      return { title: this.slateTitle, text: this.slate };
    }
    if (
      !this.slate &&
      this.pictured &&
      this.state === 'waiting' &&
      performance.now() - this.#frameAt > 1_500
    ) {
      return { title: '', text: words.player.waiting };
    }
    return undefined;
  }

  #renderControls() {
    const delay = this.pictured ? words.player.delay(this.delayMs) : '';
    return html`<div class="controls" role="group" aria-label=${words.player.controls}>
      <button
        class="control"
        aria-label=${this.paused ? words.player.play : words.player.pause}
        title=${this.paused ? words.player.play : words.player.pause}
        @click=${this.togglePlay}
      >
        ${icon(this.paused ? 'play' : 'pause', 20)}
      </button>
      <button
        class="control"
        aria-label=${this.muted ? words.player.unmute : words.player.mute}
        title=${this.muted ? words.player.unmute : words.player.mute}
        @click=${this.toggleSound}
      >
        ${icon(this.muted ? 'muted' : 'volume', 20)}
      </button>
      <input
        class="loud"
        type="range"
        min="0"
        max="1"
        step="0.05"
        aria-label=${words.player.volume}
        .value=${String(this.muted ? 0 : this.volume)}
        @input=${(moved: Event) => this.#loudness(Number((moved.target as HTMLInputElement).value))}
      />
      <button class="edge" title=${words.player.toLive} @click=${this.toLive} ?hidden=${!this.pictured}>
        <i class=${this.delayMs > 1_500 || this.paused ? 'late' : ''}></i>
        <span>${words.player.live}</span>
        <span class="delay">${delay}</span>
      </button>
      <span class="grow"></span>
      <button
        class="control"
        aria-label=${words.player.figures}
        aria-pressed=${this.figures ? 'true' : 'false'}
        title=${words.player.figures}
        @click=${this.toggleFigures}
      >
        ${icon('gauge', 20)}
      </button>
      ${
        document.pictureInPictureEnabled
          ? html`<button class="control pip" aria-label=${words.player.pip} title=${words.player.pip} @click=${this.togglePip}>
              ${icon('pip', 20)}
            </button>`
          : nothing
      }
      <button
        class="control"
        aria-label=${this.full ? words.player.leaveFull : words.player.full}
        title=${this.full ? words.player.leaveFull : words.player.full}
        @click=${this.toggleFull}
      >
        ${icon(this.full ? 'unfull' : 'full', 20)}
      </button>
    </div>`;
  }

  #renderFigures(figures: PathStats) {
    const rows: [string, string][] = [
      [words.stats.path, figures.path],
      [words.stats.picture, `${figures.width} × ${figures.height}`],
      [words.stats.behind, `${figures.behindMs} ms`],
      [words.stats.cushion, `${figures.cushionMs} ms`],
      [words.stats.rate, `${figures.rate.toFixed(2)} ×`],
      [words.stats.bitrate, `${figures.kbps} kbit/s`],
      [words.stats.frames, words.stats.framesValue(figures.shown, figures.dropped)],
      [words.stats.stalls, String(figures.stalls)],
      [words.stats.media, `${Math.round(this.mediaTime)} ms · ${figures.epoch}`],
      [words.stats.codecs, figures.mime.replace(/^.*codecs="?([^"]*)"?.*$/, '$1')],
    ];
    return html`<dl class="figures" aria-label=${words.player.figures}>
      ${rows.map(([name, value]) => html`<dt>${name}</dt><dd>${value}</dd>`)}
    </dl>`;
  }

  static override styles = [
    sheet,
    css`
      :host {
        position: relative;
        aspect-ratio: 16 / 9;
        min-width: 0;
      }
      .glow {
        position: absolute;
        inset: -40.9% -30%;
        width: 160%;
        height: 181.8%;
        z-index: -1;
        opacity: 0;
        transition: opacity 1.2s var(--ease);
        pointer-events: none;
      }
      .glow.lit {
        opacity: var(--glow);
      }
      .stage {
        position: absolute;
        inset: 0;
        overflow: hidden;
        border-radius: var(--player-radius, var(--radius-3));
        background: var(--stage);
        color: var(--on-stage);
        isolation: isolate;
        container-type: inline-size;
      }
      .stage.asleep {
        cursor: none;
      }
      video,
      .poster {
        position: absolute;
        inset: 0;
        width: 100%;
        height: 100%;
        object-fit: contain;
      }
      .over {
        position: absolute;
        inset: 0;
        pointer-events: none;
        container-type: inline-size;
      }
      .slate {
        position: absolute;
        inset: 0;
        display: flex;
        flex-direction: column;
        align-items: center;
        justify-content: center;
        gap: var(--space-2);
        padding: var(--space-5);
        background: #000000b8;
        backdrop-filter: blur(18px) saturate(1.2);
        text-align: center;
        text-wrap: balance;
        animation: fade var(--slow) var(--ease);
      }
      .slate strong {
        font-size: clamp(1.125rem, 3.4cqi, var(--type-5));
        font-weight: 600;
        letter-spacing: -0.015em;
      }
      .slate span {
        max-width: 34em;
        color: #e9e4dc;
        font-size: clamp(var(--type-2), 2cqi, var(--type-3));
      }
      .sound {
        position: absolute;
        top: var(--space-4);
        left: var(--space-4);
        display: flex;
        align-items: center;
        gap: var(--space-2);
        min-height: 44px;
        padding: 0 var(--space-4) 0 var(--space-3);
        border: 0;
        border-radius: 999px;
        background: #faf7f2;
        color: #17140f;
        font-size: var(--type-2);
        font-weight: 650;
        box-shadow: 0 6px 24px #00000080;
        cursor: pointer;
        animation: rise var(--slow) var(--ease);
      }
      .controls {
        position: absolute;
        inset: auto 0 0 0;
        display: flex;
        align-items: center;
        gap: 2px;
        padding: var(--space-6) var(--space-3) var(--space-2);
        background: linear-gradient(#0000, #000000b3);
        transition: opacity var(--calm) var(--ease);
      }
      .asleep .controls {
        opacity: 0;
      }
      .asleep .controls:focus-within {
        opacity: 1;
      }
      .control {
        display: grid;
        place-items: center;
        width: 40px;
        height: 40px;
        padding: 0;
        border: 0;
        border-radius: 50%;
        background: transparent;
        color: inherit;
        cursor: pointer;
        transition: background var(--quick) var(--ease);
      }
      .control:hover,
      .edge:hover {
        background: #ffffff26;
      }
      .controls :focus-visible,
      .sound:focus-visible {
        outline-color: #faf7f2;
        outline-offset: -2px;
      }
      .loud {
        width: 72px;
        height: 24px;
        margin: 0 var(--space-2) 0 0;
        accent-color: #faf7f2;
        cursor: pointer;
      }
      .edge {
        display: flex;
        align-items: center;
        gap: 6px;
        height: 32px;
        padding: 0 var(--space-3);
        border: 0;
        border-radius: 999px;
        background: transparent;
        color: inherit;
        font-size: var(--type-1);
        font-weight: 600;
        cursor: pointer;
      }
      .edge i {
        width: 7px;
        height: 7px;
        border-radius: 50%;
        background: #ff6b63;
      }
      .edge i.late {
        background: #b9b5ae;
      }
      .edge .delay {
        min-width: 4.2em;
        color: #ddd8d0;
        font-weight: 450;
        text-align: left;
        white-space: nowrap;
      }
      .figures {
        position: absolute;
        top: var(--space-3);
        right: var(--space-3);
        display: grid;
        grid-template-columns: auto auto;
        gap: 3px var(--space-3);
        padding: var(--space-3);
        border-radius: var(--radius-2);
        background: #000000bf;
        font-size: 0.6875rem;
        line-height: 1.4;
        pointer-events: none;
      }
      .figures dt {
        color: #cfc9c0;
      }
      .figures dd {
        text-align: right;
        overflow-wrap: anywhere;
      }
      :host([full]) .stage {
        border-radius: 0;
      }
      :host([full]) .glow {
        display: none;
      }
      @container (max-width: 460px) {
        .loud,
        .pip,
        .edge .delay {
          display: none;
        }
      }
      @keyframes fade {
        from {
          opacity: 0;
        }
      }
      @keyframes rise {
        from {
          opacity: 0;
          transform: translateY(-6px);
        }
      }
    `,
  ];
}

/** Whether keys belong to what has the focus. */
export function typing(element: HTMLElement | undefined): boolean {
  return (
    element !== undefined &&
    (element.isContentEditable ||
      element.tagName === 'TEXTAREA' ||
      element.tagName === 'SELECT' ||
      (element.tagName === 'INPUT' && (element as HTMLInputElement).type !== 'range'))
  );
}

declare global {
  interface HTMLElementTagNameMap {
    'vitrine-player': VitrinePlayer;
  }
}
