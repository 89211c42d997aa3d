/** The server's time of day as far as this page can tell: the least delay seen of a record that was sent just now. */
export class ServerClock {
  #skewMs = Number.POSITIVE_INFINITY;

  constructor(readonly localMs: () => number = () => Date.now()) {}

  /** A record that was sent this moment carries this time. */
  heard(at: string): void {
    const skew = this.localMs() - Date.parse(at);
    if (Number.isFinite(skew)) {
      this.#skewMs = Math.min(this.#skewMs, skew);
    }
  }

  nowMs(): number {
    return this.localMs() - (Number.isFinite(this.#skewMs) ? this.#skewMs : 0);
  }
}
