const RECENT_MS = 1_500;
const EVER_MS = 60_000;

/**
 * By how much media comes later than it used to: what is sent does not fit through the connection, and waits somewhere
 * on the way. Jitter does not count, for the least of the last moments is compared with the least of the last minute.
 */
export class Lag {
  #recent: { atMs: number; offsetMs: number }[] = [];
  #least: { atMs: number; offsetMs: number }[] = []; // of each second
  #arrivedAtMs = 0;

  arrived(ptsMs: number, nowMs: number): void {
    const sample = { atMs: nowMs, offsetMs: nowMs - ptsMs };
    this.#arrivedAtMs = nowMs;
    this.#recent.push(sample);
    const last = this.#least.at(-1);
    if (!last || nowMs - last.atMs > 1_000) {
      this.#least.push(sample);
    } else {
      last.offsetMs = Math.min(last.offsetMs, sample.offsetMs);
    }
    this.#recent = drop(this.#recent, nowMs - RECENT_MS);
    this.#least = drop(this.#least, nowMs - EVER_MS);
  }

  /** Another epoch or another quality: media time and the moment of its coming have nothing to do with before. */
  restart(): void {
    this.#recent = [];
    this.#least = [];
  }

  lagMs(nowMs: number): number {
    if (this.#recent.length === 0) {
      return 0;
    }
    const silentMs = nowMs - this.#arrivedAtMs;
    const now = Math.min(...this.#recent.map(({ offsetMs }) => offsetMs)) + Math.max(0, silentMs - RECENT_MS);
    return Math.max(0, now - Math.min(...this.#least.map(({ offsetMs }) => offsetMs)));
  }
}

function drop<S extends { atMs: number }>(samples: S[], beforeMs: number): S[] {
  const first = samples.findIndex(({ atMs }) => atMs >= beforeMs);
  return first > 0 ? samples.slice(first) : samples;
}
