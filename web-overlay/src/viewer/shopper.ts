import { type Api, ApiProblem } from '../net/api';
import { viewerId } from '../net/keep';
import { Observable } from '../room/observable';
import type { Product } from '../room/records';
import { checkoutLinkFor } from '../words/money';
import { words } from '../words/strings';

export type Holding =
  | { readonly state: 'holding' }
  | {
      readonly state: 'held';
      readonly hold: string;
      readonly untilMs: number | undefined;
      readonly link: string;
    }
  | { readonly state: 'refused'; readonly why: string; readonly soldOut: boolean };

/** What this viewer holds, by product: one press holds one piece and leads to the checkout. */
export class Shopper extends Observable {
  readonly #holdings = new Map<string, Holding>();

  constructor(
    readonly event: string,
    readonly api: Api,
  ) {
    super();
  }

  holding(product: string): Holding | undefined {
    return this.#holdings.get(product);
  }

  async buy(product: Product): Promise<void> {
    const known = this.#holdings.get(product.id);
    if (known?.state === 'holding') {
      return;
    }
    if (known?.state === 'held') {
      open(known.link, '_blank', 'noopener');
      return;
    }
    this.#set(product.id, { state: 'holding' });
    try {
      const answer = await this.api.post(`/events/${encodeURIComponent(this.event)}/holds`, {
        product: product.id,
        quantity: 1,
        viewer: viewerId(),
      });
      const hold = String(answer.id ?? answer.hold ?? '');
      const until = Date.parse(String(answer.expiresAt ?? answer.until ?? answer.expires ?? ''));
      const untilMs = Number.isFinite(until) ? until : undefined;
      const offered = typeof answer.checkoutUrl === 'string' ? answer.checkoutUrl : product.checkoutUrl;
      const link = checkoutLinkFor(location.origin, this.event, product.id, hold, untilMs, offered);
      this.#set(product.id, { state: 'held', hold, untilMs, link });
      if (untilMs !== undefined) {
        setTimeout(() => this.#lapse(product.id, hold), untilMs - Date.now());
      }
      open(link, '_blank', 'noopener');
    } catch (why) {
      const soldOut = why instanceof ApiProblem && why.status === 409;
      const sentence = why instanceof ApiProblem && why.message ? why.message : words.offer.failed;
      this.#set(product.id, { state: 'refused', why: sentence, soldOut });
    }
  }

  #lapse(product: string, hold: string): void {
    const holding = this.#holdings.get(product);
    if (holding?.state === 'held' && holding.hold === hold) {
      this.#set(product, { state: 'refused', why: words.offer.lapsed, soldOut: false });
    }
  }

  #set(product: string, holding: Holding): void {
    this.#holdings.set(product, holding);
    this.changed();
  }
}
