import { Observable } from './observable';
import { type RoomRecord, readRecord } from './records';

/** What staff wrote to this reader alone. */
export interface Whisper {
  readonly whisper: number;
  readonly by: string;
  readonly text: string;
}

/** What is for this reader alone: each session's own channel, and the same as one may ask for it. */
export class PersonalDesk extends Observable {
  /** The channel is open: what comes is pushed, and nobody need ask. */
  open = false;
  #whispers: readonly Whisper[] = [];
  readonly #denied: (target: number, why: string) => void;

  /** @param denied a moderator decided against one's own message that waited */
  constructor(denied: (target: number, why: string) => void) {
    super();
    this.#denied = denied;
  }

  get whispers(): readonly Whisper[] {
    return this.#whispers;
  }

  /** The channel's snapshot: what came lately, the oldest first. */
  restore(recent: unknown): void {
    this.open = true;
    for (const each of Array.isArray(recent) ? recent : []) {
      const record = readRecord(each);
      if (record) {
        this.apply(record);
      }
    }
    this.changed();
  }

  apply({ type, seq, body }: RoomRecord): void {
    if (type === 'audience.whispered') {
      const { name } = (body.from ?? {}) as { name?: unknown };
      this.tell([{ whisper: seq, by: String(name ?? ''), text: String(body.text ?? '') }]);
    } else if (type === 'chat.own' && body.state === 'denied') {
      this.#denied(Number(body.target), typeof body.reason === 'string' ? body.reason : '');
    }
  }

  /** Whispers that came by whichever way, perhaps again. */
  tell(whispers: readonly Whisper[]): void {
    const known = new Set(this.#whispers.map(({ whisper }) => whisper));
    const fresh = whispers.filter(({ whisper }) => !known.has(whisper));
    if (fresh.length > 0) {
      this.#whispers = [...this.#whispers, ...fresh].sort((a, b) => a.whisper - b.whisper);
      this.changed();
    }
  }

  /** Somebody else reads here now, or nobody. */
  clear(): void {
    this.open = false;
    this.#whispers = [];
    this.changed();
  }
}
