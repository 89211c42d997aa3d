import { describe, expect, it } from 'vitest';
import { Backoff } from '../src/player/backoff';
import { Cushion } from '../src/player/cushion';
import { Timeline } from '../src/player/timeline';

describe('the cushion', () => {
  it('plays at normal speed while the cushion is about right', () => {
    const cushion = new Cushion(0);
    for (const aheadS of [0.12, 0.15, 0.18, 0.21]) {
      expect(cushion.advise(aheadS, 0)).toEqual({ rate: 1, leapS: 0 });
    }
  });

  it('catches up in steps and lets go at a lower threshold than it began', () => {
    const cushion = new Cushion(0);
    expect(cushion.advise(0.7, 0).rate).toBe(1.25);
    expect(cushion.advise(0.4, 0).rate).toBe(1.25);
    expect(cushion.advise(0.31, 0).rate).toBe(1.1);
    expect(cushion.advise(0.25, 0).rate).toBe(1.1);
    expect(cushion.advise(0.22, 0).rate).toBe(1.04);
    expect(cushion.advise(0.17, 0).rate).toBe(1.04);
    expect(cushion.advise(0.155, 0).rate).toBe(1);
    expect(cushion.advise(0.2, 0).rate).toBe(1);
  });

  it('slows down when it runs dry, until it has filled again', () => {
    const cushion = new Cushion(0);
    expect(cushion.advise(0.05, 0).rate).toBe(0.97);
    expect(cushion.advise(0.1, 0).rate).toBe(0.97);
    expect(cushion.advise(0.13, 0).rate).toBe(1);
  });

  it('leaps when more than two seconds behind', () => {
    const cushion = new Cushion(0);
    expect(cushion.advise(5, 0)).toEqual({ rate: 1, leapS: 4.85 });
  });

  it('does not flutter on the jitter of arriving frames', () => {
    const cushion = new Cushion(0);
    let changes = 0;
    let rate = 1;
    for (let i = 0; i < 600; i++) {
      const next = cushion.advise(0.15 + (i % 2 === 0 ? 0.033 : -0.033), i * 100).rate;
      changes += next === rate ? 0 : 1;
      rate = next;
    }
    expect(changes).toBe(0);
  });

  it('grows with stalls, to a limit, and shrinks again over calm time', () => {
    const cushion = new Cushion(0, 0.15, 0.3);
    for (let i = 0; i < 10; i++) {
      cushion.stalled(0);
    }
    expect(cushion.targetS).toBe(0.3);
    expect(cushion.stalls).toBe(10);
    cushion.advise(0.3, 19_000);
    expect(cushion.targetS).toBe(0.3);
    for (let ms = 0; ms < 600_000; ms += 1_000) {
      cushion.advise(0.3, ms);
    }
    expect(cushion.targetS).toBe(0.15);
  });
});

describe('the way back after a lost connection', () => {
  it('waits longer each time, with jitter, up to a limit, and starts over after success', () => {
    const longest = new Backoff(() => 1);
    expect([1, 2, 3, 4, 5, 6, 7].map(() => longest.next())).toEqual([250, 500, 1000, 2000, 4000, 8000, 8000]);
    longest.reset();
    expect(longest.next()).toBe(250);
    expect(new Backoff(() => 0).next()).toBe(125);
  });
});

describe('the timeline', () => {
  it('tells the epoch of a media time, the first one for all before it', () => {
    const timeline = new Timeline();
    timeline.begin(3, 10_000);
    timeline.begin(4, 25_000);
    timeline.begin(4, 26_000);
    expect([5_000, 10_000, 24_999, 25_000, 90_000].map((ms) => timeline.epochAt(ms))).toEqual([
      3, 3, 3, 4, 4,
    ]);
  });

  it('knows no epoch before the first', () => {
    expect(new Timeline().epochAt(5)).toBe(0);
  });
});
