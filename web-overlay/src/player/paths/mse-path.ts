import { type Carriage, captionsIn, carriageOf } from '../captions/caption-data';
import { Cushion } from '../clock/cushion';
import { Lag } from '../clock/lag';
import { Timeline } from '../clock/timeline';
import { readFragment, readRecord, readTimescales } from '../feed/fragment';
import { SocketFeed } from '../feed/socket-feed';
import { AppendQueue } from './append-queue';
import {
  type Audio,
  FIRST_AUDIO,
  type MediaPath,
  type PathHost,
  type PathStats,
  type Rung,
} from './media-path';
import { VideoSurface } from './video-surface';

const TICK_MS = 100;
const GAP_S = 0.05; // a hole between epochs wider than this is leapt over
const STARVED_MS = 1_000;
const STUCK_MS = 1_500; // longer than a stall that heals
const STUCK_AHEAD_S = 1;
const AGAIN_MS = 300;
const FRAME_S = 0.033; // what comes at a time, above the low-water mark
const MOST_BREAKS = 3;
const BREAKS_WITHIN_MS = 30_000;

/** The text frame that opens each epoch of `/live/EVENT/ws?format=fmp4`. */
interface Fmp4Config {
  readonly mime: string;
  readonly epoch?: number;
  readonly ptsMs?: number;
  readonly width?: number;
  readonly height?: number;
  readonly rungs?: readonly Rung[];
  readonly audios?: readonly Audio[];
  readonly audioId?: string;
  readonly cushionMs?: number;
  readonly leapMs?: number;
}

type Source = MediaSource & { streaming?: boolean };
type SourceClass = (new () => Source) & { isTypeSupported?(mime: string): boolean };

/** `ManagedMediaSource` where there is one: Safari on phones has no other. */
export function mediaSourceClass(): SourceClass | undefined {
  const scope = globalThis as { ManagedMediaSource?: SourceClass; MediaSource?: SourceClass };
  return scope.ManagedMediaSource ?? scope.MediaSource;
}

/** Whether Media Source Extensions here take a picture of a codec. */
export function canAppend(codec: string): boolean {
  return mediaSourceClass()?.isTypeSupported?.(`video/mp4; codecs="${codec}"`) !== false;
}

/** A quality or a sound that waits, with its head, for a key frame that the element does not have yet. */
interface Next {
  readonly rung: string;
  readonly audio: string;
  readonly feed: SocketFeed;
  config?: Fmp4Config;
  init?: ArrayBuffer;
  video?: PictureTrack | undefined;
}

interface PictureTrack {
  readonly id: number;
  readonly timescale: number;
}

/**
 * Fragmented MP4 over a WebSocket into Media Source Extensions.
 *
 * One MediaSource lives as long as the codecs can be changed in place; only a decoder's refusal makes a new one. The
 * socket may come and go: what is in the element stays on the screen.
 */
export class MsePath implements MediaPath {
  readonly kind = 'mse';
  readonly surface = 'video';
  readonly #video: HTMLVideoElement;
  readonly #screen: VideoSurface;
  readonly #timeline = new Timeline();
  readonly #listening = new AbortController();
  readonly #cushion = new Cushion(performance.now());
  readonly #lag = new Lag();
  readonly #early: Uint8Array<ArrayBuffer>[] = [];
  #feed: SocketFeed;
  #rung: string;
  #audio: string;
  #next: Next | undefined;
  #source: Source | undefined;
  #sourceUrl: string | undefined;
  #queue: AppendQueue | undefined;
  #config: Fmp4Config | undefined;
  #awaitingInit = false;
  #picture: PictureTrack | undefined;
  #carriage: Carriage | undefined;
  #mime = '';
  #started = false;
  #closed = false;
  #wantsPause = false;
  #tick: ReturnType<typeof setInterval> | undefined;
  #breaks: number[] = [];
  #stoodAtS = -1;
  #movedAt = 0;

  /** @param url of the media socket for a quality and a sound */
  constructor(
    readonly host: PathHost,
    readonly url: (rung: string, audio: string) => string,
  ) {
    this.#video = host.video;
    this.#screen = new VideoSurface(host);
    this.#rung = host.rung;
    this.#audio = host.audio;
    this.#feed = this.#makeFeed(host.rung, host.audio);
  }

