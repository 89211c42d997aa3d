import type Hls from 'hls.js';
import { paths } from '../../net/address';
import { HlsTimes } from './hls-times';
import { FIRST_AUDIO, type MediaPath, type PathHost, type PathStats } from './media-path';
import { VideoSurface } from './video-surface';

const MOST_ERRORS = 3;

/** Closer to the live edge there is nothing to have in hand. */
const LEAST_BEHIND_S = 4;

/** How far back the picture is, and how far back there is anything; in seconds before the live picture. */
export interface Rewound {
  readonly behindS: number;
  readonly lengthS: number;
}

/**
 * The show as it was, from the recording, by the playlist that reaches back over all of it and goes on with what
 * comes. Plays at its own pace wherever it was put, and never hurries after the live picture.
 */
export class RewindPath implements MediaPath {
  readonly kind = 'hls';
  readonly surface = 'video';
  readonly #video: HTMLVideoElement;
  readonly #screen: VideoSurface;
  readonly #times = new HlsTimes();
  readonly #listening = new AbortController();
  #hls: Hls | undefined;
  #closed = false;
  #started = false;
  #errors = 0;
  #stalls = 0;
  #wantsPause = false;

  /** @param fromS seconds before the live picture */
  constructor(
    readonly host: PathHost,
    readonly session: string,
    readonly fromS: number,
  ) {
    this.#video = host.video;
    this.#screen = new VideoSurface(host, (currentTimeS) => this.#times.mediaMs(currentTimeS));
  }

  get mediaMs(): number {
    return this.#times.mediaMs(this.#video.currentTime) ?? 0;
  }

  /** `undefined` before the playlist is there. */
  get rewound(): Rewound | undefined {
    const edge = this.#edgeS;
    const details = this.#hls?.latestLevelDetails;
    if (edge === undefined || !details) {
      return undefined;
    }
    return {
      behindS: Math.max(0, this.#started ? edge - this.#video.currentTime : this.fromS),
      lengthS: Math.max(0, edge - details.fragmentStart),
    };
  }

  open(): void {
    const { signal } = this.#listening;
    this.#screen.open();
    this.#video.addEventListener(
      'waiting',
      () => {
        if (this.#started && !this.#video.paused) {
          this.#stalls++;
          this.host.stalled(0);
        }
      },
      { signal },
    );
    this.host.state('connecting');
    void this.#begin();
  }

  close(): void {
    this.#closed = true;
    this.#listening.abort();
    this.#screen.close();
    this.#hls?.destroy();
    this.#hls = undefined;
    this.#video.removeAttribute('src');
    this.#video.load();
    this.host.state('closed');
  }

  /** @returns whether it can be shown from there; nearer to the live picture the live paths are for */
  seek(behindS: number): boolean {
    const edge = this.#edgeS;
    const oldest = this.#hls?.latestLevelDetails?.fragmentStart;
    if (edge === undefined || oldest === undefined) {
      return behindS >= LEAST_BEHIND_S;
    }
    this.#video.currentTime = Math.max(oldest, edge - behindS);
    return behindS >= LEAST_BEHIND_S;
  }

  /** Whoever plays this leaves it for the live paths. */
  toLive(): void {}

  play(): void {
    this.#wantsPause = false;
    this.#screen.play();
  }

  pause(): void {
    this.#wantsPause = true;
    this.#video.pause();
  }

  loudness(volume: number, muted: boolean): void {
    this.#video.volume = volume;
    this.#video.muted = muted;
  }

  /** What is recorded is what the publisher sent. */
  useRung(): void {}

  /** And its first sound. */
  useAudio(): void {}

  epochAt(ptsMs: number): number {
    return this.#times.epochAt(ptsMs);
  }

  stats(): PathStats {
    const hls = this.#hls;
    const level = hls?.levels[hls.currentLevel];
    return {
      kind: this.kind,
      path: 'HLS · recording',
      behindMs: Math.round((this.rewound?.behindS ?? this.fromS) * 1_000),
      cushionMs: 0,
      rate: this.#video.playbackRate,
      stalls: this.#stalls,
      kbps: Math.round((hls?.bandwidthEstimate ?? 0) / 1_000),
      epoch: this.#times.epochAt(this.mediaMs),
      width: this.#video.videoWidth,
      height: this.#video.videoHeight,
      mime: [level?.videoCodec, level?.audioCodec].filter(Boolean).join(', '),
      rung: level?.name || 'source',
      lagMs: 0,
      ...this.#screen.counts(),
    };
  }

  /** Where the newest recorded picture is, in seconds of the element. */
  get #edgeS(): number | undefined {
    const details = this.#hls?.latestLevelDetails;
    return details ? details.edge + Math.max(0, details.age - details.targetduration) : undefined;
  }

  async #begin(): Promise<void> {
    try {
      const { default: Engine } = await import('hls.js');
      if (!this.#closed) {
        this.#listen(Engine);
      }
    } catch (why) {
      this.#fail(`The recording could not be opened: ${String(why)}`);
    }
  }

  #listen(Engine: typeof Hls): void {
    const hls = new Engine({
      lowLatencyMode: false,
      backBufferLength: 30,
      liveSyncDuration: this.fromS,
      maxLiveSyncPlaybackRate: 1,
      liveDurationInfinity: true,
      enableCEA708Captions: false, // they come with their picture, as by every other path
      cmcd: { sessionId: this.session, contentId: this.host.event },
    });
    this.#hls = hls;
    const { Events, ErrorTypes } = Engine;
    this.#times.follow(hls, Engine, this.host);
    hls.on(Events.MANIFEST_PARSED, () => this.host.audios([], FIRST_AUDIO));
    hls.on(Events.FRAG_BUFFERED, () => {
      if (!this.#started) {
        this.#started = true;
        if (!this.#wantsPause) {
          this.#screen.play();
        }
      }
    });
    hls.on(Events.ERROR, (_, { fatal, type, details }) => {
      if (!fatal) {
        return;
      }
      if (++this.#errors >= MOST_ERRORS || details === Engine.ErrorDetails.MANIFEST_LOAD_ERROR) {
        this.#fail(`The recording cannot be played: ${details}.`);
      } else if (type === ErrorTypes.MEDIA_ERROR) {
        hls.recoverMediaError();
      } else {
        hls.startLoad();
      }
    });
    hls.loadSource(paths.recording(this.host.event));
    hls.attachMedia(this.#video);
    this.host.state('buffering');
  }

  #fail(why: string): void {
    if (!this.#closed) {
      this.host.failed('failed', why);
    }
  }
}
