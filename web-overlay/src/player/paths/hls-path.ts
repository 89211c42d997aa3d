import type Hls from 'hls.js';
import type { MediaPlaylist } from 'hls.js';
import { paths } from '../../net/address';
import { Cushion } from '../clock/cushion';
import { HlsTimes } from './hls-times';
import { FIRST_AUDIO, type MediaPath, type PathHost, type PathStats, type Rung } from './media-path';
import { VideoSurface } from './video-surface';

const TICK_MS = 100;
const LEAP_EVERY_MS = 4_000;
const START_S = 0.2; // ahead of the playhead when the next part comes
const LEAST_S = 0.12;
const MOST_S = 3;
const MOST_ERRORS = 3;

/** Whether the browser plays playlists by itself; Apple's do. */
export function playsHls(video: HTMLVideoElement): boolean {
  return video.canPlayType('application/vnd.apple.mpegurl') !== '';
}

/**
 * Low-Latency HLS through hls.js, which is loaded only now. Slower than the sockets, but it goes through every proxy
 * and cache, and has the most in hand against an uneven connection.
 *
 * How far behind it plays is decided here, by the low-water mark of what is buffered, since hls.js does not speed up
 * while less than a second is. `PART-HOLD-BACK`, three parts, is where it begins; one part and a cushion is what the
 * player needs when requests are answered at once, and what it returns to after a stall.
 */
export class LlHlsPath implements MediaPath {
  readonly kind = 'll-hls';
  readonly surface = 'video';
  readonly #video: HTMLVideoElement;
  readonly #screen: VideoSurface;
  readonly #times = new HlsTimes();
  readonly #listening = new AbortController();
  #hls: Hls | undefined;
  #closed = false;
  #started = false;
  readonly #cushion = new Cushion(performance.now(), START_S, LEAST_S, MOST_S);
  #errors = 0;
  #leaptAt = 0;
  #wantsPause = false;
  #tick: ReturnType<typeof setInterval> | undefined;
  #rung: string;
  #audio: string;

  constructor(
    readonly host: PathHost,
    readonly session: string,
  ) {
    this.#video = host.video;
    this.#screen = new VideoSurface(host, (currentTimeS) => this.#times.mediaMs(currentTimeS));
    this.#rung = host.rung;
    this.#audio = host.audio;
  }

  get mediaMs(): number {
    return this.#times.mediaMs(this.#video.currentTime) ?? 0;
  }

  open(): void {
    const { signal } = this.#listening;
    this.#screen.open();
    this.#video.addEventListener('waiting', () => this.#waiting(), { signal });
    this.#tick = setInterval(() => this.#steer(), TICK_MS);
    this.host.state('connecting');
    void this.#begin();
  }

