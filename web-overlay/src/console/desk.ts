import { type Api, ApiProblem, type Frozen, Unreachable } from '../net/api';
import type { EventRoom } from '../room/event-room';
import { Observable } from '../room/observable';
import { words } from '../words/strings';

export interface Toast {
  readonly id: number;
  readonly text: string;
  readonly tone: 'plain' | 'wrong';
  readonly undo: (() => void) | undefined;
}

export interface Question {
  readonly title: string;
  readonly text: string;
  readonly more: string;
  readonly act: string;
  readonly answer: (yes: boolean) => void;
}

export interface Refused {
  readonly sentence: string;
  readonly frozen: Frozen;
}

const SHORT_MS = 5_000;
const LONG_MS = 9_000;

/** What every part of the console needs: the way to the server, the room, and the ways to tell and to ask. */
export class Desk extends Observable {
  readonly #toasts: Toast[] = [];
  #nextId = 1;
  question: Question | undefined;
  refused: Refused | undefined;

  constructor(
    readonly api: Api,
    readonly event: string,
    readonly room: EventRoom,
    readonly onSignedOut: () => void,
    readonly rights: ReadonlySet<string> | undefined = undefined,
  ) {
    super();
  }

  /** Whether whoever is here has one of these rights in this event: what they may not do is not offered to them. */
  may(...rights: readonly string[]): boolean {
    return this.rights === undefined || rights.some((right) => this.rights!.has(right));
  }

  get toasts(): readonly Toast[] {
    return this.#toasts;
  }

  /** Path under the event. */
  path(part: string): string {
    return `/events/${encodeURIComponent(this.event)}/${part}`;
  }

  /** Does something and tells of a failure in plain words; `undefined` when it failed. */
  async attempt<T>(work: () => Promise<T>): Promise<T | undefined> {
    try {
      return await work();
    } catch (why) {
      this.tellWhy(why);
      return undefined;
    }
  }

  tellWhy(why: unknown): void {
    if (why instanceof ApiProblem) {
      const { frozen } = why;
      if (frozen) {
        this.refused = { sentence: why.message, frozen };
        this.changed();
      } else if (why.status === 401) {
        this.onSignedOut();
      } else {
        this.tell(why.message || words.console.failed, { tone: 'wrong' });
      }
    } else if (why instanceof Unreachable) {
      this.tell(words.console.unreachable, { tone: 'wrong' });
    } else {
      this.tell(words.console.failed, { tone: 'wrong' });
    }
  }

  tell(text: string, options: { undo?: () => void; tone?: Toast['tone']; ms?: number } = {}): void {
    const toast: Toast = { id: this.#nextId++, text, tone: options.tone ?? 'plain', undo: options.undo };
    this.#toasts.push(toast);
    if (this.#toasts.length > 3) {
      this.#toasts.shift();
    }
    setTimeout(
      () => this.dismiss(toast.id),
      options.ms ?? (options.undo || options.tone ? LONG_MS : SHORT_MS),
    );
    this.changed();
  }

  /** Takes back the newest act that can be taken back; false when there is none. */
  undoLast(): boolean {
    const toast = this.#toasts.findLast(({ undo }) => undo !== undefined);
    if (!toast) {
      return false;
    }
    this.dismiss(toast.id);
    toast.undo!();
    return true;
  }

  dismiss(id: number): void {
    const at = this.#toasts.findIndex((toast) => toast.id === id);
    if (at >= 0) {
      this.#toasts.splice(at, 1);
      this.changed();
    }
  }

  /** Asks before something that cannot simply be undone. */
  ask(title: string, text: string, act: string, more = ''): Promise<boolean> {
    return new Promise((resolve) => {
      this.question = {
        title,
        text,
        more,
        act,
        answer: (yes) => {
          this.question = undefined;
          this.changed();
          resolve(yes);
        },
      };
      this.changed();
    });
  }

  understood(): void {
    this.refused = undefined;
    this.changed();
  }
}
