import type { EncodedFrame } from '../feed/frame-header';

const MOST_QUEUED = 45; // a decoder so far behind cannot keep up; it starts again at a key frame
const MOST_ERRORS = 3;
const ERRORS_WITHIN_MS = 30_000;

export interface PictureListener {
  picture(frame: VideoFrame): void;
  /** The decoder gave up too often. */
  hopeless(why: string): void;
  /** The browser has no decoder for this. */
  unsupported(codec: string): void;
}

/**
 * `VideoDecoder` with what it lacks: it waits for a key frame, begins again at the next one after an error, drops what
 * it cannot keep up with up to a key frame, and lets go of low delay when the stream turns out to have B-frames (a
 * decoder told to hurry would give those out in the wrong order).
 */
export class PictureDecoder {
  #decoder: VideoDecoder | undefined;
  #config: VideoDecoderConfig | undefined;
  #needKey = true;
  #reordered = false;
  #newestPtsUs = Number.NEGATIVE_INFINITY;
  #errors: number[] = [];
  #skipped = 0;

  constructor(readonly listener: PictureListener) {}

  /** Frames that were never given to the decoder. */
  get skipped(): number {
    return this.#skipped;
  }

  get reordered(): boolean {
    return this.#reordered;
  }

  configure(config: VideoDecoderConfig): void {
    this.#config = config;
    this.#reordered = false;
    this.#able = false;
    this.#begin();
  }

  decode(frame: EncodedFrame): void {
    if (this.#decoder?.state !== 'configured') {
      this.#skipped++;
      return;
    }
    if (frame.key && this.#decoder.decodeQueueSize > MOST_QUEUED) {
      this.#begin();
    }
    if (this.#needKey && !frame.key) {
      this.#skipped++;
      return;
    }
    if (!this.#reordered && !frame.key && frame.ptsUs < this.#newestPtsUs) {
      this.#reordered = true;
    } else if (frame.key && this.#reordered && this.#hurries) {
      this.#begin();
    }
    this.#newestPtsUs = frame.key ? frame.ptsUs : Math.max(frame.ptsUs, this.#newestPtsUs);
    this.#needKey = false;
    try {
      this.#decoder.decode(
        new EncodedVideoChunk({
          type: frame.key ? 'key' : 'delta',
          timestamp: frame.ptsUs,
          duration: frame.durationUs,
          data: frame.payload,
        }),
      );
    } catch (why) {
      this.#failed(why);
    }
  }

  close(): void {
    const old = this.#decoder;
    this.#decoder = undefined;
    if (old && old.state !== 'closed') {
      old.close();
    }
  }

  #hurries = true;
  #able = false; // it has decoded something of this configuration

  #begin(): void {
    this.close();
    const decoder = new VideoDecoder({
      output: (frame) => {
        if (this.#decoder === decoder) {
          this.#able = true;
          this.listener.picture(frame);
        } else {
          frame.close();
        }
      },
      error: (why) => this.#decoder === decoder && void this.#refused(why),
    });
    this.#decoder = decoder;
    this.#needKey = true;
    this.#hurries = !this.#reordered;
    this.#newestPtsUs = Number.NEGATIVE_INFINITY;
    try {
      decoder.configure({ ...this.#config!, optimizeForLatency: this.#hurries });
    } catch (why) {
      this.listener.hopeless(nameOf(why));
    }
  }

  /** Browsers do not agree on the error that says that a codec is foreign to them. */
  async #refused(why: unknown): Promise<void> {
    const decoder = this.#decoder;
    const config = this.#config;
    if (!this.#able && config) {
      const supported = await VideoDecoder.isConfigSupported(config).then(
        (answer) => answer.supported,
        () => false,
      );
      if (this.#decoder !== decoder || this.#config !== config) {
        return;
      }
      if (!supported) {
        this.close();
        this.listener.unsupported(config.codec);
        return;
      }
    }
    this.#failed(why);
  }

  #failed(why: unknown): void {
    if (why instanceof DOMException && why.name === 'NotSupportedError') {
      this.close();
      this.listener.unsupported(this.#config?.codec ?? '');
      return;
    }
    const now = performance.now();
    this.#errors = [...this.#errors.filter((at) => now - at < ERRORS_WITHIN_MS), now];
    if (this.#errors.length >= MOST_ERRORS) {
      this.close();
      this.listener.hopeless(nameOf(why));
    } else {
      this.#begin();
    }
  }
}

/** An exception in one word: its sentences are for programmers. */
function nameOf(why: unknown): string {
  return why instanceof Error || why instanceof DOMException ? why.name : String(why);
}
