import { socketUrl } from '../net/address';
import { nextFrame } from '../ui/frame';
import { AudienceDesk } from './audience-desk';
import { ChatLog } from './chat-log';
import { type Modes, NO_MODES } from './modes';
import { Observable } from './observable';
import { OfferDesk } from './offer-desk';
import { PersonalDesk } from './personal-desk';
import { PlayheadClock } from './playhead-clock';
import type { Author, Cue, Phase, Product, RoomRecord, Stream } from './records';
import { type ChannelName, type Delivered, RoomClient, type Snapshot, WAITING } from './room-client';
import { PlayheadScheduler } from './scheduler';
import { ServerClock } from './server-clock';

export type Connection = 'connecting' | 'connected' | 'closed';

const SAMPLED_MS = 8_000; // told again before that while it lasts
const MOST_WAITING = 2_000; // a picture that stands still must not keep a whole show's chat
const FOLD_MS = 400; // a removed line folds away before it goes

/** Everything a page knows of one event, kept current over one connection. */
export class EventRoom extends Observable {
  readonly server = new ServerClock();
  readonly chat: ChatLog;
  readonly offers = new OfferDesk(this.server);
  readonly audience: AudienceDesk;
  readonly personal = new PersonalDesk((held, why) => this.chat.refuseHeld(held, why) && this.changed());
  modes: Modes = NO_MODES;
  /** Chat waits for the picture it was said to: no spoilers for those who are behind. */
  inStep = false;
  /** Messages that the server left out just now, since nobody could read them all. */
  skipped = 0;
  connection: Connection = 'connecting';
  phase: Phase | undefined;
  title = '';
  stream: Stream | undefined;
  /** The event is full: one's place in the line before its door. */
  waiting: number | undefined;
  /** The token was not accepted. */
  rejected = false;
  me: Author | undefined;

  readonly #client: RoomClient;
  readonly #recordListeners = new Set<(delivered: Delivered) => void>();
  readonly #snapshotListeners = new Set<(snapshot: Snapshot) => void>();
  readonly #staff: boolean;
  #scheduler: PlayheadScheduler;
  #calm: ReturnType<typeof setTimeout> | undefined;
  #telling = false;

  constructor(
    readonly event: string,
    options: {
      token?: string | undefined;
      ticket?: (() => Promise<string>) | undefined;
      staff?: boolean;
      chat?: boolean;
    } = {},
  ) {
    super();
    this.#staff = options.staff ?? false;
    this.chat = new ChatLog(undefined, this.#staff);
    this.audience = new AudienceDesk(event, this.server);
    this.audience.onChange(() => this.changed());
    this.#scheduler = this.#schedule(new PlayheadClock());
    this.#client = new RoomClient(
      socketUrl('/ws'),
      event,
      {
        snapshot: (snapshot) => this.#snapshot(snapshot),
        record: (delivered) => this.#record(delivered),
        own: ({ type, body }) => this.#own(type, body),
        connection: (state, why) => this.#connected(state, why),
        refused: (channel) => {
          if (channel === 'personal') {
            this.personal.open = false;
          }
        },
      },
      options.token,
      undefined,
      options.ticket,
    );
    this.#client.subscribe('stream');
    this.#client.subscribe('overlay');
    if (options.chat !== false) {
      this.#client.subscribe('chat', true);
    }
    if (this.#staff) {
      this.#client.subscribe('mod', true);
      this.#client.subscribe('ops');
    }
    this.offers.onChange(() => this.changed());
    this.personal.onChange(() => this.changed());
    if (options.token && !this.#staff) {
      this.#client.subscribe('personal');
    }
  }

  open(): void {
    this.#client.connect();
  }

  close(): void {
    this.#client.close();
    this.#scheduler.close();
  }

  /** Follows this picture: what is due on a frame waits for that frame. */
  follow(clock: PlayheadClock): void {
    if (this.#scheduler.clock !== clock) {
      const old = this.#scheduler;
      this.#scheduler = this.#schedule(clock);
      old.handOver(this.#scheduler);
    }
  }

  become(token: string | undefined, me?: Author): void {
    this.rejected = false;
    this.me = me;
    this.#client.unsubscribe('personal'); // it was another's
    this.personal.clear();
    this.#client.become(token);
    if (token) {
      this.#client.subscribe('personal');
    }
    this.changed();
  }

  say(text: string, replyTo?: number): Promise<void> {
    return this.#client.say(text, replyTo);
  }

  onRecord(listener: (delivered: Delivered) => void): () => void {
    this.#recordListeners.add(listener);
    return () => this.#recordListeners.delete(listener);
  }

  onSnapshot(listener: (snapshot: Snapshot) => void): () => void {
    this.#snapshotListeners.add(listener);
    return () => this.#snapshotListeners.delete(listener);
  }

  /** Told once a frame, however many records came in it: a burst of chat is one look at the page, not hundreds. */
  protected override changed(): void {
    if (this.#telling) {
      return;
    }
    this.#telling = true;
    nextFrame(() => {
      this.#telling = false;
      super.changed();
    });
  }

  #schedule(clock: PlayheadClock): PlayheadScheduler {
    return new PlayheadScheduler(clock, (record) => this.#due(record), this.server);
  }

  #connected(state: Connection, why?: { code: number; reason: string }): void {
    this.connection = state;
    if (why?.code === WAITING) {
      this.waiting = placeIn(why.reason) || this.waiting || 0; // said twice, once without the place
    } else if (state !== 'connecting') {
      this.waiting = undefined;
    }
    if (state === 'closed' && why && why.code >= 3500 && why.code < 4000) {
      this.rejected = true;
    }
    this.changed();
  }

