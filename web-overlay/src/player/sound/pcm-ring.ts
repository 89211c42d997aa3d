/** A run of decoded sound: one array per channel, all of one length. */
export interface PcmChunk {
  readonly ptsUs: number;
  readonly channels: readonly Float32Array[];
}

const GAP_US = 4_000; // rounding of timestamps is less than that
const MOST_SILENCE_US = 1_000_000; // a longer hole is not filled but leapt over
const FADE_FRAMES = 96; // 2 ms at 48 kHz: long enough to hear no click

/**
 * The sound that waits to be played, on the audio thread. It plays at any rate near 1 (linear interpolation), fills
 * holes in media time with silence, and after running dry waits until it holds enough again, so that one gap does not
 * become a crackle. Knows nothing of the browser: the worklet around it does.
 */
export class PcmRing {
  readonly #chunks: PcmChunk[] = [];
  #at = 0; // position within the first chunk, in frames
  #endUs = 0;
  #running = false;
  #fade = 0;
  #underruns = 0;
  #waitFrames = 0;
  rate = 1;
  /** How much it must hold to start, and to start again. */
  primeUs = 40_000;
  /** Holding more than this is a backlog: it leaps to where it would start. */
  mostUs = 300_000;

  constructor(readonly sampleRate: number) {}

  get underruns(): number {
    return this.#underruns;
  }

  get running(): boolean {
    return this.#running;
  }

  /** Media time of the next sample. */
  get ptsUs(): number {
    const first = this.#chunks[0];
    return first ? first.ptsUs + (this.#at / this.sampleRate) * 1e6 : this.#endUs;
  }

  get bufferedUs(): number {
    return Math.max(0, this.#endUs - this.ptsUs);
  }

  push(chunk: PcmChunk): void {
    const frames = chunk.channels[0]?.length ?? 0;
    if (frames === 0) {
      return;
    }
    if (this.#chunks.length > 0) {
      const gapUs = chunk.ptsUs - this.#endUs;
      if (gapUs < -GAP_US) {
        return; // heard already: two sockets overlap while the quality changes
      }
      if (gapUs > MOST_SILENCE_US) {
        this.clear();
      } else if (gapUs > GAP_US) {
        const silent = Math.round((gapUs * this.sampleRate) / 1e6);
        this.#chunks.push({
          ptsUs: this.#endUs,
          channels: chunk.channels.map(() => new Float32Array(silent)),
        });
      }
    } else if (chunk.ptsUs < this.#endUs - GAP_US && this.#endUs - chunk.ptsUs < MOST_SILENCE_US) {
      return;
    }
    this.#chunks.push(chunk);
    this.#endUs = chunk.ptsUs + (frames / this.sampleRate) * 1e6;
    if (this.bufferedUs > this.mostUs) {
      this.skip(this.bufferedUs - this.primeUs);
    }
  }

  /** Leaps over sound that nobody will hear. */
  skip(us: number): void {
    let frames = (us * this.sampleRate) / 1e6;
    this.#fade = 0;
    while (frames > 0 && this.#chunks.length > 0) {
      const left = this.#chunks[0]!.channels[0]!.length - this.#at;
      if (left > frames) {
        this.#at += frames;
        return;
      }
      frames -= left;
      this.#at = 0;
      this.#chunks.shift();
    }
  }

  /** Is silent for so long, so that what waits is heard later. */
  wait(us: number): void {
    this.#waitFrames = Math.round((us * this.sampleRate) / 1e6);
    this.#fade = 0;
  }

  clear(): void {
    this.#waitFrames = 0;
    this.#chunks.length = 0;
    this.#at = 0;
    this.#endUs = Number.NEGATIVE_INFINITY;
    this.#running = false;
  }

  /** Fills the output; returns whether it is under way, and not out of sound. */
  render(output: readonly Float32Array[]): boolean {
    const frames = output[0]?.length ?? 0;
    if (!this.#running) {
      if (this.bufferedUs < this.primeUs || this.#chunks.length === 0) {
        return false;
      }
      this.#running = true;
      this.#fade = 0;
    }
    if (this.#waitFrames > 0) {
      this.#waitFrames = Math.max(0, this.#waitFrames - frames);
      return true;
    }
    for (let i = 0; i < frames; i++) {
      if (!this.#sample(output, i)) {
        this.#running = false;
        this.#underruns++;
        return false;
      }
    }
    return true;
  }

  #sample(output: readonly Float32Array[], i: number): boolean {
    const chunk = this.#chunks[0];
    if (!chunk) {
      return false;
    }
    const whole = Math.floor(this.#at);
    const part = this.#at - whole;
    const length = chunk.channels[0]!.length;
    const gain = this.#fade < FADE_FRAMES ? ++this.#fade / FADE_FRAMES : 1;
    for (let c = 0; c < output.length; c++) {
      const from = chunk.channels[Math.min(c, chunk.channels.length - 1)]!;
      const here = from[whole] ?? 0;
      const next = whole + 1 < length ? from[whole + 1]! : this.#firstOfNext(c, here);
      output[c]![i] = (here + (next - here) * part) * gain;
    }
    this.#at += this.rate;
    if (this.#at >= length) {
      this.#at -= length;
      this.#chunks.shift();
    }
    return true;
  }

  #firstOfNext(channel: number, otherwise: number): number {
    const channels = this.#chunks[1]?.channels;
    return channels?.[Math.min(channel, channels.length - 1)]?.[0] ?? otherwise;
  }
}
