import { Observable } from './observable';
import type { Cue, Product, RoomRecord } from './records';
import type { ServerClock } from './server-clock';

export interface Offer {
  readonly cue: Cue;
  readonly state: 'on' | 'ended';
  /** Server time of the end, when there is one. */
  readonly endsAtMs: number | undefined;
  /** How long it runs in all, for the ring. */
  readonly lengthMs: number;
}

const SHOW_ENDED_MS = 3_500;

/** The products of the show and the one offer that is on air, made from overlay records in the order they are due. */
export class OfferDesk extends Observable {
  readonly #products = new Map<string, Product>();
  #offer: Offer | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(readonly server: ServerClock) {
    super();
  }

  get products(): readonly Product[] {
    return [...this.#products.values()];
  }

  get offer(): Offer | undefined {
    return this.#offer;
  }

  product(id: string): Product | undefined {
    return this.#products.get(id);
  }

  /** The state a late joiner gets. The offer itself comes as a record, in step with the picture. */
  restore(products: readonly Product[]): void {
    this.#products.clear();
    for (const product of products) {
      this.#products.set(product.id, product);
    }
    this.changed();
  }

  /** Nothing is on air, says a snapshot: what this page still shows is over. */
  nothingOnAir(): void {
    if (this.#offer) {
      this.#drop();
    }
  }

  apply(record: RoomRecord): void {
    const { body } = record;
    switch (record.type) {
      case 'cta.product':
        this.#upsert(body as unknown as Product);
        break;
      case 'cta.product-removed':
        this.#products.delete(String(body.id));
        break;
      case 'cta.cue':
        this.#begin(body as unknown as Cue, record.at);
        break;
      case 'cta.ended':
        if (this.#offer?.cue.cue === body.cue) {
          this.#end();
        }
        break;
      case 'cta.stock':
        this.#stock(String(body.product), Number(body.left));
        break;
      default:
        return;
    }
    this.changed();
  }

  #upsert(product: Product): void {
    if (typeof product.id !== 'string') {
      return;
    }
    const whole = { ...this.#products.get(product.id), ...product };
    this.#products.set(product.id, whole);
    if (this.#offer?.cue.product.id === product.id) {
      this.#offer = { ...this.#offer, cue: { ...this.#offer.cue, product: whole } };
    }
  }

  #begin(cue: Cue, at: string): void {
    if (!cue.product || (this.#offer?.cue.cue === cue.cue && this.#offer.state === 'on')) {
      return;
    }
    const parsed = cue.endsAt ? Date.parse(cue.endsAt) : Number.NaN;
    const endsAtMs = Number.isFinite(parsed) ? parsed : undefined;
    const nowMs = this.server.nowMs();
    if (endsAtMs !== undefined && endsAtMs <= nowMs) {
      return;
    }
    const began = Date.parse(at);
    const lengthMs = endsAtMs === undefined ? 0 : endsAtMs - (began > 0 ? Math.min(began, nowMs) : nowMs);
    const known = this.#products.get(cue.product.id);
    this.#offer = { cue: { ...cue, product: { ...known, ...cue.product } }, state: 'on', endsAtMs, lengthMs };
    this.#later(endsAtMs === undefined ? undefined : endsAtMs - nowMs, () => this.#end());
  }

  #end(): void {
    if (this.#offer?.state === 'on') {
      this.#offer = { ...this.#offer, state: 'ended' };
      this.#later(SHOW_ENDED_MS, () => this.#drop());
      this.changed();
    }
  }

  #drop(): void {
    this.#offer = undefined;
    this.#later(undefined, () => undefined);
    this.changed();
  }

  #stock(id: string, left: number): void {
    const product = this.#products.get(id);
    if (product && Number.isFinite(left)) {
      this.#upsert({ ...product, left });
    } else if (this.#offer?.cue.product.id === id && Number.isFinite(left)) {
      this.#offer = {
        ...this.#offer,
        cue: { ...this.#offer.cue, product: { ...this.#offer.cue.product, left } },
      };
    }
  }

  #later(ms: number | undefined, run: () => void): void {
    clearTimeout(this.#timer);
    if (ms !== undefined) {
      this.#timer = setTimeout(run, Math.min(ms, 2 ** 31 - 1));
    }
  }
}
