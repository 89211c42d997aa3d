/** What the server publishes: the envelope of a record, and the bodies this page knows. */

export interface MediaTime {
  readonly epoch: number;
  readonly ptsMs: number;
}

export type Delivery = 'asap' | 'at' | 'window';

export interface RoomRecord<B = Record<string, unknown>> {
  readonly type: string;
  readonly seq: number;
  readonly at: string;
  readonly media?: MediaTime;
  readonly deliver?: Delivery;
  /** End of a window: an ISO time, or media time in milliseconds. */
  readonly until?: string | number;
  readonly body: B;
}

export interface Author {
  readonly id: string;
  readonly name: string;
  readonly staff?: boolean;
}

export interface Money {
  /** Minor units: cents, pence, yen. */
  readonly amount: number;
  readonly currency: string;
}

export interface Product {
  readonly id: string;
  readonly title: string;
  readonly price: Money;
  readonly compareAt?: Money;
  readonly stock?: number;
  readonly left?: number;
  readonly image?: string;
  readonly checkoutUrl?: string;
  readonly description?: string;
}

export interface Cue {
  readonly cue: string;
  readonly type: string;
  readonly product: Product;
  readonly headline?: string;
  readonly endsAt?: string;
  readonly position?: 'left' | 'center' | 'right';
  readonly media?: MediaTime;
}

export type StreamState = 'OFFLINE' | 'LIVE' | 'GRACE' | 'BACKUP' | 'SLATE';

export interface Stream {
  readonly state: StreamState;
  readonly why?: string;
  readonly epoch?: number;
  readonly width?: number;
  readonly height?: number;
  readonly fps?: number;
  readonly kbps?: number;
  readonly gopMs?: number;
  readonly videoCodec?: string;
  readonly audioCodec?: string;
  readonly since?: string;
}

export type Phase = 'draft' | 'ready' | 'live' | 'ended' | 'replay';

/** Reads a publication's data; `undefined` when it is none of ours, so that a strange record breaks nothing. */
export function readRecord(data: unknown): RoomRecord | undefined {
  const record = data as RoomRecord | null;
  if (
    !record ||
    typeof record !== 'object' ||
    typeof record.type !== 'string' ||
    typeof record.seq !== 'number'
  ) {
    return undefined;
  }
  return record.body && typeof record.body === 'object' ? record : { ...record, body: {} };
}
