import type { MediaTime } from './records';

const STILL_MS = 1_500; // no new picture for so long: the playhead does not run

export type PlayheadState = 'running' | 'paused' | 'none';

/**
 * Where the picture stands, told by the player for each frame it shows. Everything that must keep step with the
 * picture listens here and not to the wall clock.
 */
export class PlayheadClock {
  #now: MediaTime | undefined;
  #movedAtMs = Number.NEGATIVE_INFINITY;
  #paused = false;
  readonly #listeners = new Set<(now: MediaTime) => void>();

  constructor(readonly clockMs: () => number = () => performance.now()) {}

  /** The picture on the screen, `undefined` before the first. */
  get now(): MediaTime | undefined {
    return this.#now;
  }

  /** `paused` when the viewer stopped the picture, `none` when there is none to follow. */
  get state(): PlayheadState {
    if (this.#paused && this.#now) {
      return 'paused';
    }
    return this.clockMs() - this.#movedAtMs < STILL_MS ? 'running' : 'none';
  }

  frame(epoch: number, ptsMs: number): void {
    this.#now = { epoch, ptsMs };
    this.#movedAtMs = this.clockMs();
    this.#paused = false;
    for (const listener of this.#listeners) {
      listener(this.#now);
    }
  }

  paused(): void {
    this.#paused = true;
  }

  /** The player went away or lost its picture. */
  lost(): void {
    this.#movedAtMs = Number.NEGATIVE_INFINITY;
    this.#paused = false;
  }

  onFrame(listener: (now: MediaTime) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}
