import { words } from '../words/strings';
import { availablePaths, makePath } from './paths/make-path';
import type { MediaPath, PathHost, PathKind, PathState, PathStats, Rung } from './paths/media-path';
import { PathChoice } from './paths/path-choice';

const CALM_EVERY_MS = 2_000;
const AGAIN_MS = 2_000;

export interface PlaybackListener {
  state(state: PathState): void;
  frame(nowMs: number, ptsMs: number): void;
  paused(paused: boolean): void;
  silenced(): void;
  rungs(rungs: readonly Rung[]): void;
  /** Another path or another element shows the picture. */
  switched(): void;
}

/** Figures of the path in use, and why it is this one. */
export interface PlaybackStats extends PathStats {
  readonly why: string;
}

/** Plays one event by the best path there is, and by another when that turns out better. */
export class Playback {
  readonly #choice: PathChoice;
  readonly #calm: ReturnType<typeof setInterval>;
  #path: MediaPath | undefined;
  #again: ReturnType<typeof setTimeout> | undefined;
  #closed = false;
  #volume: number;
  #muted: boolean;
  #paused = false;
  #stallsBefore = 0;
  #lastMs = 0;

  constructor(
    readonly video: HTMLVideoElement,
    readonly canvas: HTMLCanvasElement,
    readonly event: string,
    readonly listener: PlaybackListener,
    options: { volume: number; muted: boolean; only?: PathKind | undefined; rung?: string },
  ) {
    this.#volume = options.volume;
    this.#muted = options.muted;
    this.rung = options.rung ?? 'source';
    const kinds = availablePaths().filter((kind) => !options.only || kind === options.only);
    this.#choice = new PathChoice(kinds, words.paths, performance.now());
    this.#calm = setInterval(() => this.#climb(), CALM_EVERY_MS);
    this.#open();
  }

  /** The quality asked for. */
  rung: string;

  get surface(): 'video' | 'canvas' {
    return this.#path?.surface ?? 'video';
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
      stats && { ...stats, stalls: stats.stalls + this.#stallsBefore, why: this.#choice.current?.why ?? '' }
    );
  }

  epochAt(ptsMs: number): number {
    return this.#path?.epochAt(ptsMs) ?? 0;
  }

  close(): void {
    this.#closed = true;
    clearInterval(this.#calm);
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
  }

  toLive(): void {
    this.#path?.toLive();
    this.play();
  }

  loudness(volume: number, muted: boolean): void {
    this.#volume = volume;
    this.#muted = muted;
    this.#path?.loudness(volume, muted);
  }

  useRung(name: string): void {
    this.rung = name;
    this.#path?.useRung(name);
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
    const path = makePath(
      choice.kind,
      this.#host(() => this.#path === path),
    );
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
      rung: this.rung,
      state: when((state) => listener.state(state)),
      frame: when((nowMs, ptsMs) => listener.frame(nowMs, ptsMs)),
      rungs: when((rungs) => listener.rungs(rungs)),
      silenced: when(() => listener.silenced()),
      paused: when((paused) => {
        this.#paused = paused;
        listener.paused(paused);
      }),
      stalled: when(() => {
        if (this.#choice.stalled(performance.now())) {
          this.#open();
        }
      }),
      failed: when((kind, why) => this.#failed(kind, why)),
    };
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

  #climb(): void {
    if (!document.hidden && !this.#paused && this.#path && this.#choice.calm(performance.now())) {
      this.#open();
    }
  }
}
