import { words } from '../words/strings';
import type { FieldPairs } from './captions/caption-data';
import { availablePaths, makePath } from './paths/make-path';
import {
  type Audio,
  FIRST_AUDIO,
  type MediaPath,
  type PathHost,
  type PathKind,
  type PathState,
  type PathStats,
  type Rung,
} from './paths/media-path';
import { canAppend, mediaSourceClass } from './paths/mse-path';
import { PathChoice } from './paths/path-choice';
import { RewindPath, type Rewound } from './paths/rewind-path';
import { AutoQuality } from './quality/auto-quality';

const LOOK_MS = 1_000;
const AGAIN_MS = 2_000;
const GIVEN_UP_MS = 10_000;

export interface PlaybackListener {
  state(state: PathState): void;
  frame(nowMs: number, ptsMs: number | undefined): void;
  paused(paused: boolean): void;
  silenced(): void;
  /** What there is to choose from, best first. */
  rungs(rungs: readonly Rung[]): void;
  /** The sounds there are, none where there is but one, and the one that is heard; see {@link PathHost.audios}. */
  audios(audios: readonly Audio[], heard: string): void;
  /** A frame carries captions; see {@link PathHost.captions}. */
  captions(ptsMs: number, fields: FieldPairs): void;
  /** Another path or another element shows the picture. */
  switched(): void;
  /** What was to be shown again could not be; the live picture is back. @param why a sentence */
  notRewound(why: string): void;
}

/** Figures of the path in use, and of the whole sitting. */
export interface PlaybackStats extends PathStats {
  /** Why it is this path. */
  readonly why: string;
  /** From the wish to play to the first picture; `undefined` before it. */
  readonly startupMs: number | undefined;
  /** How often the path was changed. */
  readonly switches: number;
  /** How long the picture stood still altogether. */
  readonly stalledMs: number;
}

const SOURCE = 'source';

/** The quality that the player chooses by itself. */
export const AUTO = 'auto';

/** Plays one event by the best path there is, and by another when that turns out better. */
export class Playback {
  readonly #choice: PathChoice;
  readonly #looking: ReturnType<typeof setInterval>;
  readonly #auto = new AutoQuality(performance.now());
  readonly #begunAt = performance.now();
  #path: MediaPath | undefined;
  #again: ReturnType<typeof setTimeout> | undefined;
  #closed = false;
  #volume: number;
  #muted: boolean;
  #paused = false;
  #stallsBefore = 0;
  #stalledMs = 0;
  #askedAt = 0;
  #standsSince: number | undefined;
  #switches = -1;
  #startupMs: number | undefined;
  #quality: string;
  #lastMs = 0;
  #audio = FIRST_AUDIO;
  #rungs: readonly Rung[] = [];
  #foreign: string | undefined;
  #withoutSource = false;

  constructor(
    readonly video: HTMLVideoElement,
    readonly canvas: HTMLCanvasElement,
    readonly event: string,
    readonly listener: PlaybackListener,
    options: { volume: number; muted: boolean; only?: PathKind | undefined; quality: string },
  ) {
    this.#volume = options.volume;
    this.#muted = options.muted;
    this.#quality = options.quality;
    const kinds = availablePaths(video).filter((kind) => !options.only || kind === options.only);
    this.#choice = new PathChoice(kinds, words.paths, performance.now());
    this.#looking = setInterval(() => this.#look(), LOOK_MS);
    this.#open();
  }

  /** What names this sitting in reports to the server. */
  readonly session = newSession();

  get surface(): 'video' | 'canvas' {
    return this.#path?.surface ?? 'video';
  }

