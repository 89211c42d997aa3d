/** Which epoch a media time belongs to: media time runs on across epochs, so the starts are enough. */
export class Timeline {
  readonly #starts: { epoch: number; fromMs: number }[] = [];

  /** An epoch begins at a media time; the first one covers everything before it too. */
  begin(epoch: number, fromMs: number): void {
    const last = this.#starts.at(-1);
    if (last?.epoch === epoch) {
      return;
    }
    this.#starts.push({ epoch, fromMs });
    if (this.#starts.length > 32) {
      this.#starts.shift();
    }
  }

  epochAt(ptsMs: number): number {
    for (let i = this.#starts.length - 1; i > 0; i--) {
      const start = this.#starts[i]!;
      if (ptsMs >= start.fromMs) {
        return start.epoch;
      }
    }
    return this.#starts[0]?.epoch ?? 0;
  }
}