  close(): void {
    this.#closed = true;
    this.#listening.abort();
    clearInterval(this.#tick);
    this.#screen.close();
    this.#hls?.destroy();
    this.#hls = undefined;
    this.#video.removeAttribute('src');
    this.#video.load();
    this.host.state('closed');
  }

  toLive(): void {
    const at = this.#hls?.liveSyncPosition;
    if (at) {
      this.#leaptAt = performance.now();
      this.#cushion.restart(this.#leaptAt);
      this.#video.currentTime = at;
    }
  }

  play(): void {
    this.#wantsPause = false;
    this.#hls?.startLoad();
    this.toLive();
    this.#screen.play();
  }

  pause(): void {
    this.#wantsPause = true;
    this.#video.pause();
    this.#hls?.stopLoad();
  }

  loudness(volume: number, muted: boolean): void {
    this.#video.volume = volume;
    this.#video.muted = muted;
  }

  useRung(name: string): void {
    const hls = this.#hls;
    this.#rung = name;
    if (hls) {
      hls.nextLevel = name === 'auto' ? -1 : hls.levels.findIndex((level) => level.name === name);
    }
  }

  useAudio(id: string): void {
    this.#audio = id;
    const at = this.#hls?.audioTracks.findIndex(({ url }) => soundId(url) === id) ?? -1;
    if (this.#hls && at >= 0) {
      this.#hls.audioTrack = at;
    }
  }

  epochAt(ptsMs: number): number {
    return this.#times.epochAt(ptsMs);
  }

  stats(): PathStats {
    const hls = this.#hls;
    const level = hls?.levels[hls.currentLevel];
    return {
      kind: this.kind,
      path: hls?.latestLevelDetails?.partTarget ? 'LL-HLS · hls.js' : 'HLS · hls.js',
      behindMs: Math.max(0, Math.round((hls?.latency ?? 0) * 1000)),
      cushionMs: Math.round(this.#cushion.targetS * 1000),
      rate: this.#video.playbackRate,
      stalls: this.#cushion.stalls,
      kbps: Math.round((hls?.bandwidthEstimate ?? 0) / 1000),
      epoch: this.#times.epochAt(this.mediaMs),
      width: this.#video.videoWidth,
      height: this.#video.videoHeight,
      mime: [level?.videoCodec, level?.audioCodec].filter(Boolean).join(', '),
      rung: level?.name || this.#rung,
      lagMs: 0,
      ...this.#screen.counts(),
    };
  }

  async #begin(): Promise<void> {
    const url = paths.playlist(this.host.event);
    try {
      const [{ default: Engine }, found] = await Promise.all([import('hls.js'), fetch(url)]);
      if (this.#closed) {
        return;
      }
      if (!found.ok) {
        this.host.failed('failed', `The server offers no playlist now (${found.status}).`);
        return;
      }
      if (!Engine.isSupported()) {
        this.host.failed('unsupported', 'This browser has no Media Source Extensions.');
        return;
      }
      this.#listen(Engine, url);
    } catch (why) {
      this.#fail(`HLS could not begin: ${String(why)}`);
    }
  }

  #listen(Engine: typeof Hls, url: string): void {
    const hls = new Engine({
      lowLatencyMode: true,
      backBufferLength: 20,
      maxLiveSyncPlaybackRate: 1, // the cushion decides
      liveDurationInfinity: true,
      capLevelToPlayerSize: true,
      enableCEA708Captions: false, // it shows a caption once that has ended; ours come with their picture
      cmcd: { sessionId: this.session, contentId: this.host.event },
    });
    this.#hls = hls;
    const { Events, ErrorTypes, ErrorDetails } = Engine;
    hls.on(Events.MANIFEST_PARSED, (_, { levels }) => {
      this.host.rungs(levels.map(asRung).sort((a, b) => (b.kbps ?? 0) - (a.kbps ?? 0)));
      if (this.#rung !== 'auto' && this.#rung !== 'source') {
        this.useRung(this.#rung);
      }
    });
    hls.on(Events.AUDIO_TRACKS_UPDATED, (_, { audioTracks }) => this.#tellSounds(audioTracks));
    hls.on(Events.AUDIO_TRACK_SWITCHED, () => this.#tellSounds(hls.audioTracks));
    this.#times.follow(hls, Engine, this.host);
    hls.on(Events.BUFFER_APPENDING, () => this.#appending());
    hls.on(Events.FRAG_BUFFERED, () => this.#buffered());
    hls.on(Events.ERROR, (_, { fatal, type, details }) => {
      if (!fatal) {
        return;
      }
      if (details === ErrorDetails.MANIFEST_INCOMPATIBLE_CODECS_ERROR) {
        this.host.failed(
          'unsupported',
          'This browser decodes none of the qualities that the playlist lists.',
        );
        return;
      }
      if (++this.#errors >= MOST_ERRORS) {
        this.#fail(`hls.js gave up: ${details}.`);
      } else if (type === ErrorTypes.MEDIA_ERROR) {
        hls.recoverMediaError();
      } else {
        hls.startLoad();
      }
    });
    hls.loadSource(url);
    hls.attachMedia(this.#video);
    this.host.state('buffering');
  }

  /** Says what sounds there are; one that was chosen before hls.js knew them is asked for now. */
  #tellSounds(tracks: readonly MediaPlaylist[]): void {
    if (this.#heard() !== this.#audio) {
      this.useAudio(this.#audio);
    }
    const audios = tracks.map(({ url, name, lang }) => ({ id: soundId(url), name, language: lang ?? '' }));
    this.host.audios(audios.length > 1 ? audios : [], this.#heard());
  }

  #heard(): string {
    const track = this.#hls?.audioTracks[this.#hls.audioTrack];
    return track ? soundId(track.url) : FIRST_AUDIO;
  }

  #buffered(): void {
    if (!this.#started) {
      this.#started = true;
      if (!this.#wantsPause) {
        this.#screen.play();
      }
    }
  }

  #appending(): void {
    if (this.#plays()) {
      this.#cushion.low(this.#aheadS());
    }
  }

  #waiting(): void {
    if (this.#plays()) {
      this.#cushion.stalled();
      this.host.state('waiting');
      this.host.stalled(0);
    }
  }

  #steer(): void {
    if (!this.#plays()) {
      return;
    }
    const now = performance.now();
    const { rate, leapS } = this.#cushion.advise(this.#aheadS(), now);
    if (leapS > 0 && now - this.#leaptAt > LEAP_EVERY_MS) {
      this.toLive();
    }
    this.#screen.pace(rate);
  }

  #plays(): boolean {
    return this.#started && !this.#video.paused && !this.#video.seeking;
  }

  #aheadS(): number {
    const { buffered, currentTime } = this.#video;
    return buffered.length === 0 ? 0 : Math.max(0, buffered.end(buffered.length - 1) - currentTime);
  }