  /** Where the picture is in the recording; `undefined` while it is live. */
  get rewound(): Rewound | undefined {
    return this.#path instanceof RewindPath
      ? (this.#path.rewound ?? { behindS: this.#path.fromS, lengthS: this.#path.fromS })
      : undefined;
  }

  /** Whether this browser can show again what was. */
  get rewinds(): boolean {
    return mediaSourceClass() !== undefined && !this.#withoutSource;
  }

  get kind(): PathKind | undefined {
    return this.#path?.kind;
  }

  get mediaMs(): number {
    return this.#path?.mediaMs || this.#lastMs;
  }

  get stats(): PlaybackStats | undefined {
    const stats = this.#path?.stats();
    return (
      stats && {
        ...stats,
        stalls: stats.stalls + this.#stallsBefore,
        why: this.#why,
        startupMs: this.#startupMs,
        switches: this.#switches,
        stalledMs: Math.round(this.#stalledMs),
      }
    );
  }

  get #why(): string {
    if (this.#path instanceof RewindPath) {
      return words.paths.rewound;
    }
    return this.#withoutSource ? words.paths.codec(this.#foreign ?? '') : (this.#choice.current?.why ?? '');
  }

  /** Codec of the source, when it is one that this browser cannot decode. */
  get foreign(): string | undefined {
    return this.#foreign;
  }

  epochAt(ptsMs: number): number {
    return this.#path?.epochAt(ptsMs) ?? 0;
  }

  close(): void {
    this.#closed = true;
    clearInterval(this.#looking);
    clearTimeout(this.#again);
    this.#path?.close();
    this.#path = undefined;
  }

  play(): void {
    this.#paused = false;
    this.#path?.play();
  }

  pause(): void {
    this.#paused = true;
    this.#path?.pause();
    this.listener.paused(true); // an element that has not begun tells of nothing
  }

  toLive(): void {
    if (this.#path instanceof RewindPath) {
      this.#paused = false;
      this.#open();
      this.listener.paused(false); // the recording may have been
    } else {
      this.#path?.toLive();
      this.play();
    }
  }

  /** Shows what was live so many seconds ago, from the recording; the live picture for hardly any. */
  rewind(behindS: number): void {
    if (this.#path instanceof RewindPath) {
      if (!this.#path.seek(behindS)) {
        this.toLive();
      }
    } else if (this.rewinds && behindS > 0) {
      clearTimeout(this.#again);
      this.#shut();
      this.#begin((host) => new RewindPath(host, this.session, behindS));
    }
  }

  loudness(volume: number, muted: boolean): void {
    this.#volume = volume;
    this.#muted = muted;
    this.#path?.loudness(volume, muted);
  }

  /** One of the qualities by name, or {@link AUTO}. */
  useQuality(name: string): void {
    this.#quality = name;
    if (name !== AUTO) {
      this.#auto.is(name);
    }
    this.#path?.useRung(name === AUTO && !this.#ownLadder ? this.#auto.rung : name);
  }

  /** One of the sounds by its id. */
  useAudio(id: string): void {
    if (id !== this.#audio) {
      this.#audio = id;
      this.#path?.useAudio(id);
    }
  }

  /** HLS clients choose among the qualities themselves. */
  get #ownLadder(): boolean {
    return this.#path?.kind === 'll-hls' || this.#path?.kind === 'hls';
  }

  #open(): void {
    const choice = this.#choice.current;
    this.#shut();
    if (this.#closed) {
      return;
    }
    if (!choice) {
      this.listener.state('unsupported');
      return;
    }
    this.#switches++;
    this.#begin((host) => makePath(choice.kind, host, this.session));
  }

  #begin(make: (host: PathHost) => MediaPath): void {
    const path = make(this.#host(() => this.#path === path));
    this.#path = path;
    path.loudness(this.#volume, this.#muted);
    path.open();
    if (this.#paused) {
      path.pause();
    }
    this.listener.switched();
  }

  #shut(): void {
    const old = this.#path;
    if (old) {
      this.#lastMs = old.mediaMs;
      this.#stallsBefore += old.stats().stalls;
      this.#path = undefined;
      old.close();
    }
  }

  /** @param current whether the path that speaks is the one in use */
  #host(current: () => boolean): PathHost {
    const when =
      <A extends unknown[]>(act: (...args: A) => void) =>
      (...args: A) => {
        if (current()) {
          act(...args);
        }
      };
    const { listener } = this;
    return {
      video: this.video,
      canvas: this.canvas,
      event: this.event,
      rung: this.#firstRung,
      audio: this.#audio,
      state: when((state) => listener.state(state)),
      frame: when((nowMs, ptsMs) => {
        this.#startupMs ??= Math.round(nowMs - this.#begunAt);
        if (this.#standsSince !== undefined) {
          this.#stalledMs += nowMs - this.#standsSince;
          this.#standsSince = undefined;
        }
        listener.frame(nowMs, ptsMs);
      }),
      rungs: when((rungs) => {
        this.#rungs = rungs;
        this.#offer();
      }),
      audios: when((audios, heard) => listener.audios(audios, heard)),
      captions: when((ptsMs, fields) => listener.captions(ptsMs, fields)),
      silenced: when(() => listener.silenced()),
      paused: when((paused) => {
        this.#paused = paused;
        listener.paused(paused);
      }),
      stalled: when((forMs) => {
        if (forMs > 0) {
          this.#stalledMs += forMs;
        } else {
          this.#standsSince ??= performance.now();
        }
        if (this.#path instanceof RewindPath) {
          return; // says nothing of the way the live picture comes
        }
        this.#auto.stalled(performance.now());
        if (this.#choice.stalled(performance.now())) {
          this.#open();
        }
      }),
      failed: when((kind, why, codec) => {
        if (this.#path instanceof RewindPath) {
          this.toLive();
          listener.notRewound(why);
          return;
        }
        this.#foreign = codec ?? this.#foreign;
        // Where the picture's codec is known to be foreign, a browser that plays playlists itself has no other reason.
        const known = this.#foreign !== undefined && this.#path?.kind === 'hls';
        if (!codec || !this.#takeEncoded(codec)) {
          this.#failed(known ? 'unsupported' : kind, why);
        }
      }),
    };
  }

  #offer(): void {
    const rungs = this.#withoutSource ? this.#rungs.filter(({ name }) => name !== SOURCE) : this.#rungs;
    this.#auto.offer(rungs, performance.now());
    this.listener.rungs(rungs);
  }

