import type { Rung } from '../paths/media-path';

const LAG_MS = 350; // so much later than usual, for so long: the connection does not bear it
const LAG_FOR_MS = 1_500;
const STALLS = 2;
const STALLS_WITHIN_MS = 10_000;
const CALM_MS = 15_000;
const MOST_CALM_MS = 5 * 60_000;
const REGRET_MS = 20_000; // trouble so soon after a climb: it was a mistake
const FAR_TOO_MUCH = 2; // times the height that the picture has on the screen

/**
 * Which rung of the ladder the connection bears. Down at once when media comes later and later or the picture stands;
 * up by one after calm time, the longer the more often that went wrong. Never more pixels than the screen has for it.
 */
export class AutoQuality {
  #rungs: readonly Rung[] = [];
  #current = 0;
  #laggingSinceMs: number | undefined;
  #stalls: number[] = [];
  #calmSinceMs: number;
  #climbedAtMs = Number.NEGATIVE_INFINITY;
  #patienceMs = CALM_MS;

  constructor(nowMs: number) {
    this.#calmSinceMs = nowMs;
  }

  /** Name of the rung it wants. */
  get rung(): string {
    return this.#rungs[this.#current]?.name ?? 'source';
  }

  /** @param rungs best first */
  offer(rungs: readonly Rung[], nowMs: number): void {
    const { rung } = this;
    if (rungs.map(({ name }) => name).join() !== this.#rungs.map(({ name }) => name).join()) {
      this.#rungs = rungs;
      this.#current = Math.max(
        0,
        rungs.findIndex(({ name }) => name === rung),
      );
      this.#calmSinceMs = nowMs;
    }
  }

  /** The viewer chose by hand, or another path began with this one. */
  is(name: string): void {
    this.#current = Math.max(
      0,
      this.#rungs.findIndex((rung) => rung.name === name),
    );
  }

  stalled(nowMs: number): void {
    this.#stalls = [...this.#stalls.filter((at) => nowMs - at < STALLS_WITHIN_MS), nowMs];
  }

  /**
   * To be asked about once a second.
   *
   * @param lagMs by how much media comes later than it used to
   * @param heightPx of the screen that the picture has, in its own pixels; 0 when not known
   * @returns the rung to use from now on; `undefined` to stay
   */
  look(lagMs: number, heightPx: number, nowMs: number): string | undefined {
    this.#laggingSinceMs = lagMs > LAG_MS ? (this.#laggingSinceMs ?? nowMs) : undefined;
    const lagging = this.#laggingSinceMs !== undefined && nowMs - this.#laggingSinceMs >= LAG_FOR_MS;
    if (lagging || this.#stalls.length >= STALLS) {
      return this.#down(nowMs);
    }
    if (lagMs > LAG_MS / 2) {
      this.#calmSinceMs = nowMs;
    }
    const best = this.#bestFor(heightPx);
    if (this.#current < best) {
      return this.#use(best, nowMs); // more pixels than anyone sees
    }
    if (this.#current > best && nowMs - this.#calmSinceMs >= this.#patienceMs) {
      this.#climbedAtMs = nowMs;
      return this.#use(this.#current - 1, nowMs);
    }
    return undefined;
  }

  #down(nowMs: number): string | undefined {
    this.#stalls = [];
    this.#laggingSinceMs = undefined;
    this.#calmSinceMs = nowMs;
    if (nowMs - this.#climbedAtMs < REGRET_MS) {
      this.#patienceMs = Math.min(MOST_CALM_MS, this.#patienceMs * 2);
    }
    return this.#current + 1 < this.#rungs.length ? this.#use(this.#current + 1, nowMs) : undefined;
  }

  #use(index: number, nowMs: number): string {
    this.#current = index;
    this.#calmSinceMs = nowMs;
    this.#stalls = [];
    return this.rung;
  }

  /**
   * The least rung that still fills the screen, where the source would be far too much. Else the source: it is encoded
   * by nobody but the publisher, so it is the fastest and costs the server nothing.
   */
  #bestFor(heightPx: number): number {
    const source = this.#rungs[0]?.height;
    if (heightPx === 0 || source === undefined || source < heightPx * FAR_TOO_MUCH) {
      return 0;
    }
    return Math.max(
      0,
      this.#rungs.findLastIndex(({ height }) => height !== undefined && height >= heightPx),
    );
  }
}