  #fail(why: string): void {
    if (!this.#closed) {
      this.host.failed('failed', why);
    }
  }
}

/** The server's playlists of sounds are called by their ids. */
function soundId(url: string): string {
  return /sound-(\d)\.m3u8/.exec(url)?.[1] ?? FIRST_AUDIO;
}

function asRung(level: { name?: string; height: number; width: number; bitrate: number }): Rung {
  return {
    name: level.name || `${level.height}p`,
    width: level.width,
    height: level.height,
    kbps: Math.round(level.bitrate / 1_000),
  };
}

/** A playlist given to the browser as it is: the last resort, with nothing to steer but play and pause. */
export class NativeHlsPath implements MediaPath {
  readonly kind = 'hls';
  readonly surface = 'video';
  readonly #screen: VideoSurface;
  readonly #listening = new AbortController();
  #stalls = 0;

  constructor(readonly host: PathHost) {
    this.#screen = new VideoSurface(host, () => undefined);
  }

  /** The browser does not tell where it is on the engine's clock. */
  get mediaMs(): number {
    return 0;
  }

  open(): void {
    const { video, event, state } = this.host;
    const { signal } = this.#listening;
    this.#screen.open();
    video.addEventListener('error', () => this.#failed(), { signal });
    video.addEventListener(
      'waiting',
      () => {
        this.#stalls++;
        this.host.stalled(0);
      },
      { signal },
    );
    state('connecting');
    video.src = paths.playlist(event);
    this.#screen.play();
  }

  close(): void {
    this.#listening.abort();
    this.#screen.close();
    this.host.video.removeAttribute('src');
    this.host.video.load();
    this.host.state('closed');
  }

  toLive(): void {
    const { video } = this.host;
    if (video.seekable.length > 0) {
      video.currentTime = video.seekable.end(video.seekable.length - 1);
    }
  }

  play(): void {
    this.toLive();
    this.#screen.play();
  }

  pause(): void {
    this.host.video.pause();
  }

  loudness(volume: number, muted: boolean): void {
    this.host.video.volume = volume;
    this.host.video.muted = muted;
  }

  useRung(): void {}

  /** The browser has a menu of its own for them. */
  useAudio(): void {}

  epochAt(): number {
    return 0;
  }

  stats(): PathStats {
    const { video } = this.host;
    const end = video.seekable.length > 0 ? video.seekable.end(video.seekable.length - 1) : video.currentTime;
    return {
      kind: this.kind,
      path: 'HLS · the browser itself',
      behindMs: Math.max(0, Math.round((end - video.currentTime) * 1_000)),
      cushionMs: 0,
      rate: video.playbackRate,
      stalls: this.#stalls,
      kbps: 0,
      epoch: 0,
      width: video.videoWidth,
      height: video.videoHeight,
      mime: '',
      rung: 'auto',
      lagMs: 0,
      ...this.#screen.counts(),
    };
  }

  #failed(): void {
    this.host.failed('failed', this.host.video.error?.message || 'The browser could not play the playlist.');
  }
}
