/** What the cushion wants of the media element. */
export interface CushionAdvice {
  /** Playback rate from now on. */
  readonly rate: number;
  /** Seconds of media to leap over, 0 when playing on is enough. */
  readonly leapS: number;
}

const LEAP_BEHIND_S = 2; // further behind than this nobody wants to be caught up with gently
const CALM_MS = 20_000; // without a stall for so long, the cushion may shrink
const GROW_S = 0.06;
const SHRINK_S = 0.015;

/**
 * Keeps a small cushion of media between the playhead and the live edge: a little fast when it grows, a little slow
 * when it runs dry, one leap when far behind. Each rate is entered at one threshold and left at a lower one, so that
 * the rate does not flutter. The target grows with each stall and shrinks again over calm time.
 *
 * Figures from measurements with Chromium: below 150 ms a real publisher's jitter causes stalls, and one stall costs
 * more than the larger cushion would have.
 */
export class Cushion {
  #targetS: number;
  #rate = 1;
  #calmSinceMs: number;
  #stalls = 0;

  constructor(
    nowMs: number,
    readonly minS = 0.15,
    readonly maxS = 0.6,
  ) {
    this.#targetS = minS;
    this.#calmSinceMs = nowMs;
  }

  get targetS(): number {
    return this.#targetS;
  }

  get rate(): number {
    return this.#rate;
  }

  get stalls(): number {
    return this.#stalls;
  }

  /** The element ran out of media. */
  stalled(nowMs: number): void {
    this.#stalls++;
    this.#targetS = Math.min(this.maxS, this.#targetS + GROW_S);
    this.#calmSinceMs = nowMs;
  }

  /** Playback began anew (first picture, tab woke up, stream came back): forget what was in force. */
  restart(nowMs: number): void {
    this.#rate = 1;
    this.#calmSinceMs = nowMs;
  }

  /** @param aheadS seconds of media buffered ahead of the playhead, at its lowest since the last call */
  advise(aheadS: number, nowMs: number): CushionAdvice {
    if (nowMs - this.#calmSinceMs > CALM_MS && this.#targetS > this.minS) {
      this.#targetS = Math.max(this.minS, this.#targetS - SHRINK_S);
      this.#calmSinceMs = nowMs;
    }
    const over = aheadS - this.#targetS;
    if (over > LEAP_BEHIND_S) {
      this.#rate = 1;
      return { rate: 1, leapS: over };
    }
    this.#rate = this.#next(aheadS, over);
    return { rate: this.#rate, leapS: 0 };
  }

  #next(aheadS: number, over: number): number {
    if (over > 0.4) return 1.25;
    if (this.#rate === 1.25 && over > 0.2) return 1.25;
    if (over > 0.15) return 1.1;
    if (this.#rate >= 1.1 && over > 0.08) return 1.1;
    if (over > 0.07) return 1.04;
    if (this.#rate > 1 && over > 0.01) return 1.04;
    if (aheadS < this.#targetS * 0.4) return 0.97;
    if (this.#rate < 1 && aheadS < this.#targetS * 0.8) return 0.97;
    return 1;
  }
}
