import { describe, expect, it } from 'vitest';
import { Cushion } from '../../src/player/clock/cushion';
import { Timeline } from '../../src/player/clock/timeline';
import { Backoff } from '../../src/player/feed/backoff';

describe('the cushion', () => {
  /** Media comes fifty times a second with `lowS` ahead; returns the rates that were advised. */
  function play(cushion: Cushion, fromMs: number, toMs: number, lowS: (ms: number) => number): number[] {
    const rates: number[] = [];
    for (let ms = fromMs; ms < toMs; ms += 20) {
      cushion.low(lowS(ms));
      if (ms % 100 === 0) {
        rates.push(cushion.advise(lowS(ms) + 0.03, ms).rate);
      }
    }
    return rates;
  }

  it('plays at normal speed while the cushion is about right', () => {
    const cushion = new Cushion(0, 0.09, 0.09);
    for (const lowS of [0.08, 0.09, 0.1]) {
      expect(new Set(play(cushion, 0, 3_000, () => lowS))).toEqual(new Set([1]));
    }
  });

  it('catches up the faster the further it is behind, and lets go nearer to the target than it began', () => {
    const cushion = new Cushion(0, 0.09, 0.09);
    const rates = [0.69, 0.4, 0.19, 0.105, 0.095, 0.1].map(
      (lowS, i) => play(cushion, i * 1_000, (i + 1) * 1_000 + 20, () => lowS).at(-1) ?? 0,
    );
    expect(rates).toEqual([1.25, 1.09, 1.02, 1.01, 1, 1]);
  });

  it('slows down when little is left, until the cushion has filled again', () => {
    const cushion = new Cushion(0, 0.09, 0.09);
    expect(play(cushion, 0, 1_020, () => 0.02).at(-1)).toBe(0.97);
    expect(play(cushion, 1_020, 2_020, () => 0.07).at(-1)).toBe(0.99);
    expect(play(cushion, 2_020, 3_020, () => 0.09).at(-1)).toBe(1);
  });

  it('keeps what the show wants at least, from the moment it is told, and shrinks to no less', () => {
    const cushion = new Cushion(0, 0.13, 0.13);
    cushion.within(0.4, 3);
    expect(cushion.targetS).toBe(0.4);
    play(cushion, 0, 30_000, () => 0.4);
    expect(cushion.targetS).toBe(0.4);
    expect(cushion.advise(3.3, 30_000).leapS).toBe(0);
    expect(cushion.advise(3.5, 30_000).leapS).toBeCloseTo(3.1, 9);
    cushion.within(0.13, 1);
    play(cushion, 31_000, 150_000, () => cushion.targetS);
    expect(cushion.targetS).toBeCloseTo(0.13, 9);
  });

  it('leaps when more than a second behind', () => {
    const { rate, leapS } = new Cushion(0, 0.09, 0.09).advise(5, 0);
    expect(rate).toBe(1);
    expect(leapS).toBeCloseTo(4.91, 9);
  });

  it('does not flutter on the jitter of arriving frames', () => {
    const cushion = new Cushion(0, 0.09, 0.09);
    const rates = play(cushion, 0, 60_000, (ms) => cushion.targetS + ((ms / 20) % 2 === 0 ? 0.033 : -0.033));
    expect(new Set(rates)).toEqual(new Set([1]));
  });

  it('holds what one dip needed for a minute and a half, then shrinks, but not below its least', () => {
    const cushion = new Cushion(0, 0.09, 0.06);
    play(cushion, 0, 20_000, (ms) => (ms === 4_000 ? 0.01 : 0.09));
    expect(cushion.targetS).toBeGreaterThan(0.1);
    const grownS = cushion.targetS;
    play(cushion, 20_000, 90_000, () => grownS);
    expect(cushion.targetS).toBe(grownS);
    play(cushion, 90_000, 130_000, () => cushion.targetS);
    expect(cushion.targetS).toBeCloseTo(0.06, 6);
  });

  it('stops shrinking where the dips say so', () => {
    const cushion = new Cushion(0, 0.2, 0.05);
    play(cushion, 0, 200_000, (ms) => cushion.targetS - (ms % 5_000 === 0 ? 0.08 : 0));
    expect(cushion.targetS).toBeGreaterThan(0.1);
    expect(cushion.targetS).toBeLessThan(0.12);
  });

  it('grows with stalls, to a limit', () => {
    const cushion = new Cushion(0, 0.09, 0.06, 0.3);
    play(cushion, 0, 3_000, () => 0.09);
    for (let i = 3; i < 13; i++) {
      cushion.stalled();
      play(cushion, i * 1_000, (i + 1) * 1_000, () => cushion.targetS);
    }
    expect(cushion.stalls).toBe(10);
    expect(cushion.targetS).toBe(0.3);
  });

  it('forgives the dips of the beginning', () => {
    const cushion = new Cushion(0, 0.09, 0.09);
    play(cushion, 0, 10_000, (ms) => (ms === 2_000 ? 0 : 0.09));
    expect(cushion.targetS).toBe(0.09);
  });

  it('is not misled by a low-water mark that its own haste moves', () => {
    const cushion = new Cushion(0, 0.09, 0.09);
    let lowS = 0.6;
    play(cushion, 0, 20_000, () => {
      lowS -= (cushion.rate - 1) * 0.02;
      return lowS;
    });
    expect(cushion.targetS).toBe(0.09);
    expect(lowS).toBeLessThan(0.115);
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
