import { html, LitElement, nothing, type PropertyValues } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { icon } from '../design/icons';
import { sheet } from '../design/sheet';
import { paths } from '../net/address';
import { recall, remember } from '../net/keep';
import { PlayheadClock } from '../room/playhead-clock';
import { words } from '../words/strings';
import { CaptionDesk, type CaptionText } from './captions/caption-desk';
import { renderFigures } from './controls/figures';
import { Glow } from './controls/glow';
import { type KeyTarget, keyAction, SKIP_S } from './controls/keys';
import './controls/choice-menu';
import './controls/rewind-bar';
import { qualities, sounds } from './controls/choices';
import type { Audio, PathKind, PathState, Rung } from './paths/media-path';
import type { Rewound } from './paths/rewind-path';
import { AUTO, Playback, type PlaybackStats } from './playback';
import { playerSheet } from './player-sheet';
import { QoeReporter } from './qoe/reporter';

export { typing } from './controls/keys';

const HIDE_CONTROLS_MS = 2_600;
const NOTICE_MS = 6_000;
const LONG_PRESS_MS = 650;
const LOOK_MS = 500;
const PICTURE_MISSED_MS = 700; // after so long without a picture the page's own slate may cover it
const WAITING_SHOWN_MS = 1_500;

/**
 * The live picture of one event.
 *
 * @fires vitrine-state when `state` changes
 * @slot what lies over the picture and stays with it in full screen
 */
@customElement('vitrine-player')
export class VitrinePlayer extends LitElement implements KeyTarget {
  /** Id of the event whose picture is shown. */
  @property() event = '';
  /** A sentence over the picture, for as long as there is none to show; empty when all is well. */
  @property() slate = '';
  /** A heading over that sentence. */
  @property({ attribute: 'slate-title' }) slateTitle = '';
  /** Keys work wherever the focus is, unless in a field; otherwise only within the player. */
  @property({ type: Boolean, attribute: 'global-keys' }) globalKeys = false;
  /** Begin without sound; and staff who look on do not count as viewers in what is reported of quality. */
  @property({ type: Boolean }) quiet = false;
  /** The server has a picture of a moment ago to show until the live one comes. */
  @property({ type: Boolean }) poster = false;
  /** Nothing but the picture. */
  @property({ type: Boolean }) bare = false;
  /** Ask for no picture at all for now: the show has not begun or is over. */
  @property({ type: Boolean }) idle = false;
  /** Play by this path alone (`frames`, `mse`, `ll-hls`, `hls`); empty for the best there is. */
  @property() path: PathKind | '' = '';

  @property({ reflect: true }) state: PathState = 'connecting';

  @state() private pictured = false;
  @state() private muted = true;
  @state() private volume = 1;
  @state() private paused = false;
  @state() private asleep = false; // controls hidden
  @state() private figures: PlaybackStats | undefined;
  @state() private delayMs = 0;
  @state() private posterGone = false;
  @state() private full = false;
  @state() private silentByRule = false; // the browser insisted on silence
  @state() private rungs: readonly Rung[] = [];
  @state() private quality: string = recall('vitrine.quality') ?? AUTO;
  @state() private audios: readonly Audio[] = [];
  @state() private audio = ''; // the sound that is heard
  @state() private captioned = false; // there are captions to be had
  @state() private captionsOn = recall('vitrine.captions') === 'yes';
  @state() private caption: CaptionText = { lines: [], above: false };
  @state() private surface: 'video' | 'canvas' = 'video';
  @state() private rewound: Rewound | undefined;
  @state() private notice = '';

  @query('video') private video!: HTMLVideoElement;
  @query('.canvas') private canvas!: HTMLCanvasElement;
  @query('.glow') private wall?: HTMLCanvasElement;

  /** Drives everything that keeps step with the picture. */
  readonly clock = new PlayheadClock();

