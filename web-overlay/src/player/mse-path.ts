import { AppendQueue } from './append-queue';
import { Backoff } from './backoff';
import { Cushion } from './cushion';
import type { MediaConfig, MediaPath, PathState, PathStats } from './media-path';
import { Timeline } from './timeline';

const TICK_MS = 100;
const GAP_S = 0.05; // a hole between epochs wider than this is leapt over
const SILENT_MS = 6_000; // an open socket that sends nothing for so long is tried anew

type Source = MediaSource & { streaming?: boolean };

function sourceClass(): (new () => Source) | undefined {
  const scope = globalThis as { ManagedMediaSource?: new () => Source; MediaSource?: new () => Source };
  return scope.ManagedMediaSource ?? scope.MediaSource;
}

/**
 * Fragmented MP4 over a WebSocket into Media Source Extensions.
 *
 * One MediaSource lives as long as the codecs can be changed in place; only a decoder's refusal makes a new one. The
 * socket may come and go: what is in the element stays on the screen.
 */
export class MsePath implements MediaPath {
  readonly #video: HTMLVideoElement;
  readonly #url: string;
  readonly #onState: (state: PathState) => void;
  readonly #backoff = new Backoff();
  readonly #timeline = new Timeline();
  readonly #listening = new AbortController();
  readonly #cushion = new Cushion(performance.now());
  #source: Source | undefined;
  #sourceUrl: string | undefined;
  #queue: AppendQueue | undefined;
  #socket: WebSocket | undefined;
  #config: MediaConfig | undefined;
  #awaitingInit = false;
  #mime = '';
  #started = false;
  #closed = false;
  #retry: ReturnType<typeof setTimeout> | undefined;
  #tick: ReturnType<typeof setInterval> | undefined;
  #lowestAheadS = Number.POSITIVE_INFINITY;
  #lastBytesAt = 0;
  #recentBytes: { at: number; bytes: number }[] = [];
  #breaks = 0;

  constructor(video: HTMLVideoElement, url: string, onState: (state: PathState) => void) {
    this.#video = video;
    this.#url = url;
    this.#onState = onState;
  }

