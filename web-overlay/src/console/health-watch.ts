import { Observable } from '../room/observable';
import type { Desk } from './desk';
import { alarmsOf, type Reading } from './probes';

const LOOK_MS = 3_000;

/** How the stream's probes stand, kept current while the console is looked at. */
export class HealthWatch extends Observable {
  #readings: readonly Reading[] = [];
  readonly #hidden = new Set<string>();
  readonly #stop: () => void;
  readonly #look: ReturnType<typeof setInterval>;
  #reading = false;
  #news = false; // came while the last ones were read

  constructor(readonly desk: Desk) {
    super();
    this.#stop = desk.room.onRecord(({ record }) => {
      if (record.type === 'media.health') {
        void this.#read();
      }
    });
    this.#look = setInterval(() => {
      if (!document.hidden) {
        void this.#read();
      }
    }, LOOK_MS);
    void this.#read();
  }

  close(): void {
    this.#stop();
    clearInterval(this.#look);
  }

  get readings(): readonly Reading[] {
    return this.#readings;
  }

  /** What is not well and was not hidden, the worst first. */
  get alarms(): readonly Reading[] {
    return alarmsOf(this.#readings).filter(({ probe }) => !this.#hidden.has(probe));
  }

  /** Somebody knows; it is told again once it has been well in between. */
  hide(probe: string): void {
    this.#hidden.add(probe);
    this.changed();
  }

  async #read(): Promise<void> {
    if (!this.desk.may('ops.read')) {
      return;
    }
    if (this.#reading) {
      this.#news = true;
      return;
    }
    this.#reading = true;
    this.#news = false;
    try {
      const { probes } = await this.desk.api.get<{ probes: Reading[] }>(this.desk.path('health'));
      this.#readings = probes;
      for (const { probe, state } of probes) {
        if (state === 'ok') {
          this.#hidden.delete(probe);
        }
      }
      this.changed();
    } catch {
      // the last figures stay; the console tells of a lost server elsewhere
    } finally {
      this.#reading = false;
    }
    if (this.#news) {
      void this.#read();
    }
  }
}