  get mediaMs(): number {
    return this.#video.currentTime * 1_000;
  }

  open(): void {
    if (!mediaSourceClass()) {
      this.host.failed('unsupported', 'This browser has no Media Source Extensions.');
      return;
    }
    const { signal } = this.#listening;
    this.#screen.open();
    this.#video.addEventListener('waiting', () => this.#waiting(), { signal });
    this.#video.addEventListener('error', () => this.#broken(this.#video.error?.message), { signal });
    document.addEventListener('visibilitychange', () => this.#woken(), { signal });
    this.#tick = setInterval(() => this.#steer(), TICK_MS);
    this.#feed.open();
  }

  close(): void {
    this.#closed = true;
    this.#listening.abort();
    clearInterval(this.#tick);
    this.#next?.feed.close();
    this.#feed.close();
    this.#screen.close();
    this.#dropSource();
    this.host.state('closed');
  }

  toLive(): void {
    const end = this.#endS();
    if (end !== undefined) {
      this.#video.currentTime = Math.max(this.#startOfLastS(), end - this.#cushion.targetS - FRAME_S);
      this.#cushion.restart(performance.now());
    }
  }

  play(): void {
    this.#wantsPause = false;
    this.toLive();
    this.#screen.play();
  }

  pause(): void {
    this.#wantsPause = true;
    this.#video.pause();
  }

  loudness(volume: number, muted: boolean): void {
    this.#video.volume = volume;
    this.#video.muted = muted;
  }

  useRung(name: string): void {
    this.#use(name, this.#next?.audio ?? this.#audio);
  }

  useAudio(id: string): void {
    this.#use(this.#next?.rung ?? this.#rung, id);
  }

  #use(rung: string, audio: string): void {
    this.#next?.feed.close();
    this.#next = undefined;
    if (rung !== this.#rung || audio !== this.#audio) {
      const feed = new SocketFeed(this.url(rung, audio), {
        config: (text) => this.#nextConfig(text),
        bytes: (message) => this.#nextBytes(message),
        opening: () => undefined,
        lost: () => undefined,
        refused: () => undefined,
      });
      this.#next = { rung, audio, feed };
      feed.open();
    }
  }

  epochAt(ptsMs: number): number {
    return this.#timeline.epochAt(ptsMs);
  }

  stats(): PathStats {
    const managed = 'ManagedMediaSource' in globalThis;
    return {
      kind: this.kind,
      path: managed ? 'Managed MSE · WebSocket' : 'MSE · WebSocket',
      behindMs: Math.max(0, Math.round(((this.#endS() ?? 0) - this.#video.currentTime) * 1000)),
      cushionMs: Math.round(this.#cushion.targetS * 1000),
      rate: this.#video.playbackRate,
      stalls: this.#cushion.stalls,
      kbps: this.#feed.kbps,
      epoch: this.#config?.epoch ?? 0,
      width: this.#video.videoWidth || (this.#config?.width ?? 0),
      height: this.#video.videoHeight || (this.#config?.height ?? 0),
      mime: this.#mime.replace(/^.*codecs="?([^"]*)"?.*$/, '$1'),
      rung: this.#rung,
      lagMs: Math.round(this.#lag.lagMs(performance.now())),
      ...this.#screen.counts(),
    };
  }

  // feed

  #makeFeed(rung: string, audio: string): SocketFeed {
    const standing = () => this.host.state(this.#started ? 'waiting' : 'connecting');
    return new SocketFeed(this.url(rung, audio), {
      config: (text) => this.#configure(text as unknown as Fmp4Config),
      bytes: (message) => this.#receive(new Uint8Array(message)),
      opening: standing,
      lost: standing,
      refused: () => this.host.failed('failed', 'The connection lets no socket through.'),
    });
  }

  #configure(config: Fmp4Config): void {
    if (typeof config.mime !== 'string') {
      return; // a notice of a kind this page does not know
    }
    if (config.rungs) {
      this.host.rungs(config.rungs);
    }
    if (mediaSourceClass()?.isTypeSupported?.(config.mime) === false) {
      const codec = /codecs="([^",]*)/.exec(config.mime)?.[1] ?? '';
      const why = `This browser's Media Source Extensions do not take ${config.mime}.`;
      this.host.failed('unsupported', why, canAppend(codec) ? undefined : codec);
      return;
    }
    this.#config = config;
    if (config.cushionMs && config.leapMs) {
      this.#cushion.within(config.cushionMs / 1_000, config.leapMs / 1_000);
    }
    this.#lag.restart();
    this.#awaitingInit = true;
    this.host.audios(config.audios ?? [], config.audioId ?? FIRST_AUDIO);
    if (!this.#source) {
      this.#mime = config.mime;
      this.#makeSource(config.mime);
    } else if (config.mime !== this.#mime) {
      this.#mime = config.mime;
      this.#queue?.changeType(config.mime);
    }
  }

  #receive(bytes: Uint8Array<ArrayBuffer>): void {
    if (this.#awaitingInit) {
      this.#awaitingInit = false;
      this.#picture = pictureTrack(bytes.buffer);
      this.#carriage = carriageOf(this.#config?.mime ?? '', readRecord(bytes.buffer));
      const fromMs = this.#config?.ptsMs ?? (this.#endS() ?? 0) * 1000;
      this.#timeline.begin(this.#config?.epoch ?? 0, fromMs);
    }
    const fragment = readFragment(bytes.buffer);
    if (fragment && fragment.track === this.#picture?.id) {
      const { timescale } = this.#picture;
      this.#lag.arrived((fragment.decodeTime / timescale) * 1_000, performance.now());
      const fields = this.#carriage && captionsIn(this.#carriage, fragment.data);
      if (fields) {
        this.host.captions(((fragment.decodeTime + fragment.compositionTime) / timescale) * 1_000, fields);
      }
    }
    if (this.#queue) {
      this.#queue.push(bytes);
    } else {
      this.#early.push(bytes);
    }
  }

  // a change of quality

  #nextConfig(text: Record<string, unknown>): void {
    const next = this.#next;
    if (next && typeof text.mime === 'string') {
      next.config = text as unknown as Fmp4Config;
      delete next.init;
    }
  }

  /** Takes over with the first key frame that lies behind everything the element has. */
  #nextBytes(message: ArrayBuffer): void {
    const next = this.#next;
    if (!next?.config) {
      return;
    }
    if (!next.init) {
      next.init = message;
      next.video = pictureTrack(message);
      return;
    }
    const fragment = readFragment(message);
    const end = this.#endS();
    if (
      !fragment?.key ||
      !next.video ||
      fragment.track !== next.video.id ||
      (end !== undefined && fragment.decodeTime / next.video.timescale < end - GAP_S)
    ) {
      return;
    }
    const { feed, rung, audio, config, init } = next;
    this.#next = undefined;
    this.#feed.close();
    this.#feed = this.#makeFeed(rung, audio);
    this.#feed.takeOver(feed);
    this.#rung = rung;
    this.#audio = audio;
    this.#configure(config);
    this.#receive(new Uint8Array(init));
    this.#receive(new Uint8Array(message));
  }

  // source

  #makeSource(mime: string): void {
    const source = new (mediaSourceClass()!)();
    this.#source = source;
    this.#started = false;
    this.#early.length = 0;
    if ('streaming' in source) {
      this.#video.disableRemotePlayback = true; // ManagedMediaSource refuses to attach otherwise
    }
    source.addEventListener('sourceopen', () => this.#source === source && this.#sourceOpen(source, mime), {
      once: true,
    });
    this.#sourceUrl = URL.createObjectURL(source);
    this.#video.src = this.#sourceUrl;
    this.host.state('buffering');
  }

  #sourceOpen(source: Source, mime: string): void {
    if (this.#sourceUrl) {
      URL.revokeObjectURL(this.#sourceUrl);
      this.#sourceUrl = undefined;
    }
    source.duration = Number.POSITIVE_INFINITY;
    this.#queue = new AppendQueue(
      source.addSourceBuffer(mime),
      () => this.#video.currentTime,
      () => this.#appended(),
      (why) => this.#broken(String(why)),
      () => this.#appending(),
    );
    if (this.#mime !== mime) {
      this.#queue.changeType(this.#mime);
    }
    for (const bytes of this.#early.splice(0)) {
      this.#queue.push(bytes);
    }
  }

  #dropSource(): void {
    this.#source = undefined;
    this.#queue = undefined;
    this.#started = false;
    if (this.#sourceUrl) {
      URL.revokeObjectURL(this.#sourceUrl);
      this.#sourceUrl = undefined;
    }
    this.#video.removeAttribute('src');
    this.#video.load();
  }

  /** The decoder or the buffer gave up: begin again with a new source and a new join, but not for ever. */
  #broken(why: string | undefined): void {
    if (this.#closed || !this.#source) {
      return;
    }
    const now = performance.now();
    this.#breaks = [...this.#breaks.filter((at) => now - at < BREAKS_WITHIN_MS), now];
    this.#screen.keepPicture();
    this.#dropSource();
    if (this.#breaks.length >= MOST_BREAKS) {
      this.host.failed('failed', `The browser could not play the stream: ${why ?? 'no reason given'}`);
    } else {
      this.#feed.again(AGAIN_MS * this.#breaks.length);
    }
  }

  // playhead

  #appending(): void {
    const end = this.#endS();
    if (this.#started && end !== undefined && !this.#video.paused && !this.#video.seeking) {
      this.#cushion.low(end - this.#video.currentTime);
    }
  }

  #appended(): void {
    if (!this.#started && this.#endS() !== undefined) {
      this.#started = true;
      this.toLive();
      if (!this.#wantsPause) {
        this.#screen.play();
      }
    }
  }

  #waiting(): void {
    if (this.#started && !this.#video.paused && !this.#video.seeking) {
      this.#cushion.stalled();
      if (performance.now() - this.#feed.lastAt < STARVED_MS) {
        this.host.stalled(0);
      }
    }
  }

  #woken(): void {
    const end = this.#endS();
    if (
      document.visibilityState === 'visible' &&
      end !== undefined &&
      !this.#video.paused &&
      end - this.#video.currentTime > this.#cushion.targetS + 0.5
    ) {
      this.toLive();
    }
  }

  #steer(): void {
    const end = this.#endS();
    if (!this.#started || this.#video.paused || end === undefined) {
      return;
    }
    const now = performance.now();
    if (this.#stuck(end, now)) {
      this.toLive();
    }
    if (this.#video.seeking) {
      return;
    }
    this.#leapGap();
    const aheadS = end - this.#video.currentTime;
    const { rate, leapS } = this.#cushion.advise(aheadS, now);
    if (leapS > 0) {
      this.toLive();
    }
    this.#screen.pace(rate);
    if (now - this.#feed.lastAt > STARVED_MS && aheadS < 0.1) {
      this.host.state('waiting');
    }
  }

  /**
   * Whether the playhead stands although a second and more lies ahead: where a sound or a quality follows another with a
   * hole between them, Chromium may wait before it for more media, further away than {@link #leapGap} looks.
   */
  #stuck(endS: number, now: number): boolean {
    const { currentTime } = this.#video;
    if (currentTime !== this.#stoodAtS || endS - currentTime < STUCK_AHEAD_S) {
      this.#stoodAtS = currentTime;
      this.#movedAt = now;
      return false;
    }
    if (now - this.#movedAt < STUCK_MS) {
      return false;
    }
    this.#movedAt = now;
    return true;
  }

  /** Media time jumps where the publisher was away; the playhead must not wait at the edge of the hole. */
  #leapGap(): void {
    const { buffered, currentTime } = this.#video;
    for (let i = 0; i < buffered.length - 1; i++) {
      const end = buffered.end(i);
      const next = buffered.start(i + 1);
      const within = currentTime >= buffered.start(i) - GAP_S && currentTime <= end + GAP_S;
      if (within && end - currentTime < 0.12 && next > currentTime && next > end) {
        this.#video.currentTime = next + 0.001;
        this.#cushion.restart(performance.now());
        return;
      }
    }
    if (buffered.length > 0 && currentTime < buffered.start(0) - GAP_S) {
      this.#video.currentTime = buffered.start(0) + 0.001;
    }
  }

  #endS(): number | undefined {
    const { buffered } = this.#video;
    return buffered.length === 0 ? undefined : buffered.end(buffered.length - 1);
  }

  #startOfLastS(): number {
    const { buffered } = this.#video;
    return buffered.length === 0 ? 0 : buffered.start(buffered.length - 1);
  }
}

function pictureTrack(init: ArrayBuffer): PictureTrack | undefined {
  const video = [...readTimescales(init)].find(([, track]) => track.video);
  return video && { id: video[0], timescale: video[1].timescale };
}
