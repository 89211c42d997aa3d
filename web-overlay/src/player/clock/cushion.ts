/** What the cushion wants of the media element. */
export interface CushionAdvice {
  /** Playback rate from now on. */
  readonly rate: number;
  /** Seconds of media to leap over, 0 when playing on is enough. */
  readonly leapS: number;
}

// Further behind than this nobody wants to be caught up with gently; and a seek has Chromium forget that its sound once
// ran dry, while each time before that doubles what it wants to have before it goes on.
const LEAP_BEHIND_S = 1; // unless the show says otherwise
const LOOK_MS = 1_000;
const REMEMBER_MS = 90_000; // a cushion that was too small once may be tried again after that
const MARGIN_S = 0.03; // more than the deepest dip remembered
const SHRINK_S = 0.01; // at each look
const BEGINNING_MS = 3_000; // a page and a decoder that start have dips of their own
const ENTER_S = 0.015; // so far from the target the rate changes
const LEAVE_S = 0.005; // and so near it is 1 again
const SLOWEST = 0.97;
const FASTEST = 1.25;
const FAR_S = 0.12; // only further above the target than this is haste worth what it may cost
const GENTLE = 1.02;
const STEADY = 0.025; // a rate further from 1 moves the low-water mark by itself

/**
 * Keeps a small cushion of media between the playhead and the live edge.
 *
 * What counts is the low-water mark, how much is ahead just before media comes. Its mean over a second is held at the
 * target by a rate that differs from 1 by as little as does it within some seconds, and that is entered at one distance
 * and left at a smaller one; further behind than a second, by one leap. Near the target the rate is gentle: hurrying,
 * Chromium runs dry with 150 ms ahead, and at normal speed not with 100. The target is what the deepest dip below
 * that mean in the last minute and a half would have needed, and a margin: it grows at once, since a stall costs
 * Chromium 300 to 600 ms, more than a larger cushion would have, and shrinks slowly.
 */
export class Cushion {
  #targetS: number;
  #rate = 1;
  #stalls = 0;
  #dips: { readonly atMs: number; readonly depthS: number }[] = [];
  #lookedAtMs: number;
  #beganAtMs: number;
  #minS: number;
  #maxS: number;
  #leapS = LEAP_BEHIND_S;
  #lowestS = Number.POSITIVE_INFINITY;
  #sumS = 0;
  #count = 0;

  constructor(nowMs: number, startS = 0.13, minS = 0.13, maxS = 0.6) {
    this.#minS = minS;
    this.#maxS = maxS;
    this.#targetS = startS;
    this.#lookedAtMs = nowMs;
    this.#beganAtMs = nowMs;
  }

  /** Seconds that are to be ahead just before media comes. */
  get targetS(): number {
    return this.#targetS;
  }

  /** What the show's profile wants in hand at least, and how far behind that a leap is better than haste. */
  within(minS: number, leapS: number): void {
    this.#minS = minS;
    this.#maxS = Math.max(this.#maxS, 2 * minS);
    this.#leapS = leapS;
    this.#targetS = Math.max(this.#targetS, minS);
  }

  get rate(): number {
    return this.#rate;
  }

  get stalls(): number {
    return this.#stalls;
  }

  /** The element ran out of media. */
  stalled(): void {
    this.#stalls++;
    this.low(0);
  }

  /** Playback began anew (first picture, tab woke up, stream came back): forget what was in force. */
  restart(nowMs: number): void {
    this.#rate = 1;
    this.#beganAtMs = nowMs;
    this.#begin(nowMs);
  }

  /** Media is about to come, and this much is left ahead of the playhead. */
  low(aheadS: number): void {
    this.#lowestS = Math.min(this.#lowestS, aheadS);
    this.#sumS += aheadS;
    this.#count++;
  }

  /** @param aheadS seconds of media buffered ahead of the playhead */
  advise(aheadS: number, nowMs: number): CushionAdvice {
    const over = aheadS - this.#targetS;
    if (over > this.#leapS) {
      this.restart(nowMs);
      return { rate: 1, leapS: over };
    }
    if (nowMs - this.#lookedAtMs >= LOOK_MS) {
      this.#look(nowMs);
    }
    return { rate: this.#rate, leapS: 0 };
  }

  #look(nowMs: number): void {
    if (this.#count > 0) {
      const meanS = this.#sumS / this.#count;
      const steady = Math.abs(this.#rate - 1) < STEADY || this.#lowestS <= 0;
      if (steady && nowMs - this.#beganAtMs > BEGINNING_MS) {
        // Right after a stall more is ahead than before it, which says nothing about what would have been needed.
        this.#dipped(Math.min(meanS, this.#targetS) - this.#lowestS, nowMs);
      }
      const sinceMeanS = (nowMs - this.#lookedAtMs) / 2_000;
      this.#rate = this.#next(meanS - (this.#rate - 1) * sinceMeanS - this.#targetS);
    }
    this.#begin(nowMs);
  }

  #dipped(depthS: number, nowMs: number): void {
    this.#dips = this.#dips.filter((dip) => nowMs - dip.atMs < REMEMBER_MS);
    this.#dips.push({ atMs: nowMs, depthS });
    const needS = Math.max(...this.#dips.map((dip) => dip.depthS)) + MARGIN_S;
    this.#targetS = Math.min(this.#maxS, Math.max(this.#minS, needS, this.#targetS - SHRINK_S));
  }

  #next(over: number): number {
    if (Math.abs(over) < (this.#rate === 1 ? ENTER_S : LEAVE_S)) {
      return 1;
    }
    const [slowest, fastest] = over < 0 ? [SLOWEST, 0.99] : [1.01, over < FAR_S ? GENTLE : FASTEST];
    return Math.min(fastest, Math.max(slowest, Math.round(100 + over * 50) / 100));
  }

  #begin(nowMs: number): void {
    this.#lookedAtMs = nowMs;
    this.#lowestS = Number.POSITIVE_INFINITY;
    this.#sumS = 0;
    this.#count = 0;
  }
}