  readonly #glow = new Glow();
  readonly #captions = new CaptionDesk();
  #playback: Playback | undefined;
  #reporter: QoeReporter | undefined;
  #running = new AbortController();
  #hide: ReturnType<typeof setTimeout> | undefined;
  #press: ReturnType<typeof setTimeout> | undefined;
  #beat: ReturnType<typeof setInterval> | undefined;
  #noticed: ReturnType<typeof setTimeout> | undefined;
  #frameAt = 0;
  #epoch = 0;

  /** Milliseconds on the media engine's clock of what is on the screen. */
  get mediaTime(): number {
    return this.clock.now ? (this.#playback?.mediaMs ?? 0) : 0;
  }

  /** The media element, which shows the picture unless the path paints it itself. */
  get media(): HTMLVideoElement {
    return this.video;
  }

  /** The element that shows the picture, for tests and for embedders. */
  get picture(): HTMLVideoElement | HTMLCanvasElement {
    return this.surface === 'canvas' ? this.canvas : this.video;
  }

  get stats(): PlaybackStats | undefined {
    return this.#playback?.stats;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#running = new AbortController();
    const { signal } = this.#running;
    document.addEventListener('keydown', (pressed) => this.globalKeys && this.#key(pressed), { signal });
    this.addEventListener('keydown', (pressed) => !this.globalKeys && this.#key(pressed), { signal });
    document.addEventListener('fullscreenchange', () => this.#fullChanged(), { signal });
    this.#beat = setInterval(() => this.#look(), LOOK_MS);
    if (this.hasUpdated) {
      this.#start();
    }
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#running.abort();
    clearInterval(this.#beat);
    clearTimeout(this.#hide);
    clearTimeout(this.#noticed);
    this.#stop();
  }

  override firstUpdated(): void {
    const loudness = Number(recall('vitrine.volume') ?? '1');
    this.volume = Number.isFinite(loudness) ? loudness : 1;
    this.muted = this.quiet || recall('vitrine.muted') === 'yes';
    this.#start();
  }

  override updated(changed: PropertyValues<this>): void {
    const other = (['event', 'idle', 'path'] as const).some((name) => changed.get(name) !== undefined);
    if (other && this.hasUpdated) {
      this.#stop();
      this.#start();
    }
  }

  // playback

  #start(): void {
    if (!this.event || this.idle || this.#playback || !this.isConnected) {
      return;
    }
    this.#playback = new Playback(
      this.video,
      this.canvas,
      this.event,
      {
        state: (state) => this.#stateChanged(state),
        frame: (nowMs, ptsMs) => this.#frame(nowMs, ptsMs),
        paused: (paused) => this.#pausedChanged(paused),
        silenced: () => this.#silenced(),
        rungs: (rungs) => {
          this.rungs = rungs;
        },
        switched: () => this.#switched(),
        notRewound: () => this.#tell(words.player.notRewound),
        audios: (audios, heard) => this.#hear(audios, heard),
        captions: (ptsMs, fields) => this.#captions.take(ptsMs, fields),
      },
      { volume: this.volume, muted: this.muted, only: this.path || undefined, quality: this.quality },
    );
    this.#switched();
    if (!this.quiet) {
      this.#reporter = new QoeReporter(
        () =>
          this.#playback && {
            session: this.#playback.session,
            event: this.#playback.event,
            state: this.state,
            paused: this.paused || this.rewound !== undefined, // how far back somebody went is no delay
            stats: this.#playback.stats,
          },
      );
    }
  }

  #stop(): void {
    this.#reporter?.close();
    this.#reporter = undefined;
    this.#playback?.close();
    this.#playback = undefined;
    this.pictured = false;
    this.audios = [];
    this.#forgetCaptions();
    this.clock.lost();
  }

  #switched(): void {
    this.surface = this.#playback?.surface ?? 'video';
    this.rewound = this.#playback?.rewound;
  }

  #stateChanged(state: PathState): void {
    if (this.state !== state) {
      this.state = state;
      this.dispatchEvent(new CustomEvent('vitrine-state', { detail: { state } }));
    }
  }

