/** How it plays at the viewers' side, taken together: `GET …/qoe`. Times in milliseconds, `dropped` as a share. */
export interface Watching {
  readonly sittings: number;
  readonly playing: number;
  readonly paths: Readonly<Record<string, number>>;
  readonly rungs: Readonly<Record<string, number>>;
  readonly startupMs: Quantiles;
  readonly delayMs: Quantiles;
  readonly stallsPerMinute: number;
  readonly dropped: number;
  readonly worst: readonly {
    readonly sitting: string;
    readonly path: string;
    readonly rung: string;
    readonly delayMs: number;
    readonly stalls: number;
  }[];
}

/** Without figures while nobody has reported. */
interface Quantiles {
  readonly p50?: number;
  readonly p95?: number;
}
