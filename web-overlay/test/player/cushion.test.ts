import { describe, expect, it } from 'vitest';
import { Cushion } from '../../src/player/clock/cushion';
import { Timeline } from '../../src/player/clock/timeline';
import { Backoff } from '../../src/player/feed/backoff';

describe('the cushion', () => {
  const START_S = 0.14;

  it('plays at normal speed while the cushion is about right', () => {
    const cushion = new Cushion(0, START_S);
    for (const aheadS of [0.11, 0.14, 0.17, 0.2]) {
      expect(cushion.advise(aheadS, 0)).toEqual({ rate: 1, leapS: 0 });
    }
  });

  it('catches up in steps and lets go at a lower threshold than it began', () => {
    const cushion = new Cushion(0, START_S);
    const rates = [0.69, 0.39, 0.3, 0.24, 0.215, 0.16, 0.145, 0.19].map((s) => cushion.advise(s, 0).rate);
    expect(rates).toEqual([1.25, 1.25, 1.1, 1.1, 1.04, 1.04, 1, 1]);
  });

  it('slows down when it runs dry, until it has filled again', () => {
    const cushion = new Cushion(0, START_S);
    expect(cushion.advise(0.05, 0).rate).toBe(0.97);
    expect(cushion.advise(0.1, 0).rate).toBe(0.97);
    expect(cushion.advise(0.13, 0).rate).toBe(1);
  });

  it('leaps when more than two seconds behind', () => {
    const { rate, leapS } = new Cushion(0, START_S).advise(5, 0);
    expect(rate).toBe(1);
    expect(leapS).toBeCloseTo(5 - START_S, 9);
  });

  it('does not flutter on the jitter of arriving frames', () => {
    const cushion = new Cushion(0, START_S);
    let changes = 0;
    let rate = 1;
    for (let i = 0; i < 600; i++) {
      const next = cushion.advise(cushion.targetS + (i % 2 === 0 ? 0.033 : -0.033), i * 100).rate;
      changes += next === rate ? 0 : 1;
      rate = next;
    }
    expect(changes).toBe(0);
  });

  it('shrinks while its low-water mark stays comfortable, but not below its least', () => {
    const cushion = new Cushion(0, START_S, 0.09);
    for (let ms = 0; ms < 60_000; ms += 100) {
      cushion.low(cushion.targetS - 0.03);
      cushion.advise(cushion.targetS, ms);
    }
    expect(cushion.targetS).toBeCloseTo(0.09, 6);
  });

  it('stops shrinking where the low-water mark says so', () => {
    const cushion = new Cushion(0, 0.2, 0.05);
    for (let ms = 0; ms < 120_000; ms += 100) {
      cushion.low(cushion.targetS - 0.08);
      cushion.advise(cushion.targetS, ms);
    }
    expect(cushion.targetS).toBeGreaterThan(0.12);
    expect(cushion.targetS).toBeLessThan(0.15);
  });

  it('grows before it stalls, when almost nothing is left', () => {
    const cushion = new Cushion(0, START_S);
    cushion.low(0.01);
    cushion.advise(START_S, 3_100);
    expect(cushion.targetS).toBeGreaterThan(START_S);
  });

  it('grows with stalls, to a limit, and does not try again soon what was too small', () => {
    const cushion = new Cushion(0, START_S, 0.09, 0.3);
    for (let i = 0; i < 10; i++) {
      cushion.stalled(0);
    }
    expect(cushion.targetS).toBe(0.3);
    expect(cushion.stalls).toBe(10);
    const calm = (fromMs: number, toMs: number) => {
      for (let ms = fromMs; ms < toMs; ms += 100) {
        cushion.low(cushion.targetS - 0.02);
        cushion.advise(cushion.targetS, ms);
      }
    };
    calm(0, 80_000);
    expect(cushion.targetS).toBe(0.3);
    calm(80_000, 300_000);
    expect(cushion.targetS).toBeCloseTo(0.09, 6);
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
