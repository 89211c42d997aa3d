/** From the page to the audio thread. */
export type SoundOrder =
  | { readonly type: 'pcm'; readonly ptsUs: number; readonly channels: Float32Array[] }
  | { readonly type: 'steer'; readonly rate: number; readonly primeUs: number; readonly mostUs: number }
  | { readonly type: 'skip'; readonly us: number }
  | { readonly type: 'wait'; readonly us: number }
  | { readonly type: 'clear' };

/** From the audio thread, about every 21 ms. */
export interface SoundReport {
  /** Media time of the sample at {@link atS}. */
  readonly ptsUs: number;
  /** Time of the audio context. */
  readonly atS: number;
  readonly running: boolean;
  /** Least media in hand since the last report; infinite while nothing played. */
  readonly leastUs: number;
  readonly underruns: number;
}
