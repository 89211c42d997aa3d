import type { PathHost } from './media-path';

const hasFrameCallback =
  typeof HTMLVideoElement !== 'undefined' && 'requestVideoFrameCallback' in HTMLVideoElement.prototype;
const LOOK_MS = 250;
const UNHEARD = 0.02;

/** What every path that plays in a media element has in common: its frames, its counts, its first `play()`. */
export class VideoSurface {
  readonly #listening = new AbortController();
  #look: ReturnType<typeof setInterval> | undefined;
  #closed = false;
  #shownBefore = 0;
  #droppedBefore = 0;

  /** @param mediaMs media time of a position of the element, where it is known */
  constructor(
    readonly host: PathHost,
    readonly mediaMs: (currentTimeS: number) => number | undefined = (currentTimeS) => currentTimeS * 1_000,
  ) {}

  open(): void {
    const { video } = this.host;
    const { signal } = this.#listening;
    video.addEventListener('playing', () => this.host.state('playing'), { signal });
    video.addEventListener('play', () => this.host.paused(false), { signal });
    video.addEventListener('pause', () => this.#closed || this.host.paused(true), { signal });
    const quality = video.getVideoPlaybackQuality?.();
    this.#shownBefore = quality?.totalVideoFrames ?? 0;
    this.#droppedBefore = quality?.droppedVideoFrames ?? 0;
    if (hasFrameCallback) {
      this.#nextFrame();
    } else {
      this.#look = setInterval(() => {
        if (!video.paused && video.readyState > 2) {
          this.host.frame(performance.now(), this.mediaMs(video.currentTime));
        }
      }, LOOK_MS);
    }
  }

  close(): void {
    this.#closed = true;
    this.#listening.abort();
    clearInterval(this.#look);
    this.keepPicture();
  }

  /** Plays, with sound if the browser lets it, else without and says so. */
  play(): void {
    const { video } = this.host;
    video.play().catch((why: unknown) => {
      if (why instanceof DOMException && why.name === 'NotAllowedError' && !video.muted) {
        video.muted = true;
        this.host.silenced();
        video.play().catch(() => undefined);
      }
    });
  }

  /**
   * Plays at this rate from now on. Near 1 the sound is resampled, which nobody hears; keeping its pitch, Chromium wants
   * more media ahead of the playhead than a small cushion has.
   */
  pace(rate: number): void {
    const { video } = this.host;
    if (video.playbackRate !== rate) {
      video.preservesPitch = Math.abs(rate - 1) > UNHEARD;
      video.playbackRate = rate;
    }
  }

  counts(): { shown: number; dropped: number } {
    const quality = this.host.video.getVideoPlaybackQuality?.();
    const dropped = (quality?.droppedVideoFrames ?? 0) - this.#droppedBefore;
    const total = (quality?.totalVideoFrames ?? 0) - this.#shownBefore;
    return { dropped: Math.max(0, dropped), shown: Math.max(0, total - dropped) };
  }

  /** Leaves the last picture on the canvas beneath, so that the screen does not go dark while the element is empty. */
  keepPicture(): void {
    const { video, canvas } = this.host;
    if (video.videoWidth > 0 && video.readyState >= 2) {
      canvas.width = video.videoWidth;
      canvas.height = video.videoHeight;
      canvas.getContext('2d', { alpha: false })?.drawImage(video, 0, 0);
    }
  }

  #nextFrame(): void {
    this.host.video.requestVideoFrameCallback((now, { mediaTime }) => {
      if (!this.#closed) {
        this.#nextFrame();
        this.host.frame(now, this.mediaMs(mediaTime));
      }
    });
  }
}
