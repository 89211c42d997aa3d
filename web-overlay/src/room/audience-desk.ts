import { Observable } from './observable';
import type { Author, RoomRecord } from './records';
import type { ServerClock } from './server-clock';

export interface Pin {
  readonly target: number;
  readonly author?: Author;
  readonly text?: string;
}

export interface Announcement {
  readonly announcement: number;
  readonly text: string;
  readonly endsAt?: string;
}

export interface Poll {
  readonly poll: number;
  readonly question: string;
  readonly options: readonly string[];
  readonly votes: readonly number[];
  readonly endsAt?: string;
  readonly open: boolean;
}

export interface Emote {
  readonly name: string;
  readonly url: string;
}

export interface Reaction {
  readonly reaction: string;
  readonly times: number;
}

interface State {
  pin?: Pin;
  announcement?: Announcement;
  poll?: Poll;
  questions?: number;
  reactions?: string[];
  emotes?: Emote[];
}

/** What stands in front of the audience, made from the snapshot and the records that follow it. */
export class AudienceDesk extends Observable {
  /** False while no plugin answers for it. */
  there = false;
  pin: Pin | undefined;
  announcement: Announcement | undefined;
  poll: Poll | undefined;
  /** Numbers of the questions on the list, as far as records told; the list itself is asked for. */
  questions = 0;
  questionVotes: ReadonlyMap<number, number> = new Map();
  reactions: readonly string[] = [];
  emotes: ReadonlyMap<string, Emote> = new Map();

  readonly #event: string;
  readonly #reacted = new Set<(reactions: readonly Reaction[]) => void>();

  constructor(
    event: string,
    readonly server: ServerClock,
  ) {
    super();
    this.#event = event;
  }

  restore(state: State | undefined): void {
    this.there = state !== undefined;
    this.pin = state?.pin;
    this.announcement = state?.announcement;
    this.poll = state?.poll;
    this.questions = state?.questions ?? 0;
    this.reactions = state?.reactions ?? [];
    this.emotes = new Map((state?.emotes ?? []).map((emote) => [emote.name, emote]));
    this.questionVotes = new Map();
    this.changed();
  }

  onReactions(listener: (reactions: readonly Reaction[]) => void): () => void {
    this.#reacted.add(listener);
    return () => this.#reacted.delete(listener);
  }

  /** Whether the poll takes votes, by the clock. */
  get pollOpen(): boolean {
    const { poll } = this;
    return poll?.open === true && !this.#over(poll.endsAt);
  }

  /** The announcement, unless its time is over. */
  get announced(): Announcement | undefined {
    return this.announcement && !this.#over(this.announcement.endsAt) ? this.announcement : undefined;
  }

  #over(endsAt: string | undefined): boolean {
    return endsAt !== undefined && Date.parse(endsAt) <= this.server.nowMs();
  }

  apply(record: RoomRecord): void {
    const { body } = record;
    switch (record.type) {
      case 'audience.pinned':
        this.pin = { target: Number(body.target) };
        break;
      case 'audience.unpinned':
        this.pin = undefined;
        break;
      case 'chat.removed':
        if (this.pin?.target !== Number(body.target)) {
          return;
        }
        this.pin = undefined;
        break;
      case 'audience.announced':
        this.announcement = { ...(body as unknown as Announcement), announcement: record.seq };
        break;
      case 'audience.announcement-ended':
        if (this.announcement?.announcement === Number(body.announcement)) {
          this.announcement = undefined;
        }
        break;
      case 'audience.poll': {
        const options = Array.isArray(body.options) ? body.options.map(String) : [];
        this.poll = {
          ...(body as unknown as Poll),
          options,
          poll: record.seq,
          votes: options.map(() => 0),
          open: true,
        };
        break;
      }
      case 'audience.poll-result':
      case 'audience.poll-ended':
        if (this.poll?.poll === Number(body.poll) && Array.isArray(body.votes)) {
          const open = this.poll.open && record.type === 'audience.poll-result';
          this.poll = { ...this.poll, votes: body.votes.map(Number), open };
        }
        break;
      case 'audience.question-shown':
        this.questions++;
        break;
      case 'audience.question-closed':
        this.questions = Math.max(0, this.questions - 1);
        break;
      case 'audience.question-votes':
        if (Array.isArray(body.questions)) {
          this.questionVotes = new Map(
            body.questions.map(({ question, votes }) => [Number(question), Number(votes)]),
          );
        }
        break;
      case 'audience.emote-added': {
        const name = String(body.emote);
        const url = `/api/v1/events/${encodeURIComponent(this.#event)}/emotes/${encodeURIComponent(name)}?v=${record.seq}`;
        this.emotes = new Map([...this.emotes, [name, { name, url }]]);
        break;
      }
      case 'audience.emote-removed':
        this.emotes = new Map([...this.emotes].filter(([name]) => name !== body.emote));
        break;
      case 'audience.reactions':
        if (Array.isArray(body.reactions)) {
          for (const listener of this.#reacted) {
            listener(body.reactions as Reaction[]);
          }
        }
        return;
      default:
        return;
    }
    this.there = true;
    this.changed();
  }
}
