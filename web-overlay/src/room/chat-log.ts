import type { Author, RoomRecord } from './records';

/**
 * How a message stands. `held` is the author's own view of a message that waits, `refused` when a moderator decided
 * against it. Staff alone see the judged ones: `waiting` for a moderator, `denied` by one, `blocked` by a rule, `unseen` by others, `hidden` after it was shown.
 */
export type LineState =
  | 'shown'
  | 'held'
  | 'refused'
  | 'removed'
  | 'waiting'
  | 'denied'
  | 'blocked'
  | 'unseen'
  | 'hidden';

/** Why a rule spoke up. */
export interface Judgement {
  readonly rule: string;
  readonly category?: string;
  readonly level?: number;
  readonly span?: readonly [number, number];
}

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
  /** A moderator let it through. */
  readonly approved?: boolean;
  /** Why the author's own message was refused, as a moderator put it. */
  readonly why?: string;
  readonly judgement?: Judgement;
}

const OWN: readonly LineState[] = ['held', 'refused'];
const JUDGED: readonly LineState[] = ['waiting', 'denied', 'blocked', 'unseen'];
const BECAME: Record<string, LineState> = {
  'chat.held': 'waiting',
  'chat.blocked': 'blocked',
  'chat.shadowed': 'unseen',
};
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
  readonly #decisions = new Map<number, LineState>();
  #held = 0;

  /** For `staff` nothing that was judged goes away: it stands where it was said, marked with what became of it. */
  constructor(
    readonly mostLines = MOST_LINES,
    readonly staff = false,
  ) {}

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
      case 'core.forgotten':
        this.#see(record.seq);
        return this.#forget(String(body.person ?? ''));
      case 'chat.held':
      case 'chat.blocked':
      case 'chat.shadowed':
        this.#see(record.seq);
        return this.staff && this.#judged(record, BECAME[record.type]!);
      case 'chat.approved':
      case 'chat.denied':
        this.#see(record.seq);
        return this.staff && this.#decided(target, record.type === 'chat.denied');
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

  /** The reader's own message that the server shows to nobody else. */
  alone(author: Author, text: string, seq: number): void {
    this.#insert({ key: `m-${seq}`, seq, at: new Date().toISOString(), author, text, state: 'shown' });
  }

  /** The held message was let through or refused. */
  settleHeld(seq: number): boolean {
    const before = this.#lines.length;
    this.#lines = this.#lines.filter((line) => !(line.state === 'held' && line.seq === seq));
    return this.#lines.length !== before;
  }

  /** A moderator decided against the author's own message: it stays for them to see, with the reason. */
  refuseHeld(seq: number, why: string): boolean {
    const known = this.#lines.find(({ state, seq: number }) => state === 'held' && number === seq);
    this.#lines = this.#lines.map((line) => (line === known ? { ...line, state: 'refused', why } : line));
    return known !== undefined;
  }

  /** Lets go of removed lines, once the page has folded them away. */
  sweep(): boolean {
    const before = this.#lines.length;
    this.#lines = this.#lines.filter((line) => line.state !== 'removed');
    return this.#lines.length !== before;
  }

  clear(): void {
    this.#lines = this.#lines.filter(({ state }) => OWN.includes(state) || JUDGED.includes(state));
    this.#seen.clear();
    this.#removed.clear();
    this.#gone.clear();
  }

  /** What was judged is read anew. */
  clearJudged(): void {
    for (const { seq, state } of this.#lines) {
      if (JUDGED.includes(state)) {
        this.#seen.delete(seq);
      }
    }
    this.#lines = this.#lines.filter(({ state }) => !JUDGED.includes(state));
  }

  /** Somebody asked to be forgotten: their words go from every page, also from what could be undone. */
  #forget(person: string): boolean {
    const before = this.#lines.length;
    this.#lines = this.#lines.filter(({ author }) => author.id !== person);
    for (const [seq, { author }] of this.#gone) {
      if (author.id === person) {
        this.#gone.delete(seq);
      }
    }
    return this.#lines.length !== before;
  }

  #judged(record: RoomRecord, state: LineState): boolean {
    const { body } = record;
    const span = body.span as readonly [number, number] | undefined;
    if (this.#decisions.has(record.seq)) {
      state = this.#decisions.get(record.seq)!;
      if (state === 'shown') {
        return false; // it is in the chat
      }
    }
    this.#insert({
      key: `j-${record.seq}`,
      seq: record.seq,
      at: record.at,
      author: (body.author as Author | undefined) ?? { id: '', name: '' },
      text: String(body.text ?? ''),
      state,
      ...(typeof body.replyTo === 'number' ? { replyTo: body.replyTo } : {}),
      judgement: {
        rule: String(body.rule ?? ''),
        ...(typeof body.category === 'string' ? { category: body.category } : {}),
        ...(typeof body.level === 'number' ? { level: body.level } : {}),
        ...(span ? { span } : {}),
      },
    });
    return true;
  }

  /** Decisions may come before what they are about: a history is read channel by channel. */
  #decided(target: number, denied: boolean): boolean {
    this.#decisions.set(target, denied ? 'denied' : 'shown');
    if (this.#decisions.size > 20 * this.mostLines) {
      const [oldest] = this.#decisions.keys();
      this.#decisions.delete(oldest!);
    }
    const before = this.#lines;
    this.#lines = denied
      ? before.map((line) => (line.key === `j-${target}` ? { ...line, state: 'denied' } : line))
      : before.filter((line) => line.key !== `j-${target}`);
    return true;
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
      ...(this.staff && typeof body.held === 'number' ? { approved: true } : {}),
    };
    if (typeof body.held === 'number') {
      this.settleHeld(body.held); // let through by a moderator
      this.#decided(body.held, false);
    }
    if (this.#removed.has(record.seq)) {
      this.#gone.set(record.seq, line);
      if (this.staff && line.text) {
        this.#insert({ ...line, state: 'hidden' });
        return true;
      }
      return false;
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
    const gone: ChatLine = this.staff
      ? { ...line, state: 'hidden' }
      : { ...line, text: '', state: 'removed' };
    this.#lines = this.#lines.map((one) => (one === line ? gone : one));
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
    const lines = this.#lines.filter(({ key }) => key !== line.key);
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
