/** What the cushion wants of the media element. */
export interface CushionAdvice {
  /** Playback rate from now on. */
  readonly rate: number;
  /** Seconds of media to leap over, 0 when playing on is enough. */
  readonly leapS: number;
}

const LEAP_BEHIND_S = 2; // further behind than this nobody wants to be caught up with gently
const LOOK_MS = 3_000;
const FORGET_MS = 90_000; // a cushion that was too small once may be tried again after that
const GROW_S = 0.06; // with a stall
const NEAR_S = 0.025; // a low-water mark under this was luck
const SAFE_S = 0.055; // one above this leaves something to give back
const STEP_S = 0.012;

/**
 * Keeps a small cushion of media between the playhead and the live edge: a little fast when it grows, a little slow
 * when it runs dry, one leap when far behind. Each rate is entered at one threshold and left at a lower one, so that
 * the rate does not flutter.
 *
 * How large it is follows from its low-water mark, the least that was ahead just before media came: while that stays
 * comfortable the cushion shrinks, when it gets near to nothing or the element stalls the cushion grows, and what was
 * too small is not tried again for a while. A stall costs Chromium 100 to 400 ms, more than a larger cushion would
 * have: hence the haste one way and the patience the other.
 */
export class Cushion {
  #targetS: number;
  #rate = 1;
  #lookedAtMs: number;
  #lowS = Number.POSITIVE_INFINITY;
  #floorS: number;
  #flooredAtMs = Number.NEGATIVE_INFINITY;
  #stalls = 0;

  constructor(
    nowMs: number,
    readonly startS = 0.14,
    readonly minS = 0.09,
    readonly maxS = 0.6,
  ) {
    this.#targetS = startS;
    this.#floorS = minS;
    this.#lookedAtMs = nowMs;
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
    this.#floor(Math.min(this.maxS, this.#targetS + GROW_S / 3), nowMs);
    this.#targetS = Math.min(this.maxS, this.#targetS + GROW_S);
    this.#look(nowMs);
  }

  /** Playback began anew (first picture, tab woke up, stream came back): forget what was in force. */
  restart(nowMs: number): void {
    this.#rate = 1;
    this.#look(nowMs);
  }

  /** Media is about to come, and this much is left ahead of the playhead. */
  low(aheadS: number): void {
    this.#lowS = Math.min(this.#lowS, aheadS);
  }

  /** @param aheadS seconds of media buffered ahead of the playhead */
  advise(aheadS: number, nowMs: number): CushionAdvice {
    this.#lowS = Math.min(this.#lowS, aheadS);
    this.#adapt(nowMs);
    const over = aheadS - this.#targetS;
    if (over > LEAP_BEHIND_S) {
      this.#rate = 1;
      return { rate: 1, leapS: over };
    }
    this.#rate = this.#next(aheadS, over);
    return { rate: this.#rate, leapS: 0 };
  }

  #adapt(nowMs: number): void {
    if (nowMs - this.#flooredAtMs > FORGET_MS) {
      this.#floorS = this.minS;
    }
    if (nowMs - this.#lookedAtMs < LOOK_MS) {
      return;
    }
    if (this.#lowS < NEAR_S) {
      this.#targetS = Math.min(this.maxS, this.#targetS + STEP_S * 2);
      this.#floor(this.#targetS, nowMs);
    } else if (this.#lowS > SAFE_S && this.#rate === 1) {
      const spareS = Math.min(STEP_S, this.#lowS - SAFE_S);
      this.#targetS = Math.max(this.#floorS, this.#targetS - spareS);
    }
    this.#look(nowMs);
  }

  #floor(atS: number, nowMs: number): void {
    this.#floorS = Math.max(this.#floorS, atS);
    this.#flooredAtMs = nowMs;
  }

  #look(nowMs: number): void {
    this.#lookedAtMs = nowMs;
    this.#lowS = Number.POSITIVE_INFINITY;
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
