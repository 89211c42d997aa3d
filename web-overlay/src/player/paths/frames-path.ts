import { Playout } from '../clock/playout';
import { Timeline } from '../clock/timeline';
import { FrameQueue } from '../picture/frame-queue';
import { Sound } from '../sound/sound';
import { decoderConfig, type FramesConfig, FramesLane, type LaneListener } from './frames-lane';
import { FIRST_AUDIO, type MediaPath, type PathHost, type PathStats } from './media-path';

const HALF_A_REFRESH_MS = 8; // what is due before the screen's next turn is painted now
const STALL_MS = 250; // a picture that stands so long is seen to stand
const OWN_GAP_MS = 150; // unless the publisher sent none for about as long
const STARVED_MS = 1_000;
const SETTLE_MS = 500;
const CAUGHT_UP_MS = 120; // a new quality this near to the old one takes over

/** Whether this browser has what the path is made of; what it can decode shows with the first configuration. */
export function canDecodeFrames(): boolean {
  return (
    typeof VideoDecoder === 'function' &&
    typeof AudioDecoder === 'function' &&
    typeof AudioWorkletNode === 'function'
  );
}

/**
 * Encoded frames over a WebSocket, decoded by WebCodecs, painted on a canvas at the moment that {@link Playout} says.
 *
 * The fastest path: nothing between the decoder and the screen but the jitter of the way here. It is all our own: sync,
 * hold, recovery; see the folders clock, sound and picture.
 */
export class FramesPath implements MediaPath {
  readonly kind = 'frames';
  readonly surface = 'canvas';
  readonly #pen: CanvasRenderingContext2D | null;
  readonly #playout = new Playout();
  readonly #queue = new FrameQueue<VideoFrame>();
  readonly #timeline = new Timeline();
  readonly #sound: Sound;
  readonly #listening = new AbortController();
  readonly #lanes: LaneListener;
  #lane: FramesLane;
  #next: FramesLane | undefined;
  #painting: number | undefined;
  #paintedMs = 0; // media time of what is on the canvas
  #paintedAt = 0;
  #decodedMs = 0;
  #epoch: number | undefined;
  #ownGapMs = 0; // the longest between two pictures of the publisher since the last was painted
  #shown = 0;
  #stalls = 0;
  #paused = false;
  #closed = false;
  #watch: ReturnType<typeof setInterval> | undefined;

