import { paths } from '../../net/address';
import type { PathState } from '../paths/media-path';
import type { PlaybackStats } from '../playback';
import { cmcdState, qoeReport } from './report';

const FIRST_MS = 3_000;
const EVERY_MS = 10_000;
const LEAST_MS = 5_000;
const MOST_MS = 10 * 60_000;

/** Where the reporter looks when it speaks. */
export interface Reported {
  readonly session: string;
  readonly event: string;
  readonly state: PathState;
  readonly paused: boolean;
  readonly stats: PlaybackStats | undefined;
}

/**
 * Tells the server every ten seconds how it plays here, and once more when the viewer leaves. The server may ask for
 * fewer reports; a report that is lost is not repeated.
 */
export class QoeReporter {
  readonly #leaving = new AbortController();
  #timer: ReturnType<typeof setTimeout>;
  #everyMs = EVERY_MS;
  #toldStalledMs = 0;
  #spoken = false;

  constructor(readonly reported: () => Reported | undefined) {
    this.#timer = setTimeout(() => void this.#tell(), FIRST_MS);
    addEventListener('pagehide', () => this.#leave(), { signal: this.#leaving.signal });
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#leave();
    this.#leaving.abort();
  }

  async #tell(): Promise<void> {
    const now = this.reported();
    const body = now && this.#body(now, cmcdState(now.state, now.paused, now.stats?.startupMs !== undefined));
    if (now && body) {
      try {
        this.#spoken = true;
        const answer = await fetch(paths.qoe(now.event), {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(body),
          keepalive: true,
        });
        const { everyMs } = (await answer.json()) as { everyMs?: number };
        this.#everyMs = Math.min(MOST_MS, Math.max(LEAST_MS, Number(everyMs) || EVERY_MS));
      } catch {
        // the next one tells the same sums
      }
    }
    // Not all in the same moment, after all have come back in the same moment.
    this.#timer = setTimeout(() => void this.#tell(), this.#everyMs * (0.9 + Math.random() * 0.2));
  }

  #leave(): void {
    const now = this.reported();
    const body = this.#spoken && now ? this.#body(now, 'q') : undefined;
    if (now && body) {
      this.#spoken = false;
      navigator.sendBeacon?.(
        paths.qoe(now.event),
        new Blob([JSON.stringify(body)], { type: 'application/json' }),
      );
    }
  }

  #body(now: Reported, state: ReturnType<typeof cmcdState>): Record<string, string | number> | undefined {
    if (!now.stats) {
      return undefined;
    }
    const body = qoeReport(now.session, now.event, state, now.stats, this.#toldStalledMs);
    this.#toldStalledMs = now.stats.stalledMs;
    return body;
  }
}
