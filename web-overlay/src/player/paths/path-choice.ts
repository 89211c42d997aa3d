import type { PathKind } from './media-path';

/** A path and, for whoever looks at the figures, why it is this one. */
export interface Choice {
  readonly kind: PathKind;
  readonly why: string;
}

/** The sentences of the choice; the page has them from its table of words. */
export interface ChoiceWords {
  readonly best: string;
  stalls(from: PathKind): string;
  failed(from: PathKind, why: string): string;
  climbed(to: PathKind): string;
}

const STALLS = 3; // so many
const STALLS_WITHIN_MS = 20_000; // within so long, and the way is too uneven for so small a cushion
const CALM_MS = 60_000;
const MOST_CALM_MS = 15 * 60_000;

interface Standing {
  unsupported: boolean;
  /** Not to be tried before. */
  barredUntilMs: number;
  falls: number;
}

/**
 * Which way of playing to use, fastest first. It falls to the next after repeated stalls or an error and climbs back
 * after calm time; each fall from a path doubles the calm it takes to try it again. What the browser cannot do is never
 * tried again.
 */
export class PathChoice {
  readonly #standings: Map<PathKind, Standing>;
  #current: Choice | undefined;
  #stalls: number[] = [];
  #troubleAtMs: number;

  /** @param kinds that this browser has the means for, best first */
  constructor(
    readonly kinds: readonly PathKind[],
    readonly words: ChoiceWords,
    nowMs: number,
  ) {
    this.#standings = new Map(
      kinds.map((kind) => [kind, { unsupported: false, barredUntilMs: Number.NEGATIVE_INFINITY, falls: 0 }]),
    );
    this.#current = kinds[0] && { kind: kinds[0], why: words.best };
    this.#troubleAtMs = nowMs;
  }

  /** The path in use; `undefined` when the browser can do none. */
  get current(): Choice | undefined {
    return this.#current;
  }

  /** The path in use cannot go on. @returns the next one, perhaps the same again */
  failed(kind: 'unsupported' | 'failed', why: string, nowMs: number): Choice | undefined {
    const from = this.#current;
    if (!from) {
      return undefined;
    }
    this.#standings.get(from.kind)!.unsupported ||= kind === 'unsupported';
    return this.#leave(from.kind, this.words.failed(from.kind, why), nowMs);
  }

  /** The picture stood still. @returns another path when that is better; `undefined` to stay */
  stalled(nowMs: number): Choice | undefined {
    const from = this.#current;
    this.#troubleAtMs = nowMs;
    this.#stalls = [...this.#stalls.filter((at) => nowMs - at < STALLS_WITHIN_MS), nowMs];
    if (!from || this.#stalls.length < STALLS || !this.#below(from.kind, nowMs)) {
      return undefined;
    }
    return this.#leave(from.kind, this.words.stalls(from.kind), nowMs);
  }

  /** To be asked now and then. @returns a better path when it is time to try it again; `undefined` to stay */
  calm(nowMs: number): Choice | undefined {
    const at = this.#current ? this.kinds.indexOf(this.#current.kind) : 0;
    const better = this.kinds.slice(0, at).find((kind) => this.#open(kind, nowMs));
    if (!better || nowMs - this.#troubleAtMs < CALM_MS) {
      return undefined;
    }
    this.#begin({ kind: better, why: this.words.climbed(better) }, nowMs);
    return this.#current;
  }

  #leave(from: PathKind, why: string, nowMs: number): Choice | undefined {
    const standing = this.#standings.get(from)!;
    standing.barredUntilMs = nowMs + Math.min(MOST_CALM_MS, CALM_MS * 2 ** standing.falls++);
    const next = this.#below(from, nowMs) ?? this.kinds.find((kind) => this.#open(kind, nowMs));
    // Everything has just failed: the least barred of what the browser can do is better than nothing.
    const last = [...this.#standings]
      .filter(([, { unsupported }]) => !unsupported)
      .sort(([, a], [, b]) => a.barredUntilMs - b.barredUntilMs)[0]?.[0];
    const kind = next ?? last;
    this.#begin(kind && { kind, why }, nowMs);
    return this.#current;
  }

  #begin(choice: Choice | undefined, nowMs: number): void {
    this.#current = choice;
    this.#stalls = [];
    this.#troubleAtMs = nowMs;
  }

  #below(from: PathKind, nowMs: number): PathKind | undefined {
    return this.kinds.slice(this.kinds.indexOf(from) + 1).find((kind) => this.#open(kind, nowMs));
  }

  #open(kind: PathKind, nowMs: number): boolean {
    const { unsupported, barredUntilMs } = this.#standings.get(kind)!;
    return !unsupported && nowMs >= barredUntilMs;
  }
}