  open(): void {
    if (!sourceClass()) {
      this.#onState('unsupported');
      return;
    }
    const { signal } = this.#listening;
    this.#video.addEventListener('waiting', () => this.#waiting(), { signal });
    this.#video.addEventListener('playing', () => this.#onState('playing'), { signal });
    this.#video.addEventListener('error', () => this.#broken(this.#video.error), { signal });
    document.addEventListener('visibilitychange', () => this.#woken(), { signal });
    globalThis.addEventListener('online', () => this.#reconnectNow(), { signal });
    this.#tick = setInterval(() => this.#steer(), TICK_MS);
    this.#connect();
  }

  close(): void {
    this.#closed = true;
    this.#listening.abort();
    clearInterval(this.#tick);
    clearTimeout(this.#retry);
    this.#socket?.close();
    this.#dropSource();
    this.#onState('closed');
  }

  toLive(): void {
    const end = this.#endS();
    if (end !== undefined) {
      this.#video.currentTime = Math.max(this.#startOfLastS(), end - this.#cushion.targetS);
      this.#cushion.restart(performance.now());
      this.#lowestAheadS = Number.POSITIVE_INFINITY;
    }
  }

  epochAt(ptsMs: number): number {
    return this.#timeline.epochAt(ptsMs);
  }

  stats(): PathStats {
    const now = performance.now();
    this.#recentBytes = this.#recentBytes.filter(({ at }) => now - at < 3_000);
    const bytes = this.#recentBytes.reduce((sum, part) => sum + part.bytes, 0);
    const quality = this.#video.getVideoPlaybackQuality?.();
    return {
      path: 'fMP4 · MSE · WebSocket',
      behindMs: Math.max(0, Math.round(((this.#endS() ?? 0) - this.#video.currentTime) * 1000)),
      cushionMs: Math.round(this.#cushion.targetS * 1000),
      rate: this.#video.playbackRate,
      stalls: this.#cushion.stalls,
      dropped: quality?.droppedVideoFrames ?? 0,
      shown: (quality?.totalVideoFrames ?? 0) - (quality?.droppedVideoFrames ?? 0),
      kbps: Math.round((bytes * 8) / 3_000),
      epoch: this.#config?.epoch ?? 0,
      width: this.#video.videoWidth || (this.#config?.width ?? 0),
      height: this.#video.videoHeight || (this.#config?.height ?? 0),
      mime: this.#mime,
    };
  }

  // socket

  #connect(): void {
    if (this.#closed) {
      return;
    }
    this.#onState(this.#started ? 'waiting' : 'connecting');
    const socket = new WebSocket(this.#url);
    socket.binaryType = 'arraybuffer';
    this.#socket = socket;
    this.#lastBytesAt = performance.now();
    socket.onmessage = ({ data }) => {
      this.#lastBytesAt = performance.now();
      if (typeof data === 'string') {
        this.#configure(data);
      } else {
        this.#receive(new Uint8Array(data as ArrayBuffer));
      }
    };
    socket.onclose = () => {
      if (this.#socket === socket && !this.#closed) {
        this.#socket = undefined;
        this.#onState(this.#started ? 'waiting' : 'connecting');
        this.#retry = setTimeout(() => this.#connect(), this.#backoff.next());
      }
    };
  }

  #reconnectNow(): void {
    const old = this.#socket;
    this.#socket = undefined;
    old?.close();
    clearTimeout(this.#retry);
    this.#connect();
  }

  #configure(text: string): void {
    let config: MediaConfig;
    try {
      config = JSON.parse(text) as MediaConfig;
    } catch {
      return;
    }
    if (typeof config.mime !== 'string') {
      return; // a notice of a kind this page does not know
    }
    this.#config = config;
    this.#awaitingInit = true;
    const Source = sourceClass();
    const known = (Source as unknown as typeof MediaSource | undefined)?.isTypeSupported?.(config.mime);
    if (known === false) {
      this.#onState('unsupported');
      return;
    }
    if (!this.#source) {
      this.#mime = config.mime;
      this.#makeSource(config.mime);
    } else if (config.mime !== this.#mime) {
      this.#mime = config.mime;
      this.#queue?.changeType(config.mime);
    }
  }

  #receive(bytes: Uint8Array): void {
    this.#recentBytes.push({ at: performance.now(), bytes: bytes.byteLength });
    if (this.#recentBytes.length > 600) {
      this.#recentBytes.splice(0, 300);
    }
    if (this.#awaitingInit) {
      this.#awaitingInit = false;
      this.#backoff.reset();
      const fromMs = this.#config?.ptsMs ?? (this.#endS() ?? 0) * 1000;
      this.#timeline.begin(this.#config?.epoch ?? 0, fromMs);
    }
    if (this.#queue) {
      this.#queue.push(bytes);
    } else {
      this.#early.push(bytes);
    }
  }

  // source

  readonly #early: Uint8Array[] = [];

  #makeSource(mime: string): void {
    const source = new (sourceClass()!)();
    this.#source = source;
    this.#started = false;
    this.#early.length = 0;
    if ('streaming' in source) {
      this.#video.disableRemotePlayback = true; // ManagedMediaSource refuses to attach otherwise
    }
    source.addEventListener(
      'sourceopen',
      () => {
        if (this.#source !== source) {
          return;
        }
        if (this.#sourceUrl) {
          URL.revokeObjectURL(this.#sourceUrl);
          this.#sourceUrl = undefined;
        }
        source.duration = Number.POSITIVE_INFINITY;
        const buffer = source.addSourceBuffer(mime);
        this.#queue = new AppendQueue(
          buffer,
          () => this.#video.currentTime,
          () => this.#appended(),
          (why) => this.#broken(why),
        );
        if (this.#mime !== mime) {
          this.#queue.changeType(this.#mime);
        }
        for (const bytes of this.#early.splice(0)) {
          this.#queue.push(bytes);
        }
      },
      { once: true },
    );
    this.#sourceUrl = URL.createObjectURL(source);
    this.#video.src = this.#sourceUrl;
    this.#onState('buffering');
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

  /** The decoder or the buffer gave up: begin again with a new source and a new join. */
  #broken(_why: unknown): void {
    if (this.#closed || !this.#source) {
      return;
    }
    this.#breaks++;
    const old = this.#socket;
    this.#socket = undefined;
    old?.close();
    this.#dropSource();
    clearTimeout(this.#retry);
    this.#onState('waiting');
    this.#retry = setTimeout(() => this.#connect(), this.#backoff.next() * Math.min(this.#breaks, 4));
  }

  // playhead

  #appended(): void {
    const end = this.#endS();
    if (end === undefined) {
      return;
    }
    if (!this.#started) {
      this.#started = true;
      this.toLive();
      this.#play();
    }
  }

  #play(): void {
    this.#video.play().catch((why: unknown) => {
      if (why instanceof DOMException && why.name === 'NotAllowedError' && !this.#video.muted) {
        this.#video.muted = true;
        this.#video.play().catch(() => undefined);
      }
    });
  }

  #waiting(): void {
    if (this.#started && !this.#video.paused && !this.#video.seeking) {
      this.#cushion.stalled(performance.now());
    }
  }

  #woken(): void {
    if (document.visibilityState !== 'visible' || this.#closed) {
      return;
    }
    this.#lowestAheadS = Number.POSITIVE_INFINITY;
    if (!this.#socket || this.#socket.readyState > WebSocket.OPEN) {
      this.#reconnectNow();
    }
    const end = this.#endS();
    if (
      end !== undefined &&
      !this.#video.paused &&
      end - this.#video.currentTime > this.#cushion.targetS + 0.5
    ) {
      this.toLive();
    }
  }

  #steer(): void {
    const now = performance.now();
    if (this.#socket?.readyState === WebSocket.OPEN && now - this.#lastBytesAt > SILENT_MS) {
      this.#onState('waiting');
    }
    if (!this.#started || this.#video.paused || this.#video.seeking) {
      return;
    }
    const end = this.#endS();
    if (end === undefined) {
      return;
    }
    this.#leapGap();
    const aheadS = end - this.#video.currentTime;
    this.#lowestAheadS = Math.min(this.#lowestAheadS, aheadS);
    const { rate, leapS } = this.#cushion.advise(aheadS, now);
    if (leapS > 0) {
      this.toLive();
    }
    if (this.#video.playbackRate !== rate) {
      this.#video.playbackRate = rate;
    }
    if (now - this.#lastBytesAt > 1_000 && aheadS < 0.1) {
      this.#onState('waiting');
    }
  }

  /** Media time jumps where the publisher was away; the playhead must not wait at the edge of the hole. */
  #leapGap(): void {
    const { buffered, currentTime } = this.#video;
    for (let i = 0; i < buffered.length - 1; i++) {
      const end = buffered.end(i);
      const next = buffered.start(i + 1);
      if (
        currentTime >= buffered.start(i) - GAP_S &&
        end - currentTime < 0.12 &&
        next > currentTime &&
        next - end > 0
      ) {
        if (currentTime <= end + GAP_S) {
          this.#video.currentTime = next + 0.001;
          this.#cushion.restart(performance.now());
          return;
        }
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