  #pausedChanged(paused: boolean): void {
    this.paused = paused;
    if (paused) {
      this.clock.paused();
    } else {
      this.#wake();
    }
  }

  #frame(nowMs: number, ptsMs: number | undefined): void {
    this.#frameAt = nowMs;
    if (!this.pictured) {
      this.pictured = true;
      const { picture } = this;
      const tall =
        picture instanceof HTMLVideoElement
          ? picture.videoHeight > picture.videoWidth
          : picture.height > picture.width;
      this.toggleAttribute('tall', tall);
    }
    if (this.state !== 'playing' && !this.paused) {
      this.#stateChanged('playing');
    }
    if (ptsMs !== undefined) {
      const epoch = this.#playback!.epochAt(ptsMs);
      this.clock.frame(epoch, ptsMs);
      this.#readCaptions(epoch, ptsMs);
    }
    this.#glow.shine(this.wall, this.picture, nowMs);
  }

  /** Twice a second: figures, and what no event tells. */
  #look(): void {
    const stats = this.#playback?.stats;
    this.delayMs = stats?.behindMs ?? 0;
    this.rewound = this.#playback?.rewound;
    if (this.figures && stats) {
      this.figures = stats;
    }
    const tracks = captionTracks(this.video);
    this.captioned = this.#captions.channel !== undefined || tracks.length > 0;
    tracks.forEach((track, i) => {
      track.mode = this.captionsOn && i === 0 ? 'showing' : 'hidden';
    });
  }

  #readCaptions(epoch: number, ptsMs: number): void {
    if (epoch !== this.#epoch) {
      this.#epoch = epoch; // another publisher, whose captions may be others or none
      this.#captions.erase();
    }
    if (this.#captions.at(ptsMs)) {
      this.caption = this.#captions.text;
      this.captioned ||= this.#captions.channel !== undefined;
    }
  }

  #forgetCaptions(): void {
    this.#captions.forget();
    this.caption = this.#captions.text;
  }

  togglePlay(): void {
    if (this.paused) {
      this.#playback?.play();
    } else {
      this.#playback?.pause();
    }
  }

  toLive(): void {
    this.#playback?.toLive();
  }

  skip(byS: number): void {
    const { rewound } = this;
    if (byS < 0 || rewound) {
      this.rewind((rewound?.behindS ?? this.delayMs / 1_000) - byS);
    }
  }

  /** Shows what was live so many seconds ago. */
  rewind(behindS: number): void {
    this.#captions.erase();
    this.caption = this.#captions.text;
    this.#playback?.rewind(behindS);
    this.rewound = this.#playback?.rewound;
  }

  /** A sentence over the picture, for a while. */
  #tell(notice: string): void {
    this.notice = notice;
    clearTimeout(this.#noticed);
    this.#noticed = setTimeout(() => {
      this.notice = '';
    }, NOTICE_MS);
  }

  toggleFigures(): void {
    this.figures = this.figures ? undefined : this.#playback?.stats;
  }

  useQuality(name: string): void {
    this.quality = name;
    remember('vitrine.quality', name === AUTO ? undefined : name);
    this.#playback?.useQuality(name);
  }

  /** Languages are remembered, since ids mean another thing in another show. */
  useAudio(id: string): void {
    const audio = this.audios.find((each) => each.id === id);
    if (audio) {
      this.audio = id;
      remember('vitrine.audio', audio.language || undefined);
      this.#playback?.useAudio(id);
    }
  }

  #hear(audios: readonly Audio[], heard: string): void {
    const others = JSON.stringify(audios) !== JSON.stringify(this.audios);
    this.audios = audios;
    this.audio = heard;
    const liked = recall('vitrine.audio');
    const found = others && liked ? audios.find(({ language }) => language === liked) : undefined;
    if (found && found.id !== heard) {
      this.#playback?.useAudio(found.id);
    }
  }

  toggleCaptions(): void {
    if (this.captioned) {
      this.captionsOn = !this.captionsOn;
      remember('vitrine.captions', this.captionsOn ? 'yes' : undefined);
      this.#look();
    }
  }

  // sound

  /** The browser wants the viewer to touch the page first. */
  #silenced(): void {
    this.silentByRule = !this.quiet;
    this.muted = true;
    this.#playback?.loudness(this.volume, true);
  }

  toggleSound(): void {
    this.#setSound(this.muted && this.volume === 0 ? 0.7 : this.volume, !this.muted);
    if (this.paused && this.pictured && !this.muted) {
      this.#playback?.play();
    }
  }

  louder(by: number): void {
    const volume = Math.min(1, Math.max(0, (this.muted ? 0 : this.volume) + by));
    this.#setSound(volume, volume === 0);
  }

  #setSound(volume: number, muted: boolean): void {
    this.volume = volume;
    this.muted = muted;
    this.silentByRule = false;
    this.#playback?.loudness(volume, muted);
    remember('vitrine.volume', String(volume));
    remember('vitrine.muted', muted ? 'yes' : undefined);
  }

  // screens

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
      } else if (this.surface === 'video') {
        await this.video.requestPictureInPicture();
      } else {
        await this.#canvasInPicture();
      }
    } catch {
      // refused
    }
  }

  /** Only a media element can float: it is lent what the canvas shows, for as long as it does. */
  async #canvasInPicture(): Promise<void> {
    const { video } = this;
    const stream = this.canvas.captureStream();
    const giveBack = () => {
      for (const track of stream.getTracks()) {
        track.stop();
      }
      if (video.srcObject === stream) {
        video.srcObject = null;
      }
    };
    video.muted = true;
    video.srcObject = stream;
    try {
      await video.play();
      await video.requestPictureInPicture();
      video.addEventListener('leavepictureinpicture', giveBack, { once: true });
    } catch (why) {
      giveBack();
      throw why;
    }
  }

  #fullChanged(): void {
    this.full = document.fullscreenElement === this;
    this.toggleAttribute('full', this.full);
  }

  // hands

  #key(pressed: KeyboardEvent): void {
    const act = keyAction(pressed, this, pressed.composedPath().includes(this));
    if (act) {
      pressed.preventDefault();
      act();
      this.#wake();
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

  #doubled(event: MouseEvent): void {
    if (event.target === this.video || event.target === this.canvas) {
      void this.toggleFull();
    }
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
        @dblclick=${this.#doubled}
        @focusin=${this.#wake}
      >
        <canvas
          class="canvas"
          width="16"
          height="9"
          role="img"
          aria-label=${words.player.picture}
          ?hidden=${!this.pictured}
        ></canvas>
        <video
          playsinline
          class=${this.surface === 'video' ? '' : 'away'}
          aria-label=${words.player.picture}
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
        ${this.notice ? html`<p class="notice" role="status">${this.notice}</p>` : nothing}
        ${this.#renderCaption()}
        <div class="over"><slot></slot></div>
        ${
          this.silentByRule
            ? html`<button class="sound" @click=${this.toggleSound}>${icon('muted', 20)}<span>${words.player.soundOn}</span></button>`
            : nothing
        }
        ${this.figures ? renderFigures(this.figures, this.mediaTime) : nothing}
        ${this.bare || !this.pictured ? nothing : this.#renderControls()}
      </div>
    `;
  }

  #slate(): { title: string; text: string } | undefined {
    if (this.state === 'unsupported') {
      const foreign = this.#playback?.foreign;
      return {
        title: words.player.unsupportedTitle,
        text: foreign ? words.player.unsupportedCodec(foreign) : words.player.unsupported,
      };
    }
    if (
      this.slate &&
      (!this.pictured || performance.now() - this.#frameAt > PICTURE_MISSED_MS || this.idle)
    ) {
      return { title: this.slateTitle, text: this.slate };
    }
    if (
      !this.slate &&
      this.pictured &&
      this.state === 'waiting' &&
      performance.now() - this.#frameAt > WAITING_SHOWN_MS
    ) {
      return { title: '', text: words.player.waiting };
    }
    return undefined;
  }

  /** Not a live region: what is said aloud already need not be read aloud too. */
  #renderCaption() {
    const { lines, above } = this.caption;
    return this.captionsOn && lines.length > 0 && this.pictured
      ? html`<div class="caption ${above ? 'above' : ''}" aria-label=${words.player.captions}>
          ${lines.map((line) => html`<span>${line}</span>`)}
        </div>`
      : nothing;
  }

  #renderControls() {
    const delay = this.pictured ? words.player.delay(this.delayMs) : '';
    const { rewound } = this;
    return html`<div class=${rewound ? 'controls rewound' : 'controls'} role="group" aria-label=${words.player.controls}>
      ${
        rewound
          ? html`<vitrine-rewind-bar
              .rewound=${rewound}
              @vitrine-rewind=${(to: CustomEvent<{ behindS: number }>) => this.rewind(to.detail.behindS)}
            ></vitrine-rewind-bar>`
          : nothing
      }
      <button
        class="control"
        aria-label=${this.paused ? words.player.play : words.player.pause}
        title=${this.paused ? words.player.play : words.player.pause}
        @click=${this.togglePlay}
      >
        ${icon(this.paused ? 'play' : 'pause', 20)}
      </button>
      ${
        this.#playback?.rewinds
          ? html`<button
              class="control"
              aria-label=${words.player.skipBack}
              title=${words.player.skipBack}
              @click=${() => this.skip(-SKIP_S)}
            >
              ${icon('back', 18)}
            </button>`
          : nothing
      }
      ${
        rewound
          ? html`<button
              class="control forward"
              aria-label=${words.player.skipOn}
              title=${words.player.skipOn}
              @click=${() => this.skip(SKIP_S)}
            >
              ${icon('forward', 18)}
            </button>`
          : nothing
      }
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
        @input=${(moved: Event) => {
          const volume = Number((moved.target as HTMLInputElement).value);
          this.#setSound(volume, volume === 0);
        }}
      />
      <button class="edge" title=${words.player.toLive} @click=${this.toLive} ?hidden=${!this.pictured}>
        <i class=${this.delayMs > 1_500 || this.paused ? 'late' : ''}></i>
        <span>${rewound ? words.player.backToLive : words.player.live}</span>
        <span class="delay">${delay}</span>
      </button>
      <span class="grow"></span>
      ${
        !this.captioned
          ? nothing
          : html`<button
              class="control"
              aria-label=${words.player.captions}
              aria-pressed=${this.captionsOn ? 'true' : 'false'}
              title=${words.player.captions}
              @click=${this.toggleCaptions}
            >
              ${icon('captions', 20)}
            </button>`
      }
      ${
        this.audios.length > 1
          ? html`<vitrine-choice
              symbol="audio"
              label=${words.player.audio}
              .items=${sounds(this.audios, navigator.language)}
              chosen=${this.audio}
              @vitrine-choice=${(picked: CustomEvent<{ name: string }>) => this.useAudio(picked.detail.name)}
            ></vitrine-choice>`
          : nothing
      }
      ${
        this.rungs.length > 1 && !rewound
          ? html`<vitrine-choice
              label=${words.player.quality}
              .items=${qualities(this.rungs, this.quality, this.#playback?.stats?.rung ?? '')}
              chosen=${this.quality}
              @vitrine-choice=${(picked: CustomEvent<{ name: string }>) => this.useQuality(picked.detail.name)}
            ></vitrine-choice>`
          : nothing
      }
      <button
        class="control gauge"
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

  static override styles = [sheet, playerSheet];
}

function captionTracks(video: HTMLVideoElement): TextTrack[] {
  return Array.from(video.textTracks).filter(({ kind }) => kind === 'captions' || kind === 'subtitles');
}

declare global {
  interface HTMLElementTagNameMap {
    'vitrine-player': VitrinePlayer;
  }
}
