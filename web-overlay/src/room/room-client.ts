import { Centrifuge, type PublicationContext, type Subscription } from 'centrifuge';
import { type RoomRecord, readRecord } from './records';

export type ChannelName = 'chat' | 'overlay' | 'stream' | 'personal' | 'mod' | 'ops';

export interface Snapshot {
  readonly channel: ChannelName;
  readonly data: Record<string, unknown>;
  /** False when records were missed that the server no longer has: what the page knows must be read anew. */
  readonly continued: boolean;
}

export interface Delivered {
  readonly channel: ChannelName;
  readonly record: RoomRecord;
  /** `live` was sent just now; `history` and `recovered` are older. */
  readonly from: 'live' | 'history' | 'recovered';
}

export interface RoomEvents {
  snapshot(snapshot: Snapshot): void;
  record(delivered: Delivered): void;
  /** A message to this session alone. */
  own(message: { type: string; body: Record<string, unknown> }): void;
  connection(state: 'connecting' | 'connected' | 'closed', why?: { code: number; reason: string }): void;
  /** A channel cannot be had: no such event, or no right to it. */
  refused(channel: ChannelName, why: { code: number; message: string }): void;
}

/** Why the server did not take a message. */
export class ChatRefusal extends Error {
  constructor(
    readonly code: number,
    message: string,
    readonly retryAfterMs: number | undefined,
    readonly span: readonly [number, number] | undefined,
    readonly temporary: boolean,
  ) {
    super(message);
  }
}

interface ErrorDetail {
  retryAfterMs?: number;
  span?: [number, number];
}

const HISTORY = 100;
/** Close code of the waiting room; its reason is JSON. */
export const WAITING = 4013;

/**
 * One connection to the hub for one event. Wraps `centrifuge` so that the page sees records instead of publications:
 * snapshot first, then history, then what happens; each record once per channel, whether it came live, from history
 * or from a recovery.
 */
export class RoomClient {
  readonly #centrifuge: Centrifuge;
  readonly #subscriptions = new Map<ChannelName, Subscription>();
  readonly #newest = new Map<ChannelName, number>();
  readonly #recovering = new Set<ChannelName>();
  readonly #event: string;
  readonly #on: RoomEvents;
  #lastError: ErrorDetail | undefined;

