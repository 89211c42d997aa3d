const WINDOW_MS = 6_000;
const BACKLOG_MS = 20; // arriving so much sooner than ever: what came before was a backlog, not the way things are
const LET_GO_AFTER_MS = 4_000;
const SHRINK_MS = 6; // in one step, each LET_GO_AFTER_MS

/**
 * How unevenly a track arrives, and so how long to hold it before showing it.
 *
 * The offset of an arrival is the moment it came less its media time. The least offset of the last seconds is the way
 * without delay (so a drift between the server's clock and ours is followed); the spread above it is jitter. The hold
 * grows as soon as more than a small share of arrivals would come too late, and shrinks slowly over calm time.
 */
export class Jitter {
  #samples: { atMs: number; offsetMs: number }[] = [];
  #holdMs: number;
  #baseMs = 0;
  #calmSinceMs = Number.NEGATIVE_INFINITY;
  #lookedAtMs = Number.NEGATIVE_INFINITY;
  #fellAtMs = Number.NEGATIVE_INFINITY;

  /**
   * @param share of arrivals that should be in time
   * @param leastMs the hold when nothing jitters
   */
  constructor(
    readonly share: number,
    readonly leastMs: number,
    readonly mostMs: number,
  ) {
    this.#holdMs = leastMs;
  }

  /** Forgets what was measured, not what was learnt. */
  restart(): void {
    this.#samples = [];
  }

  arrived(ptsMs: number, nowMs: number): void {
    const offsetMs = nowMs - ptsMs;
    if (this.#samples.length === 0 || offsetMs < this.#baseMs - BACKLOG_MS) {
      this.#samples = [];
      this.#baseMs = offsetMs;
      this.#calmSinceMs = nowMs;
      this.#fellAtMs = nowMs;
    }
    this.#samples.push({ atMs: nowMs, offsetMs });
    if (offsetMs < this.#baseMs) {
      this.#baseMs = offsetMs;
    }
    if (nowMs - this.#lookedAtMs > 100) {
      this.#lookedAtMs = nowMs;
      this.#look(nowMs);
    }
  }

  /** Whether anything has arrived since the last restart. */
  get known(): boolean {
    return this.#samples.length > 0;
  }

  /** When a backlog was last seen to shrink. */
  get fellAtMs(): number {
    return this.#fellAtMs;
  }

  get holdMs(): number {
    return this.#holdMs;
  }

  /** Media time plus this is the moment to show it. */
  get offsetMs(): number {
    return this.#baseMs + this.#holdMs;
  }

  #look(nowMs: number): void {
    const first = this.#samples.findIndex(({ atMs }) => nowMs - atMs < WINDOW_MS);
    if (first > 0) {
      this.#samples.splice(0, first);
    }
    const offsets = this.#samples.map(({ offsetMs }) => offsetMs).sort((a, b) => a - b);
    this.#baseMs = offsets[0]!;
    const needed = offsets[Math.min(offsets.length - 1, Math.floor(offsets.length * this.share))]!;
    const wanted = Math.min(this.mostMs, Math.max(this.leastMs, needed - this.#baseMs));
    if (wanted >= this.#holdMs) {
      this.#holdMs = wanted;
      this.#calmSinceMs = nowMs;
    } else if (nowMs - this.#calmSinceMs > LET_GO_AFTER_MS && this.#holdMs - wanted > 2) {
      this.#holdMs = Math.max(wanted, this.#holdMs - Math.max(SHRINK_MS, (this.#holdMs - wanted) / 2));
      this.#calmSinceMs = nowMs;
    }
  }
}
