import { type Carriage, captionsIn, carriageOf, type FieldPairs } from '../captions/caption-data';
import { Lag } from '../clock/lag';
import { type EncodedFrame, readFrame } from '../feed/frame-header';
import { SocketFeed } from '../feed/socket-feed';
import { PictureDecoder } from '../picture/picture-decoder';
import type { Audio, Rung } from './media-path';

/** The text frame that opens each epoch of `/live/EVENT/ws?format=frames`. */
export interface FramesConfig {
  readonly epoch?: number;
  readonly ptsMs?: number;
  readonly width?: number;
  readonly height?: number;
  readonly video?: {
    readonly codec: string;
    readonly codedWidth?: number;
    readonly codedHeight?: number;
    readonly description?: string;
  };
  readonly audio?: {
    readonly codec: string;
    readonly sampleRate: number;
    readonly numberOfChannels: number;
    readonly description?: string;
  };
  readonly rungs?: readonly Rung[];
  readonly audios?: readonly Audio[];
  readonly audioId?: string;
}

export interface LaneListener {
  configured(lane: FramesLane, config: FramesConfig): void;
  picture(lane: FramesLane, frame: VideoFrame): void;
  sound(lane: FramesLane, frame: EncodedFrame): void;
  captions(ptsMs: number, fields: FieldPairs): void;
  opening(lane: FramesLane): void;
  failed(lane: FramesLane, kind: 'unsupported' | 'failed', why: string, codec?: string): void;
}

/**
 * One quality with one of the sounds: its socket and its picture decoder. While the quality changes there are two of them, until the new one
 * has caught up with the old.
 */
export class FramesLane {
  readonly #decoder: PictureDecoder;
  readonly feed: SocketFeed;
  readonly lag = new Lag();
  #config: FramesConfig = {};
  #newestMs = 0;
  #carriage: Carriage | undefined;

  constructor(
    url: string,
    readonly rung: string,
    readonly audio: string,
    listener: LaneListener,
  ) {
    this.#decoder = new PictureDecoder({
      picture: (frame) => listener.picture(this, frame),
      hopeless: (why) => listener.failed(this, 'failed', `The picture could not be decoded (${why}).`),
      unsupported: (codec) =>
        listener.failed(this, 'unsupported', `This browser's WebCodecs has no decoder for ${codec}.`, codec),
    });
    this.feed = new SocketFeed(url, {
      config: (text) => {
        const config = text as FramesConfig;
        if (!config.video) {
          if ('mime' in text) {
            listener.failed(this, 'unsupported', 'The server offers no frames for WebCodecs.');
          }
          return; // a notice of a kind this page does not know
        }
        this.#config = config;
        this.lag.restart();
        const video = decoderConfig(config.video);
        this.#carriage = carriageOf(video.codec, video.description);
        this.#decoder.configure(video as VideoDecoderConfig);
        listener.configured(this, config);
      },
      bytes: (message) => {
        const frame = readFrame(message);
        if (frame?.track === 'video') {
          this.lag.arrived(frame.ptsUs / 1_000, performance.now());
          this.#newestMs = Math.max(this.#newestMs, frame.ptsUs / 1_000);
          const fields = this.#carriage && captionsIn(this.#carriage, frame.payload);
          if (fields) {
            listener.captions(frame.ptsUs / 1_000, fields);
          }
          this.#decoder.decode(frame);
        } else if (frame) {
          listener.sound(this, frame);
        }
      },
      opening: () => listener.opening(this),
      lost: () => listener.opening(this),
      refused: () => listener.failed(this, 'failed', 'The connection lets no socket through.'),
    });
  }

  get config(): FramesConfig {
    return this.#config;
  }

  /** Media time of the newest picture received. */
  get newestMs(): number {
    return this.#newestMs;
  }

  get skipped(): number {
    return this.#decoder.skipped;
  }

  close(): void {
    this.feed.close();
    this.#decoder.close();
  }
}

/** The members that `configure` takes, with the description as bytes. */
export function decoderConfig<C extends { readonly codec: string; readonly description?: string }>(
  config: C,
): Omit<C, 'description'> & { description?: Uint8Array } {
  const { description, ...rest } = config;
  return description ? { ...rest, description: Uint8Array.from(atob(description), byteOf) } : rest;
}

function byteOf(char: string): number {
  return char.charCodeAt(0);
}