  /** Comes in by a token, or, when there is none, by the tickets that a logged-in page can ask for; each is good once. */
  constructor(
    url: string,
    event: string,
    on: RoomEvents,
    token?: string,
    socketClass: unknown = undefined,
    ticket?: () => Promise<string>,
  ) {
    this.#event = event;
    this.#on = on;
    const keepDetail = (detail: ErrorDetail | undefined) => {
      this.#lastError = detail;
    };
    const Socket = (socketClass ?? globalThis.WebSocket) as typeof WebSocket;
    this.#centrifuge = new Centrifuge(url, {
      ...(token ? { token } : ticket ? { getToken: ticket } : {}),
      name: 'vitrine-web',
      minReconnectDelay: 200,
      maxReconnectDelay: 10_000,
      websocket: peeking(Socket, keepDetail, (reason) => {
        this.#keepPlace(reason);
        on.connection('connecting', { code: WAITING, reason });
      }),
    });
    this.#centrifuge.on('connecting', ({ code, reason }) => on.connection('connecting', { code, reason }));
    this.#centrifuge.on('connected', () => {
      if (!token && ticket) {
        this.#centrifuge.setToken(''); // used up: the next connection asks for another
      }
      on.connection('connected');
    });
    this.#centrifuge.on('disconnected', ({ code, reason }) => on.connection('closed', { code, reason }));
    this.#centrifuge.on('message', ({ data }) => {
      if (data && typeof data.type === 'string') {
        on.own({ type: data.type, body: data.body ?? {} });
      }
    });
    this.#centrifuge.on('error', () => undefined); // told by "connecting" and "disconnected"
  }

  connect(): void {
    this.#centrifuge.connect();
  }

  close(): void {
    this.#centrifuge.disconnect();
    this.#centrifuge.removeAllListeners();
  }

  /** Goes on as somebody else; the channels are kept and catch up. */
  become(token: string | undefined): void {
    this.#centrifuge.setToken(token ?? '');
    this.#centrifuge.disconnect();
    this.#centrifuge.connect();
  }

  subscribe(channel: ChannelName, history = false): void {
    if (this.#subscriptions.has(channel)) {
      return;
    }
    const subscription = this.#centrifuge.newSubscription(`${channel}:${this.#event}`, { recoverable: true });
    this.#subscriptions.set(channel, subscription);
    subscription.on('subscribed', (reply) => {
      this.#recovering.add(channel); // what was missed follows in this same turn
      setTimeout(() => this.#recovering.delete(channel));
      const continued = reply.wasRecovering && reply.recovered;
      if (!continued) {
        this.#newest.delete(channel);
      }
      this.#on.snapshot({ channel, data: (reply.data ?? {}) as Record<string, unknown>, continued });
      if (history && !continued) {
        void this.#history(channel, subscription);
      }
    });
    subscription.on('publication', (publication) => this.#publication(channel, publication));
    subscription.on('unsubscribed', ({ code, reason }) => {
      if (code !== 0) {
        this.#on.refused(channel, { code, message: reason });
      }
    });
    subscription.on('error', () => undefined); // temporary: centrifuge tries again
    subscription.subscribe();
  }

  unsubscribe(channel: ChannelName): void {
    const subscription = this.#subscriptions.get(channel);
    if (subscription) {
      this.#subscriptions.delete(channel);
      subscription.removeAllListeners();
      this.#centrifuge.removeSubscription(subscription);
    }
  }

  /** Says something. Resolves when it is judged and on disk; rejects with a {@link ChatRefusal}. */
  async say(text: string, replyTo?: number): Promise<void> {
    const chat = this.#subscriptions.get('chat');
    if (!chat) {
      throw new ChatRefusal(0, '', undefined, undefined, true);
    }
    this.#lastError = undefined;
    try {
      await chat.publish(replyTo === undefined ? { text } : { text, replyTo });
    } catch (why) {
      const { code, message, temporary } = why as { code: number; message: string; temporary?: boolean };
      const detail = this.#lastError as ErrorDetail | undefined;
      throw new ChatRefusal(code ?? 0, message ?? '', detail?.retryAfterMs, detail?.span, temporary ?? false);
    }
  }

  /** The server is full: whoever asks again with the place it was given keeps its position in the line. */
  #keepPlace(reason: string): void {
    try {
      const { place } = JSON.parse(reason) as { place?: unknown };
      this.#centrifuge.setData(typeof place === 'string' ? { place } : null);
    } catch {
      // no place: the end of the line it is
    }
  }

  async #history(channel: ChannelName, subscription: Subscription): Promise<void> {
    try {
      const { publications } = await subscription.history({ limit: HISTORY, reverse: true });
      for (const publication of [...publications].reverse()) {
        const record = readRecord(publication.data);
        if (record) {
          this.#on.record({ channel, record, from: 'history' });
        }
      }
    } catch {
      // no history for this reader: the chat begins now
    }
  }

  #publication(channel: ChannelName, publication: PublicationContext): void {
    const { offset } = publication;
    if (offset !== undefined) {
      if (offset <= (this.#newest.get(channel) ?? 0)) {
        return;
      }
      this.#newest.set(channel, offset);
    }
    const record = readRecord(publication.data);
    if (record) {
      this.#on.record({ channel, record, from: this.#recovering.has(channel) ? 'recovered' : 'live' });
    }
  }
}

/**
 * centrifuge drops the extra member `data` of an error reply, and the reason of a close before it was connected; this
 * looks at both on their way to it.
 */
function peeking(
  Socket: typeof WebSocket,
  keep: (detail: ErrorDetail | undefined) => void,
  wait: (reason: string) => void,
): typeof WebSocket {
  return class extends Socket {
    constructor(url: string | URL, protocols?: string | string[]) {
      super(url, protocols);
      this.addEventListener('close', ({ code, reason }) => {
        if (code === WAITING) {
          wait(reason);
        }
      });
      this.addEventListener('message', ({ data }) => {
        if (typeof data !== 'string' || !data.includes('"error"')) {
          return;
        }
        for (const line of data.split('\n')) {
          try {
            const detail = JSON.parse(line)?.error?.data;
            if (detail) {
              keep(detail as ErrorDetail);
            }
          } catch {
            // not a reply: centrifuge will say so
          }
        }
      });
    }
  } as typeof WebSocket;
}