  get #firstRung(): string {
    const wanted = this.#quality === AUTO ? this.#auto.rung : this.#quality;
    return this.#withoutSource && wanted === SOURCE ? this.#auto.rung : wanted;
  }

  /**
   * The source is in a codec that this browser does not decode: what the server encodes of it is H.264. Media Source
   * Extensions, where they do take the source, come first.
   */
  #takeEncoded(codec: string): boolean {
    const encoded = this.#rungs.some(({ name }) => name !== SOURCE);
    if (!encoded || this.#withoutSource || canAppend(codec)) {
      return false;
    }
    this.#withoutSource = true;
    this.#offer();
    this.#shut();
    clearTimeout(this.#again);
    this.#again = setTimeout(() => this.#open());
    return true;
  }

  #failed(kind: 'unsupported' | 'failed', why: string): void {
    const from = this.#path?.kind;
    const next = this.#choice.failed(kind, why, performance.now());
    this.#shut();
    clearTimeout(this.#again);
    if (next && next.kind === from) {
      this.#again = setTimeout(() => this.#open(), AGAIN_MS);
    } else {
      // Not at once: the path that failed may still be in the middle of its own doings.
      this.#again = setTimeout(() => this.#open());
    }
  }

  /** Once a second: is there a better path, a better quality? */
  #look(): void {
    const path = this.#path;
    const now = performance.now();
    if (!path || this.#paused || document.hidden || path instanceof RewindPath) {
      return;
    }
    if (this.#choice.calm(now)) {
      this.#open();
      return;
    }
    if (this.#quality === AUTO && !this.#ownLadder && this.#startupMs !== undefined) {
      const heightPx = this.video.clientHeight * devicePixelRatio;
      const { lagMs, rung: playing } = path.stats();
      if (playing !== this.#auto.rung && now - this.#askedAt > GIVEN_UP_MS) {
        this.#auto.is(playing); // what it asked for did not come
      }
      const rung = this.#auto.look(lagMs, heightPx, now);
      if (rung !== undefined) {
        this.#askedAt = now;
        path.useRung(rung);
      }
    }
  }
}

function newSession(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
