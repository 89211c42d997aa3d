import { Jitter } from './jitter';

/**
 * Picture and sound need not be shown at the very same offset: nobody notices sound that comes less than 125 ms after
 * its picture or 45 ms before it (ITU-R BT.1359, threshold of detectability). The sound always takes longer (the
 * encoder looks ahead, the sound card has a buffer), so the picture uses some of that leave and does not wait.
 */
export const SOUND_LATE_MS = 80;
export const SOUND_EARLY_MS = 40;

const SLEW = 0.1; // share of elapsed time by which the picture may be moved without anyone seeing it
const LEAP_MS = 300; // further off than this is put right at once
const SETTLE_MS = 150; // while a backlog is worked off, the picture is not held

/**
 * When to paint a picture: media time + {@link offsetMs} = `performance.now()`.
 *
 * Without sound the picture follows its own jitter; with sound the later of the two decides, within the leave above.
 * Offsets move gently, so that neither a stall nor a drifting clock leaves a lasting delay.
 */
export class Playout {
  readonly picture: Jitter;
  #offsetMs: number | undefined;
  #movedAtMs = 0;
  #heardOffsetMs: number | undefined;

  constructor(picture = new Jitter(0.95, 12, 300)) {
    this.picture = picture;
  }

  /** Begin anew: another epoch, or media after a pause. */
  restart(): void {
    this.picture.restart();
    this.#offsetMs = undefined;
  }

  pictureArrived(ptsMs: number, nowMs: number): void {
    this.picture.arrived(ptsMs, nowMs);
  }

  /** The sound that is heard at a moment belongs to this media time; `undefined` when there is no sound. */
  heard(offsetMs: number | undefined): void {
    this.#heardOffsetMs = offsetMs;
  }

  /** The earliest that the sound should be heard, as an offset, so that the picture can keep up with it. */
  get soundNotBeforeMs(): number {
    return this.picture.known ? this.picture.offsetMs - SOUND_EARLY_MS : Number.NEGATIVE_INFINITY;
  }

  /** By how many milliseconds the sound comes after its picture. */
  get syncMs(): number | undefined {
    return this.#heardOffsetMs === undefined || this.#offsetMs === undefined
      ? undefined
      : this.#heardOffsetMs - this.#offsetMs;
  }

  offsetMs(nowMs: number): number {
    const wanted = this.#wantedMs();
    const settling = nowMs - this.picture.fellAtMs < SETTLE_MS;
    if (this.#offsetMs === undefined || settling || Math.abs(wanted - this.#offsetMs) > LEAP_MS) {
      this.#offsetMs = wanted;
    } else {
      const mostMs = Math.max(0, nowMs - this.#movedAtMs) * SLEW;
      this.#offsetMs += Math.min(mostMs, Math.max(-mostMs, wanted - this.#offsetMs));
    }
    this.#movedAtMs = nowMs;
    return this.#offsetMs;
  }

  #wantedMs(): number {
    const own = this.picture.offsetMs;
    return this.#heardOffsetMs === undefined ? own : Math.max(own, this.#heardOffsetMs - SOUND_LATE_MS);
  }
}
