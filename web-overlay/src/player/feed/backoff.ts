const FIRST_MS = 250;
const MOST_MS = 8_000;

/** Full-jitter exponential backoff, so that a thousand viewers do not come back in the same moment. */
export class Backoff {
  #tries = 0;

  constructor(readonly random: () => number = Math.random) {}

  /** Milliseconds to wait before the next try. */
  next(): number {
    const ceiling = Math.min(MOST_MS, FIRST_MS * 2 ** this.#tries++);
    return Math.round(ceiling / 2 + (this.random() * ceiling) / 2);
  }

  /** A connection stood: start over. */
  reset(): void {
    this.#tries = 0;
  }
}
