import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { OfferDesk } from '../src/room/offer-desk';
import type { Product, RoomRecord } from '../src/room/records';
import { ServerClock } from '../src/room/server-clock';

const START = Date.parse('2026-11-22T16:00:00Z');
const lamp: Product = {
  id: 'lamp',
  title: 'Lamp',
  price: { amount: 4900, currency: 'EUR' },
  stock: 9,
  left: 9,
};
const mug: Product = { id: 'mug', title: 'Mug', price: { amount: 1800, currency: 'EUR' }, stock: 5, left: 5 };
let desk: OfferDesk;

function record(type: string, body: object, at = Date.now()): RoomRecord {
  return { type, seq: 1, at: new Date(at).toISOString(), body: body as Record<string, unknown> };
}

function cue(id: string, product: object, seconds: number): RoomRecord {
  return record('cta.cue', {
    cue: id,
    type: 'offer',
    product,
    endsAt: new Date(Date.now() + seconds * 1000).toISOString(),
  });
}

beforeEach(() => {
  vi.useFakeTimers({ now: START });
  desk = new OfferDesk(new ServerClock());
  desk.restore([lamp, mug]);
});

afterEach(() => vi.useRealTimers());

it('shows an offer until its end, says so, and puts it away', () => {
  desk.apply(cue('c1', lamp, 60));
  expect(desk.offer).toMatchObject({ state: 'on', lengthMs: 60_000 });
  vi.advanceTimersByTime(60_000);
  expect(desk.offer?.state).toBe('ended');
  vi.advanceTimersByTime(5_000);
  expect(desk.offer).toBeUndefined();
});

it('gives way to the next offer at once', () => {
  desk.apply(cue('c1', lamp, 60));
  desk.apply(record('cta.ended', { cue: 'c1' }));
  desk.apply(cue('c2', mug, 30));
  expect(desk.offer).toMatchObject({ state: 'on', cue: { cue: 'c2' } });
  vi.advanceTimersByTime(10_000);
  expect(desk.offer?.state).toBe('on');
});

it('does not let the end of an earlier offer end this one', () => {
  desk.apply(cue('c2', mug, 30));
  desk.apply(record('cta.ended', { cue: 'c1' }));
  expect(desk.offer?.state).toBe('on');
});

it('never shows an offer that is over', () => {
  desk.apply(cue('c1', lamp, -1));
  expect(desk.offer).toBeUndefined();
});

it('takes what is left into shelf and card alike', () => {
  desk.apply(cue('c1', lamp, 60));
  desk.apply(record('cta.stock', { product: 'lamp', left: 2 }));
  expect(desk.product('lamp')?.left).toBe(2);
  expect(desk.offer?.cue.product.left).toBe(2);
});

it('completes a cue that names its product by id alone', () => {
  desk.apply(cue('c1', { id: 'mug' }, 60));
  expect(desk.offer?.cue.product.title).toBe('Mug');
});

it('puts away what a new snapshot no longer has on air', () => {
  desk.apply(cue('c1', lamp, 60));
  desk.nothingOnAir();
  expect(desk.offer).toBeUndefined();
});

it('counts on the server’s clock when this machine’s is wrong', () => {
  const server = new ServerClock();
  server.heard(new Date(START + 3_600_000).toISOString());
  desk = new OfferDesk(server);
  desk.apply(
    record(
      'cta.cue',
      { cue: 'c1', type: 'offer', product: lamp, endsAt: new Date(START + 3_630_000).toISOString() },
      START + 3_600_000,
    ),
  );
  expect(desk.offer).toMatchObject({ state: 'on', lengthMs: 30_000 });
  vi.advanceTimersByTime(30_000);
  expect(desk.offer?.state).toBe('ended');
});
