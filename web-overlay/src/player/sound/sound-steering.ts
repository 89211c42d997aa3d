const LOOK_MS = 500;
const LEAST_MS = 12; // in hand at the lowest: four turns of the audio thread
const MOST_MS = 250;
const GROW_MS = 12; // with each underrun
const SHRINK_MS = 2; // or a share of what is too much, every five seconds of calm
const SHRINK = 0.2;
const CALM_MS = 10_000;
const DEAD_MS = 6; // nearer than that to the wish nothing is done
const LEAP_MS = 200;
const WAIT_MS = 120; // sound so much before its picture is worse than a moment of silence
const FASTEST = 1.015; // a quarter of a semitone: nobody hears it, and 15 ms a second come back
const SLOWEST = 0.985;
const PACKET_MS = 28; // an AAC frame at 48 kHz lasts 21 ms and comes whole
const BACKLOG_MS = 260;

/** What the audio thread should do from now on. */
export interface SoundAdvice {
  readonly rate: number;
  /** Milliseconds to leap over; less than 0 to be silent for so long. */
  readonly skipMs: number;
  readonly primeMs: number;
  readonly mostMs: number;
}

/**
 * Keeps as little sound in hand as arrives safely: a little fast when more is left over at the lowest than needed, a
 * little slow when it would come before its picture, one leap when far behind, a moment of silence when far before. What is needed grows with each underrun
 * and shrinks again over calm time.
 */
export class SoundSteering {
  #needMs = LEAST_MS;
  #calmSinceMs = 0;
  #underruns = 0;
  #leastMs = Number.POSITIVE_INFINITY;
  #lookedAtMs = 0;
  #rate = 1;

  /** Milliseconds that should be in hand at the lowest. */
  get needMs(): number {
    return this.#needMs;
  }

  get rate(): number {
    return this.#rate;
  }

  /**
   * @param leastMs least in hand since the last report, infinite while nothing played
   * @param earlyMs by how much the sound is heard sooner than its picture bears; 0 or less when it is not
   * @returns advice, twice a second; `undefined` in between
   */
  report(leastMs: number, underruns: number, earlyMs: number, nowMs: number): SoundAdvice | undefined {
    if (underruns > this.#underruns) {
      this.#underruns = underruns;
      this.#needMs = Math.min(MOST_MS, this.#needMs + GROW_MS);
      this.#calmSinceMs = nowMs;
      this.#leastMs = Number.POSITIVE_INFINITY;
      this.#lookedAtMs = nowMs;
      this.#rate = 1;
      return this.#advice(0);
    }
    this.#leastMs = Math.min(this.#leastMs, leastMs);
    if (nowMs - this.#lookedAtMs < LOOK_MS) {
      return undefined;
    }
    if (nowMs - this.#calmSinceMs > CALM_MS && this.#needMs > LEAST_MS) {
      this.#needMs = Math.max(
        LEAST_MS,
        this.#needMs - Math.max(SHRINK_MS, (this.#needMs - LEAST_MS) * SHRINK),
      );
      this.#calmSinceMs = nowMs - CALM_MS / 2;
    }
    const overMs = this.#leastMs - this.#needMs;
    this.#leastMs = Number.POSITIVE_INFINITY;
    this.#lookedAtMs = nowMs;
    if (!Number.isFinite(overMs)) {
      this.#rate = 1;
      return this.#advice(0);
    }
    // What may go is what is left over, but never so much that the sound overtakes its picture.
    const spareMs = Math.min(overMs, -earlyMs);
    if (earlyMs > WAIT_MS) {
      this.#rate = 1;
      return this.#advice(-earlyMs);
    }
    if (spareMs > LEAP_MS) {
      this.#rate = 1;
      return this.#advice(spareMs);
    }
    if (Math.abs(spareMs) < (this.#rate === 1 ? DEAD_MS : DEAD_MS / 2)) {
      this.#rate = 1;
    } else {
      this.#rate = Math.min(FASTEST, Math.max(SLOWEST, 1 + spareMs / 2_000));
    }
    return this.#advice(0);
  }

  #advice(skipMs: number): SoundAdvice {
    const primeMs = this.#needMs + PACKET_MS;
    return { rate: this.#rate, skipMs, primeMs, mostMs: primeMs + BACKLOG_MS };
  }
}