  /** @param url of the media socket for a quality and a sound */
  constructor(
    readonly host: PathHost,
    readonly url: (rung: string, audio: string) => string,
  ) {
    this.#pen = host.canvas.getContext('2d', { alpha: false });
    this.#sound = new Sound(
      {
        heard: (offsetMs) => this.#playout.heard(offsetMs),
        silenced: () => host.silenced(),
        hopeless: (why) => this.#fail('failed', `The sound could not be decoded (${why}).`),
      },
      () => this.#playout.soundNotBeforeMs,
    );
    this.#lanes = {
      configured: (lane, config) => this.#configured(lane, config),
      picture: (lane, frame) => this.#decoded(lane, frame),
      sound: (lane, frame) => lane === this.#lane && this.#sound.decode(frame),
      captions: (ptsMs, fields) => host.captions(ptsMs, fields),
      opening: (lane) => lane === this.#lane && host.state(this.#shown > 0 ? 'waiting' : 'connecting'),
      failed: (lane, kind, why, codec) => this.#laneFailed(lane, kind, why, codec),
    };
    this.#lane = new FramesLane(url(host.rung, host.audio), host.rung, host.audio, this.#lanes);
  }

  get mediaMs(): number {
    return this.#paintedMs;
  }

  open(): void {
    document.addEventListener('visibilitychange', () => this.#resume(), { signal: this.#listening.signal });
    this.#watch = setInterval(() => this.#look(), 500);
    this.#lane.feed.open();
  }

  close(): void {
    this.#closed = true;
    this.#listening.abort();
    clearInterval(this.#watch);
    this.#next?.close();
    this.#lane.close();
    this.#sound.close();
    this.#queue.clear();
    this.#stopPainting();
    this.host.state('closed');
  }

  toLive(): void {
    this.#resume();
    this.#sound.clear();
  }

  pause(): void {
    if (!this.#paused) {
      this.#paused = true;
      this.#lane.feed.rest();
      this.#dropNext();
      this.#sound.clear();
      this.#queue.clear();
      this.#stopPainting();
      this.host.paused(true);
    }
  }

  play(): void {
    if (this.#paused) {
      this.#paused = false;
      this.host.paused(false);
      this.#resume();
      this.#lane.feed.again();
    }
  }

  loudness(volume: number, muted: boolean): void {
    this.#sound.loudness(volume, muted);
  }

  useRung(name: string): void {
    this.#use(name, (this.#next ?? this.#lane).audio);
  }

  useAudio(id: string): void {
    this.#use((this.#next ?? this.#lane).rung, id);
  }

  #use(rung: string, audio: string): void {
    this.#dropNext();
    if (rung !== this.#lane.rung || audio !== this.#lane.audio) {
      this.#next = new FramesLane(this.url(rung, audio), rung, audio, this.#lanes);
      this.#next.feed.open();
    }
  }

  epochAt(ptsMs: number): number {
    return this.#timeline.epochAt(ptsMs);
  }

  stats(): PathStats {
    const { config, feed, lag, rung, skipped, newestMs } = this.#lane;
    return {
      kind: this.kind,
      path: 'WebCodecs · WebSocket',
      behindMs: Math.max(0, Math.round(newestMs - this.#paintedMs)),
      cushionMs: Math.round(this.#playout.picture.holdMs),
      rate: this.#sound.rate,
      stalls: this.#stalls,
      dropped: this.#queue.dropped + skipped,
      shown: this.#shown,
      kbps: feed.kbps,
      epoch: config.epoch ?? 0,
      width: config.width ?? this.host.canvas.width,
      height: config.height ?? this.host.canvas.height,
      mime: [config.video?.codec, config.audio?.codec].filter(Boolean).join(', '),
      rung,
      lagMs: Math.round(lag.lagMs(performance.now())),
      syncMs: this.#playout.syncMs,
    };
  }

  // lanes

  #configured(lane: FramesLane, config: FramesConfig): void {
    if (config.rungs) {
      this.host.rungs(config.rungs);
    }
    if (lane === this.#lane) {
      this.#adopt(config);
    }
  }

  #adopt(config: FramesConfig): void {
    if (config.epoch !== this.#epoch) {
      this.#epoch = config.epoch;
      this.#resume(); // what was measured of another publisher's frames says nothing of these
    }
    this.#timeline.begin(config.epoch ?? 0, config.ptsMs ?? this.#paintedMs);
    this.#tellSounds(config);
    const audio = config.audio && (decoderConfig(config.audio) as AudioDecoderConfig);
    this.#sound.configure(audio);
    if (audio) {
      void AudioDecoder.isConfigSupported(audio).then(
        ({ supported }) =>
          supported ||
          this.#fail('unsupported', `This browser's WebCodecs has no decoder for ${audio.codec}.`),
        () => this.#fail('unsupported', `This browser's WebCodecs refused the sound's description.`),
      );
    }
  }

  /** The lane that begins takes over with the first picture that the other has not shown yet. */
  #takeOver(frame: VideoFrame): void {
    const old = this.#lane;
    this.#lane = this.#next!;
    this.#next = undefined;
    old.close();
    this.#queue.cut(frame.timestamp);
    const { config } = this.#lane;
    this.#tellSounds(config);
    if (JSON.stringify(config.audio) === JSON.stringify(old.config.audio)) {
      this.#epoch = config.epoch;
      this.#timeline.begin(config.epoch ?? 0, config.ptsMs ?? this.#paintedMs);
    } else {
      this.#adopt(config);
    }
  }

  #tellSounds({ audios, audioId }: FramesConfig): void {
    this.host.audios(audios ?? [], audioId ?? FIRST_AUDIO);
  }

  #dropNext(): void {
    this.#next?.close();
    this.#next = undefined;
  }

  #laneFailed(lane: FramesLane, kind: 'unsupported' | 'failed', why: string, codec?: string): void {
    if (lane === this.#lane) {
      this.#fail(kind, why, codec);
    } else {
      this.#dropNext(); // the old quality goes on
    }
  }

  #fail(kind: 'unsupported' | 'failed', why: string, codec?: string): void {
    if (!this.#closed) {
      this.host.failed(kind, why, codec);
    }
  }

  // pictures

  #decoded(lane: FramesLane, frame: VideoFrame): void {
    const ptsMs = frame.timestamp / 1_000;
    if (lane === this.#next && ptsMs > this.#paintedMs && ptsMs > this.#decodedMs - CAUGHT_UP_MS) {
      this.#takeOver(frame);
    }
    if (lane !== this.#lane || this.#paused || this.#closed) {
      frame.close();
      return;
    }
    const now = performance.now();
    const fellAt = this.#playout.picture.fellAtMs;
    this.#playout.pictureArrived(ptsMs, now);
    if (this.#shown > 0 && fellAt !== this.#playout.picture.fellAtMs) {
      this.#sound.clear(); // what waits to be heard belongs to the backlog that was just worked off
    }
    if (this.#decodedMs > 0) {
      this.#ownGapMs = Math.max(this.#ownGapMs, ptsMs - this.#decodedMs);
    }
    this.#decodedMs = ptsMs;
    this.#queue.push(frame);
    if (document.hidden) {
      this.#queue.clear(); // nobody sees it; the sound plays on
      this.#paintedMs = ptsMs;
      this.#paintedAt = now;
    } else {
      this.#paintSoon();
    }
  }

  #paintSoon(): void {
    this.#painting ??= requestAnimationFrame((now) => {
      this.#painting = undefined;
      this.#paint(now);
      if (this.#queue.length > 0) {
        this.#paintSoon();
      }
    });
  }

  #paint(now: number): void {
    const settled = now - this.#playout.picture.fellAtMs > SETTLE_MS;
    const frame = this.#queue.take((now + HALF_A_REFRESH_MS - this.#playout.offsetMs(now)) * 1_000, settled);
    if (!frame) {
      return;
    }
    const ptsMs = frame.timestamp / 1_000;
    if (ptsMs <= this.#paintedMs && this.#paintedMs - ptsMs < 5_000) {
      frame.close(); // out of order: its moment has passed
      return;
    }
    const { canvas } = this.host;
    if (canvas.width !== frame.displayWidth || canvas.height !== frame.displayHeight) {
      canvas.width = frame.displayWidth;
      canvas.height = frame.displayHeight;
    }
    this.#pen?.drawImage(frame, 0, 0, canvas.width, canvas.height);
    frame.close();
    this.#shown++;
    if (this.#paintedAt > 0 && now - this.#paintedAt > STALL_MS) {
      if (now - this.#paintedAt - this.#ownGapMs > OWN_GAP_MS) {
        this.#stalls++;
        this.host.stalled(now - this.#paintedAt);
      }
    }
    this.#ownGapMs = 0;
    this.#paintedMs = ptsMs;
    this.#paintedAt = now;
    this.host.frame(now, ptsMs);
  }

  #stopPainting(): void {
    if (this.#painting !== undefined) {
      cancelAnimationFrame(this.#painting);
      this.#painting = undefined;
    }
  }

  /** A new beginning, after which the time without a picture does not count as a standstill. */
  #resume(): void {
    this.#paintedAt = 0;
    this.#decodedMs = 0;
    this.#playout.restart();
  }

  #look(): void {
    if (!this.#paused && this.#shown > 0 && performance.now() - this.#lane.feed.lastAt > STARVED_MS) {
      this.host.state('waiting');
    }
  }
}
