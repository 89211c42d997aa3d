import { beforeEach, describe, expect, it } from 'vitest';
import { PlayheadClock } from '../src/room/playhead-clock';
import type { RoomRecord } from '../src/room/records';
import { PlayheadScheduler } from '../src/room/scheduler';
import { ServerClock } from '../src/room/server-clock';

const START = Date.parse('2026-11-22T16:00:00Z');

let nowMs: number;
let ticks: (() => void)[];
let released: string[];
let clock: PlayheadClock;
let server: ServerClock;
let scheduler: PlayheadScheduler;

function pass(ms: number): void {
  nowMs += ms;
  for (const tick of ticks) {
    tick();
  }
}

function record(name: string, ptsMs: number | undefined, more: Partial<RoomRecord> = {}): RoomRecord {
  return {
    type: name,
    seq: 1,
    at: new Date(nowMs).toISOString(),
    deliver: 'at',
    ...(ptsMs === undefined ? {} : { media: { epoch: 1, ptsMs } }),
    ...more,
    body: {},
  };
}

beforeEach(() => {
  nowMs = START;
  ticks = [];
  released = [];
  clock = new PlayheadClock(() => nowMs);
  server = new ServerClock(() => nowMs);
  scheduler = new PlayheadScheduler(
    clock,
    ({ type }) => released.push(type),
    server,
    (_ms, run) => {
      ticks.push(run);
      return () => {
        ticks = ticks.filter((tick) => tick !== run);
      };
    },
  );
});

describe('while a picture plays', () => {
  beforeEach(() => clock.frame(1, 1_000));

  it('releases "asap" at once, whatever its media time', () => {
    scheduler.offer(record('removal', 99_000, { deliver: 'asap' }));
    expect(released).toEqual(['removal']);
  });

  it('holds "at" until the playhead reaches it, to the frame', () => {
    scheduler.offer(record('offer', 1_100));
    clock.frame(1, 1_099);
    expect(released).toEqual([]);
    clock.frame(1, 1_100);
    expect(released).toEqual(['offer']);
  });

  it('releases what the playhead has passed already', () => {
    scheduler.offer(record('offer', 900));
    expect(released).toEqual(['offer']);
  });

  it('releases in the order of the pictures, and in the order of arrival on the same picture', () => {
    scheduler.offer(record('third', 1_300));
    scheduler.offer(record('first', 1_200));
    scheduler.offer(record('second', 1_200));
    clock.frame(1, 2_000);
    expect(released).toEqual(['first', 'second', 'third']);
  });

  it('does not let the wall clock overtake a picture that is merely late', () => {
    scheduler.offer(record('offer', 1_500));
    for (let i = 0; i < 10; i++) {
      pass(250);
      clock.frame(1, 1_000 + i);
    }
    expect(released).toEqual([]);
  });

  it('waits while the viewer has paused', () => {
    scheduler.offer(record('offer', 1_500));
    clock.paused();
    pass(60_000);
    expect(released).toEqual([]);
    clock.frame(1, 61_000);
    expect(released).toEqual(['offer']);
  });

  it('treats an earlier epoch as over and waits for a later one', () => {
    clock.frame(2, 5_000);
    scheduler.offer(record('old', 9_000, { media: { epoch: 1, ptsMs: 9_000 } }));
    scheduler.offer(record('new', 6_000, { media: { epoch: 3, ptsMs: 6_000 } }));
    expect(released).toEqual(['old']);
    clock.frame(2, 7_000);
    expect(released).toEqual(['old']);
    clock.frame(3, 7_100);
    expect(released).toEqual(['old', 'new']);
  });

  it('never releases a window that is over before its turn', () => {
    scheduler.offer(
      record('window', 1_500, { deliver: 'window', until: new Date(nowMs + 1_000).toISOString() }),
    );
    nowMs += 2_000;
    clock.frame(1, 1_600);
    expect(released).toEqual([]);
    expect(scheduler.waiting).toBe(0);
  });

  it('knows a window that ends in media time', () => {
    scheduler.offer(record('window', 1_500, { deliver: 'window', until: 1_550 }));
    clock.frame(1, 1_600);
    expect(released).toEqual([]);
  });
});

describe('while no picture plays', () => {
  it('releases by wall time', () => {
    scheduler.offer(record('offer', 50_000));
    expect(released).toEqual(['offer']);
  });

  it('waits for a wall time to come', () => {
    scheduler.offer(record('offer', 50_000, { at: new Date(nowMs + 1_000).toISOString() }));
    pass(900);
    expect(released).toEqual([]);
    pass(200);
    expect(released).toEqual(['offer']);
  });

  it('goes by the server’s clock when this machine’s is wrong', () => {
    server.heard(new Date(nowMs + 3_600_000).toISOString());
    scheduler.offer(record('offer', 50_000, { at: new Date(nowMs + 3_600_000).toISOString() }));
    expect(released).toEqual(['offer']);
  });

  it('takes over when the picture stops coming', () => {
    clock.frame(1, 1_000);
    scheduler.offer(record('offer', 1_500));
    pass(1_000);
    expect(released).toEqual([]);
    pass(1_000);
    expect(released).toEqual(['offer']);
  });
});

it('hands what waits over to the scheduler of another picture', () => {
  clock.frame(1, 1_000);
  scheduler.offer(record('offer', 1_500));
  const other = new PlayheadClock(() => nowMs);
  other.frame(1, 1_000);
  const next = new PlayheadScheduler(
    other,
    ({ type }) => released.push(`${type} there`),
    server,
    () => () => undefined,
  );
  scheduler.handOver(next);
  other.frame(1, 1_500);
  expect(released).toEqual(['offer there']);
});

it('forgets what waited when the room is read anew', () => {
  clock.frame(1, 1_000);
  scheduler.offer(record('offer', 1_500));
  scheduler.clear();
  clock.frame(1, 2_000);
  expect(released).toEqual([]);
});

it('releases a thousand records in order', () => {
  clock.frame(1, 0);
  let seed = 42;
  const random = () => {
    seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31;
    return seed;
  };
  const due = Array.from({ length: 1_000 }, () => 1 + (random() % 5_000));
  for (const ptsMs of due) {
    scheduler.offer(record(String(ptsMs), ptsMs));
  }
  clock.frame(1, 10_000);
  expect(released.map(Number)).toEqual([...due].sort((a, b) => a - b));
});
