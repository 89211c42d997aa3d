/** The text frame that opens each epoch of `/live/EVENT/ws?format=fmp4`. */
export interface MediaConfig {
  readonly mime: string;
  readonly epoch: number;
  readonly width?: number;
  readonly height?: number;
  readonly ptsMs?: number;
}

/** Where the picture stands, for the page around it. */
export type PathState = 'connecting' | 'buffering' | 'playing' | 'waiting' | 'closed' | 'unsupported';

export interface PathStats {
  readonly path: string;
  /** Milliseconds between the newest media received and the playhead. */
  readonly behindMs: number;
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
}

/**
 * One way of getting the picture into a media element. MSE over a WebSocket is the first; WebCodecs will be the
 * second and will bring its own canvas and clock behind this same seam.
 */
export interface MediaPath {
  /** Starts, and keeps coming back by itself until {@link close}. */
  open(): void;
  /** Leaps to the live edge. */
  toLive(): void;
  close(): void;
  stats(): PathStats;
  /** The epoch that a media time belongs to. */
  epochAt(ptsMs: number): number;
}
