import type { Author, RoomRecord } from './records';

export type LineState = 'shown' | 'held' | 'removed';

export interface ChatLine {
  /** Stable key of the line on the page. */
  readonly key: string;
  readonly seq: number;
  readonly at: string;
  readonly author: Author;
  readonly text: string;
  readonly replyTo?: number;
  readonly state: LineState;
  readonly modified?: boolean;
}

const MOST_LINES = 300;

/**
 * The chat as a page shows it, made from records that may come twice, late, or in the wrong order: live, from history
 * and after a recovery. A removal wins whichever way it comes, until the record that undoes it.
 */
export class ChatLog {
  #lines: readonly ChatLine[] = [];
  readonly #seen = new Set<number>();
  readonly #removed = new Map<number, number>(); // target → the removal's own number
  readonly #gone = new Map<number, ChatLine>(); // for an undo
  #held = 0;

  constructor(readonly mostLines = MOST_LINES) {}

  get lines(): readonly ChatLine[] {
    return this.#lines;
  }

  find(seq: number): ChatLine | undefined {
    return this.#lines.find((line) => line.seq === seq && line.state !== 'held') ?? this.#gone.get(seq);
  }

  /** Takes one record; true when the page has to change. */
  apply(record: RoomRecord): boolean {
    if (record.type !== 'core.tombstone' && this.#seen.has(record.seq)) {
      return false;
    }
    const { body } = record;
    const target = Number(body.target);
    switch (record.type) {
      case 'chat.message':
        this.#see(record.seq);
        return this.#message(record);
      case 'core.tombstone':
        this.#see(record.seq);
        return this.#remove(record.seq, Number.MAX_SAFE_INTEGER);
      case 'chat.removed':
        this.#see(record.seq);
        return this.#remove(target, record.seq);
      case 'chat.restored':
        this.#see(record.seq);
        return this.#restore(target, record);
      default:
        return false;
    }
  }

  /** The author's own message waits for a moderator; nobody else sees it. */
  hold(author: Author, text: string, seq: number): void {
    this.#insert({
      key: `held-${this.#held++}`,
      seq,
      at: new Date().toISOString(),
      author,
      text,
      state: 'held',
    });
  }

  /** The held message was let through or refused. */
  settleHeld(seq: number): boolean {
    const before = this.#lines.length;
    this.#lines = this.#lines.filter((line) => !(line.state === 'held' && line.seq === seq));
    return this.#lines.length !== before;
  }

  /** Lets go of removed lines, once the page has folded them away. */
  sweep(): boolean {
    const before = this.#lines.length;
    this.#lines = this.#lines.filter((line) => line.state !== 'removed');
    return this.#lines.length !== before;
  }

  clear(): void {
    this.#lines = this.#lines.filter((line) => line.state === 'held');
    this.#seen.clear();
    this.#removed.clear();
    this.#gone.clear();
  }

  #message(record: RoomRecord): boolean {
    const { body } = record;
    const author = body.author as Author | undefined;
    const line: ChatLine = {
      key: `m-${record.seq}`,
      seq: record.seq,
      at: record.at,
      author: author ?? { id: '', name: '' },
      text: String(body.text ?? ''),
      state: 'shown',
      ...(typeof body.replyTo === 'number' ? { replyTo: body.replyTo } : {}),
      ...(body.modified ? { modified: true } : {}),
    };
    if (this.#removed.has(record.seq)) {
      this.#gone.set(record.seq, line);
      return false;
    }
    if (typeof body.held === 'number') {
      this.settleHeld(body.held); // let through by a moderator
    }
    this.#insert(line);
    return true;
  }

  #remove(target: number, by: number): boolean {
    if ((this.#removed.get(target) ?? -1) >= by) {
      return false;
    }
    this.#removed.set(target, by);
    const line = this.#lines.find((one) => one.seq === target && one.state === 'shown');
    if (!line) {
      return false;
    }
    this.#gone.set(target, line);
    this.#lines = this.#lines.map((one) => (one === line ? { ...line, text: '', state: 'removed' } : one));
    return true;
  }

  #restore(target: number, record: RoomRecord): boolean {
    const by = this.#removed.get(target);
    if (by !== undefined && by !== Number.MAX_SAFE_INTEGER && by > record.seq) {
      return false; // removed again later
    }
    this.#removed.delete(target);
    if (this.#lines.some((line) => line.seq === target && line.state === 'shown')) {
      return false;
    }
    this.#lines = this.#lines.filter((line) => line.seq !== target || line.state === 'held');
    const known = this.#gone.get(target);
    this.#gone.delete(target);
    const author = (record.body.author as Author | undefined) ?? known?.author;
    const text = (record.body.text as string | undefined) ?? known?.text;
    if (!author || text === undefined) {
      return false;
    }
    this.#see(target);
    this.#insert({
      ...known,
      key: `m-${target}`,
      seq: target,
      at: known?.at ?? record.at,
      author,
      text,
      state: 'shown',
    });
    return true;
  }

  #insert(line: ChatLine): void {
    const lines = [...this.#lines];
    let at = lines.length;
    while (
      at > 0 &&
      line.state !== 'held' &&
      lines[at - 1]!.state !== 'held' &&
      lines[at - 1]!.seq > line.seq
    ) {
      at--;
    }
    lines.splice(at, 0, line);
    if (lines.length > this.mostLines) {
      lines.splice(0, lines.length - this.mostLines);
    }
    this.#lines = lines;
  }

  #see(seq: number): void {
    this.#seen.add(seq);
    if (this.#seen.size > 20 * this.mostLines) {
      const [oldest] = this.#seen;
      this.#seen.delete(oldest!);
    }
  }
}
