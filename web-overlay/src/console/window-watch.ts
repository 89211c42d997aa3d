import { Observable } from '../room/observable';
import type { Desk } from './desk';

export interface Window {
  readonly id: string;
  readonly title: string;
  readonly state: 'armed' | 'open' | 'closed';
  readonly opensAt: string;
  readonly closesAt: string;
  readonly closedAt?: string;
  readonly tier?: string;
  readonly freezes: readonly string[];
  readonly approvers?: readonly string[];
  readonly owner?: string;
}

/** The protected windows of the event, kept current; their state follows from the clock, not from a timer's record. */
export class WindowWatch extends Observable {
  #windows: readonly Window[] = [];
  readonly #stops: (() => void)[];

  constructor(readonly desk: Desk) {
    super();
    this.#stops = [
      desk.room.onSnapshot(({ channel, data }) => {
        if (channel === 'ops') {
          const guard = data.guard as { windows?: Window[] } | undefined;
          this.#windows = guard?.windows ?? [];
          this.changed();
        }
      }),
      desk.room.onRecord(({ record }) => {
        if (record.type === 'guard.window') {
          this.put(record.body as unknown as Window);
        }
      }),
    ];
  }

  close(): void {
    for (const stop of this.#stops) {
      stop();
    }
  }

  put(window: Window): void {
    this.#windows = [window, ...this.#windows.filter(({ id }) => id !== window.id)];
    this.changed();
  }

  get all(): readonly Window[] {
    return this.#windows;
  }

  /** The one that matters now: open before armed, the soonest first. */
  get current(): Window | undefined {
    const live = this.#windows.filter((window) => this.stateOf(window) !== 'closed');
    return live.sort(
      (a, b) =>
        Number(this.stateOf(b) === 'open') - Number(this.stateOf(a) === 'open') ||
        Date.parse(a.opensAt) - Date.parse(b.opensAt),
    )[0];
  }

  stateOf(window: Window): Window['state'] {
    const nowMs = this.desk.room.server.nowMs();
    if (window.state === 'closed' || window.closedAt || Date.parse(window.closesAt) <= nowMs) {
      return 'closed';
    }
    return Date.parse(window.opensAt) > nowMs ? 'armed' : 'open';
  }

  /** Milliseconds to the next turn: opening when armed, closing when open. */
  leftMs(window: Window): number {
    const turn = this.stateOf(window) === 'armed' ? window.opensAt : window.closesAt;
    return Date.parse(turn) - this.desk.room.server.nowMs();
  }
}