  #snapshot(snapshot: Snapshot): void {
    const { channel, data, continued } = snapshot;
    if (channel === 'stream') {
      this.phase = phaseOf(data.phase) ?? this.phase;
      this.title = (data.title as string | undefined) ?? this.title;
      this.stream = (data.stream as Stream | undefined) ?? this.stream;
    } else if (channel === 'overlay') {
      const cta = data.cta as { products?: Product[]; onAir?: Cue } | undefined;
      this.offers.restore(cta?.products ?? []);
      this.audience.restore(data.audience as Parameters<AudienceDesk['restore']>[0]);
      if (!continued) {
        this.#scheduler.clear();
        if (cta?.onAir) {
          this.#scheduler.offer(onAirAsRecord(cta.onAir));
        } else {
          this.offers.nothingOnAir();
        }
      }
    } else if (channel === 'chat') {
      this.modes = { ...NO_MODES, ...(data.modes as Partial<Modes> | undefined) };
      if (!continued) {
        this.chat.clear();
      }
    } else if (channel === 'mod' && !continued) {
      this.chat.clearJudged();
    } else if (channel === 'personal') {
      this.personal.restore(continued ? [] : data.recent);
    }
    for (const listener of this.#snapshotListeners) {
      listener(snapshot);
    }
    this.changed();
  }

  #record(delivered: Delivered): void {
    const { channel, record, from } = delivered;
    if (from === 'live') {
      this.server.heard(record.at);
    }
    for (const listener of this.#recordListeners) {
      listener(delivered);
    }
    if (record.type === 'moderation.mode-set' && channel === 'chat') {
      this.modes = { ...NO_MODES, ...(record.body as Partial<Modes>) };
      this.changed();
    } else if (channel === 'chat' && this.#waitsForPicture(record)) {
      this.#scheduler.offer({ ...record, deliver: 'at' });
    } else if (channel === 'chat' || channel === 'mod') {
      this.audience.apply(record);
      if (this.chat.apply(record)) {
        this.changed();
        if (record.type !== 'chat.message' && !this.#staff) {
          setTimeout(() => this.chat.sweep() && this.changed(), FOLD_MS);
        }
      }
    } else if (channel === 'personal') {
      this.personal.apply(record);
    } else if (channel === 'overlay' || channel === 'stream') {
      this.#scheduler.offer(record);
    }
  }

  /** One's own message is there at once; a removal never waits. */
  #waitsForPicture(record: RoomRecord): boolean {
    const author = record.body.author as Author | undefined;
    return (
      this.inStep &&
      record.type === 'chat.message' &&
      record.media !== undefined &&
      author?.id !== this.me?.id &&
      this.#scheduler.waiting < MOST_WAITING
    );
  }

  /** A record's moment has come. */
  #due(record: RoomRecord): void {
    if (record.type === 'core.stream') {
      this.stream = { ...this.stream, ...(record.body as unknown as Stream) };
      this.changed();
    } else if (record.type === 'core.phase') {
      this.phase = phaseOf(record.body.phase) ?? this.phase;
      this.changed();
    } else if (record.type === 'chat.message') {
      if (this.chat.apply(record)) {
        this.changed();
      }
    } else if (record.type.startsWith('audience.')) {
      this.audience.apply(record);
    } else {
      this.offers.apply(record);
    }
  }

  #own(type: string, body: Record<string, unknown>): void {
    if (type === 'chat.sampled') {
      this.skipped = Number(body.skipped) || 0;
      clearTimeout(this.#calm);
      this.#calm = setTimeout(() => {
        this.skipped = 0;
        this.changed();
      }, SAMPLED_MS);
      this.changed();
    }
    if (type !== 'chat.own') {
      return;
    }
    const seq = Number(body.seq ?? 0);
    if (body.state === 'held' && this.me) {
      this.chat.hold(this.me, String(body.text ?? ''), seq);
    } else if (body.alone === true && this.me) {
      this.chat.alone(this.me, String(body.text ?? ''), seq);
    } else if (body.state !== 'held') {
      this.chat.settleHeld(seq);
    }
    this.changed();
  }
}

function phaseOf(value: unknown): Phase | undefined {
  return typeof value === 'string' ? (value.toLowerCase() as Phase) : undefined;
}

/** How many are in the line up to oneself, as the waiting room's reason says it; 0 where it does not. */
function placeIn(reason: string): number {
  try {
    return Number((JSON.parse(reason) as { position?: unknown }).position) || 0;
  } catch {
    return 0;
  }
}

function onAirAsRecord(cue: Cue): RoomRecord {
  return {
    type: 'cta.cue',
    seq: 0,
    at: new Date(0).toISOString(),
    deliver: 'at',
    ...(cue.media ? { media: cue.media } : {}),
    ...(cue.endsAt ? { until: cue.endsAt } : {}),
    body: cue as unknown as Record<string, unknown>,
  };
}

export type { ChannelName };
