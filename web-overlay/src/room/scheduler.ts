import { Heap } from './heap';
import type { PlayheadClock } from './playhead-clock';
import type { MediaTime, RoomRecord } from './records';
import type { ServerClock } from './server-clock';

type Every = (ms: number, run: () => void) => () => void;

const everyInReal: Every = (ms, run) => {
  const id = setInterval(run, ms);
  return () => clearInterval(id);
};

const LOOK_MS = 250; // how often the wall clock is asked when no picture plays

/**
 * Releases records in step with the picture: `asap` at once; `at` and `window` when the playhead reaches their media
 * time, so that a viewer 50 ms behind and one 3 s behind see an offer on the same frame. Where no picture plays, the
 * record's wall time decides. A window that is over before its turn is never released.
 */
export class PlayheadScheduler {
  readonly #waiting = new Heap<RoomRecord>((a, b) => compareMedia(a.media!, b.media!));
  readonly #stops: (() => void)[];

  constructor(
    readonly clock: PlayheadClock,
    readonly release: (record: RoomRecord) => void,
    readonly server: ServerClock,
    every: Every = everyInReal,
  ) {
    this.#stops = [clock.onFrame((now) => this.#reached(now)), every(LOOK_MS, () => this.#byWallClock())];
  }

  /** Number of records that wait for their picture. */
  get waiting(): number {
    return this.#waiting.size;
  }

  offer(record: RoomRecord): void {
    if (!record.media || record.deliver === undefined || record.deliver === 'asap') {
      this.release(record);
      return;
    }
    this.#waiting.push(record);
    const now = this.clock.now;
    if (this.clock.state === 'running' && now) {
      this.#reached(now);
    } else {
      this.#byWallClock();
    }
  }

  /** The room was read anew: what waited is in the new snapshot. */
  clear(): void {
    this.#waiting.clear();
  }

  /** Another picture is followed from now on. */
  handOver(to: PlayheadScheduler): void {
    for (let next = this.#waiting.pop(); next; next = this.#waiting.pop()) {
      to.offer(next);
    }
    this.close();
  }

  close(): void {
    for (const stop of this.#stops) {
      stop();
    }
    this.#waiting.clear();
  }

  #reached(now: MediaTime): void {
    for (
      let next = this.#waiting.peek();
      next && compareMedia(next.media!, now) <= 0;
      next = this.#waiting.peek()
    ) {
      this.#waiting.pop();
      this.#unlessOver(next, now);
    }
  }

  #byWallClock(): void {
    if (this.clock.state !== 'none') {
      return;
    }
    const serverNowMs = this.server.nowMs();
    for (
      let next = this.#waiting.peek();
      next && !(Date.parse(next.at) > serverNowMs);
      next = this.#waiting.peek()
    ) {
      this.#waiting.pop();
      this.#unlessOver(next, undefined);
    }
  }

  #unlessOver(record: RoomRecord, now: MediaTime | undefined): void {
    const { until } = record;
    const over =
      (typeof until === 'string' && Date.parse(until) <= this.server.nowMs()) ||
      (typeof until === 'number' &&
        now !== undefined &&
        now.epoch === record.media?.epoch &&
        until <= now.ptsMs);
    if (!over) {
      this.release(record);
    }
  }
}

/** Media times in the order the pictures are shown: an earlier epoch is over, whatever its figure. */
function compareMedia(a: MediaTime, b: MediaTime): number {
  return a.epoch === b.epoch ? a.ptsMs - b.ptsMs : a.epoch - b.epoch;
}
