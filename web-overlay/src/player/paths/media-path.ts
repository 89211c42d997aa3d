import type { FieldPairs } from '../captions/caption-data';

/** The ways of getting the picture, fastest first. */
export type PathKind = 'frames' | 'mse' | 'll-hls' | 'hls';

/** Where the picture stands, for the page around it. */
export type PathState = 'connecting' | 'buffering' | 'playing' | 'waiting' | 'closed' | 'unsupported';

/** One quality that the server offers; the first one, `source`, is what the publisher sent. */
export interface Rung {
  readonly name: string;
  readonly width?: number;
  readonly height?: number;
  readonly fps?: number;
  readonly kbps?: number;
}

/** One of several sounds of a stream; the publisher may have named neither what it is nor its language. */
export interface Audio {
  readonly id: string;
  readonly name: string;
  /** BCP 47, or empty. */
  readonly language: string;
}

/** The sound that is heard by those who choose none. */
export const FIRST_AUDIO = '0';

export interface PathStats {
  readonly kind: PathKind;
  /** In words: container, decoder, transport. */
  readonly path: string;
  /** Milliseconds between the newest media received and the picture on the screen. */
  readonly behindMs: number;
  /** Milliseconds of media that the path means to keep in hand. */
  readonly cushionMs: number;
  readonly rate: number;
  readonly stalls: number;
  readonly dropped: number;
  readonly shown: number;
  readonly kbps: number;
  readonly epoch: number;
  readonly width: number;
  readonly height: number;
  readonly mime: string;
  /** Name of the quality that is on the screen. */
  readonly rung: string;
  /** By how much media comes later than it used to: more than the connection bears is being sent. */
  readonly lagMs: number;
  /** By how many milliseconds the sound comes after its picture; `undefined` where the browser itself keeps both. */
  readonly syncMs?: number | undefined;
}

/** What a path is given to play on, and whom it tells. */
export interface PathHost {
  readonly video: HTMLVideoElement;
  readonly canvas: HTMLCanvasElement;
  readonly event: string;
  /** The quality to begin with. */
  readonly rung: string;
  /** The sound to begin with. */
  readonly audio: string;
  state(state: PathState): void;
  /**
   * A picture is on the screen.
   *
   * @param nowMs of `performance.now()`
   * @param ptsMs on the media engine's clock; `undefined` where the browser does not tell
   */
  frame(nowMs: number, ptsMs: number | undefined): void;
  /** The picture stood still so that a viewer noticed. @param forMs how long; 0 while that is not known */
  stalled(forMs: number): void;
  /**
   * This path cannot go on: never here (`unsupported`) or not now (`failed`).
   *
   * @param why a sentence
   * @param codec of the picture, when it is that which this browser cannot decode
   */
  failed(kind: 'unsupported' | 'failed', why: string, codec?: string): void;
  rungs(rungs: readonly Rung[]): void;
  /** The sounds to choose from, none where there is but one. @param heard id of the one that comes */
  audios(audios: readonly Audio[], heard: string): void;
  /** A frame carries captions. Told in any order, and of frames that have been shown too. */
  captions(ptsMs: number, fields: FieldPairs): void;
  /** The browser lets no sound out before the viewer has touched the page. */
  silenced(): void;
  /** Stopped or started by someone other than the player: a media key, the system. */
  paused(paused: boolean): void;
}

/**
 * One way of getting the picture onto the screen. It keeps coming back by itself until {@link close}; what was shown
 * last stays on the screen meanwhile.
 */
export interface MediaPath {
  readonly kind: PathKind;
  /** The element that shows the picture. */
  readonly surface: 'video' | 'canvas';
  /** Milliseconds on the media engine's clock of what is on the screen, 0 before the first picture. */
  readonly mediaMs: number;
  open(): void;
  close(): void;
  /** Leaps to the live edge. */
  toLive(): void;
  play(): void;
  pause(): void;
  loudness(volume: number, muted: boolean): void;
  /** Changes the quality at a key frame. */
  useRung(name: string): void;
  /** Changes the sound at a key frame; one that is not there is the first. */
  useAudio(id: string): void;
  stats(): PathStats;
  /** The epoch that a media time belongs to. */
  epochAt(ptsMs: number): number;
}
