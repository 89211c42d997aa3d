/** The part of a `VideoFrame` that the queue needs. */
export interface Closable {
  readonly timestamp: number;
  close(): void;
}

const MOST = 16; // a decoder in hardware has no more frames than that to lend

/** Decoded pictures that wait for their moment, in the order of their media time. */
export class FrameQueue<F extends Closable> {
  readonly #frames: F[] = [];
  #dropped = 0;

  /** Pictures that were never shown because a newer one was due, or because too many waited. */
  get dropped(): number {
    return this.#dropped;
  }

  get length(): number {
    return this.#frames.length;
  }

  push(frame: F): void {
    let at = this.#frames.length;
    while (at > 0 && this.#frames[at - 1]!.timestamp > frame.timestamp) {
      at--;
    }
    this.#frames.splice(at, 0, frame);
    if (this.#frames.length > MOST) {
      this.#frames.shift()!.close();
      this.#dropped++;
    }
  }

  /**
   * The newest picture that is due; what is older is closed. The caller closes what it is given.
   *
   * @param dueUs media time up to which pictures are due
   * @param counted whether those passed over count as dropped; they do not while a backlog is worked off
   */
  take(dueUs: number, counted = true): F | undefined {
    let newest: F | undefined;
    while (this.#frames.length > 0 && this.#frames[0]!.timestamp <= dueUs) {
      if (newest) {
        newest.close();
        this.#dropped += counted ? 1 : 0;
      }
      newest = this.#frames.shift();
    }
    return newest;
  }

  /** Closes the pictures from a media time on. */
  cut(fromUs: number): void {
    while (this.#frames.length > 0 && this.#frames.at(-1)!.timestamp >= fromUs) {
      this.#frames.pop()!.close();
    }
  }

  clear(): void {
    for (const frame of this.#frames.splice(0)) {
      frame.close();
    }
  }
}
