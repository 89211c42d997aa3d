import { socketUrl } from '../net/address';
import { ChatLog } from './chat-log';
import { Observable } from './observable';
import { OfferDesk } from './offer-desk';
import { PlayheadClock } from './playhead-clock';
import type { Author, Cue, Phase, Product, RoomRecord, Stream } from './records';
import { type ChannelName, type Delivered, RoomClient, type Snapshot } from './room-client';
import { PlayheadScheduler } from './scheduler';
import { ServerClock } from './server-clock';

export type Connection = 'connecting' | 'connected' | 'closed';

const FOLD_MS = 400; // a removed line folds away before it goes

/** Everything a page knows of one event, kept current over one connection. */
export class EventRoom extends Observable {
  readonly server = new ServerClock();
  readonly chat: ChatLog;
  readonly offers = new OfferDesk(this.server);
  connection: Connection = 'connecting';
  phase: Phase | undefined;
  title = '';
  stream: Stream | undefined;
  /** The token was not accepted. */
  rejected = false;
  me: Author | undefined;

  readonly #client: RoomClient;
  readonly #recordListeners = new Set<(delivered: Delivered) => void>();
  readonly #snapshotListeners = new Set<(snapshot: Snapshot) => void>();
  readonly #staff: boolean;
  #scheduler: PlayheadScheduler;

  constructor(
    readonly event: string,
    options: { token?: string | undefined; staff?: boolean; chat?: boolean } = {},
  ) {
    super();
    this.#staff = options.staff ?? false;
    this.chat = new ChatLog(undefined, this.#staff);
    this.#scheduler = this.#schedule(new PlayheadClock());
    this.#client = new RoomClient(
      socketUrl('/ws'),
      event,
      {
        snapshot: (snapshot) => this.#snapshot(snapshot),
        record: (delivered) => this.#record(delivered),
        own: ({ type, body }) => this.#own(type, body),
        connection: (state, why) => this.#connected(state, why),
        refused: () => undefined,
      },
      options.token,
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
    this.#client.become(token);
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

  #schedule(clock: PlayheadClock): PlayheadScheduler {
    return new PlayheadScheduler(clock, (record) => this.#due(record), this.server);
  }

  #connected(state: Connection, why?: { code: number; reason: string }): void {
    this.connection = state;
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
      if (!continued) {
        this.#scheduler.clear();
        if (cta?.onAir) {
          this.#scheduler.offer(onAirAsRecord(cta.onAir));
        } else {
          this.offers.nothingOnAir();
        }
      }
    } else if (channel === 'chat' && !continued) {
      this.chat.clear();
    } else if (channel === 'mod' && !continued) {
      this.chat.clearJudged();
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
    if (channel === 'chat' || channel === 'mod') {
      if (this.chat.apply(record)) {
        this.changed();
        if (record.type !== 'chat.message' && !this.#staff) {
          setTimeout(() => this.chat.sweep() && this.changed(), FOLD_MS);
        }
      }
    } else if (channel === 'overlay' || channel === 'stream') {
      this.#scheduler.offer(record);
    }
  }

  /** A record's moment has come. */
  #due(record: RoomRecord): void {
    if (record.type === 'core.stream') {
      this.stream = { ...this.stream, ...(record.body as unknown as Stream) };
      this.changed();
    } else if (record.type === 'core.phase') {
      this.phase = phaseOf(record.body.phase) ?? this.phase;
      this.changed();
    } else {
      this.offers.apply(record);
    }
  }

  #own(type: string, body: Record<string, unknown>): void {
    if (type !== 'chat.own') {
      return;
    }
    const seq = Number(body.seq ?? 0);
    if (body.state === 'held' && this.me) {
      this.chat.hold(this.me, String(body.text ?? ''), seq);
    } else if (body.state !== 'held') {
      this.chat.settleHeld(seq);
    }
    this.changed();
  }
}

function phaseOf(value: unknown): Phase | undefined {
  return typeof value === 'string' ? (value.toLowerCase() as Phase) : undefined;
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
