import { describe, expect, it } from 'vitest';
import { Jitter } from '../../src/player/clock/jitter';
import { Playout, SOUND_EARLY_MS, SOUND_LATE_MS } from '../../src/player/clock/playout';

const FRAME_MS = 1000 / 30;

/** Frames that arrive `delay(i)` ms after they were made, on a clock that is 5 s ahead of ours. */
function arrive(
  frames: number,
  each: (ptsMs: number, nowMs: number) => void,
  delay: (i: number) => number = () => 10,
  from = 0,
): void {
  for (let i = from; i < from + frames; i++) {
    each(5_000 + i * FRAME_MS, i * FRAME_MS + delay(i));
  }
}

describe('jitter', () => {
  it('holds as little as it may while everything comes evenly', () => {
    const jitter = new Jitter(0.95, 12, 300);
    arrive(300, (pts, now) => jitter.arrived(pts, now));
    expect(jitter.holdMs).toBe(12);
    expect(jitter.offsetMs).toBeCloseTo(-5_000 + 10 + 12, 6);
  });

  it('holds as long as all but a small share need, no longer', () => {
    const jitter = new Jitter(0.95, 12, 300);
    arrive(
      300,
      (pts, now) => jitter.arrived(pts, now),
      (i) => 10 + (i % 10) * 4 + (i % 60 === 0 ? 200 : 0),
    );
    expect(jitter.holdMs).toBeGreaterThanOrEqual(32);
    expect(jitter.holdMs).toBeLessThanOrEqual(40);
  });

  it('grows at once and lets go slowly', () => {
    const jitter = new Jitter(0.95, 12, 300);
    const take = (pts: number, now: number) => jitter.arrived(pts, now);
    arrive(90, take, (i) => (i % 2 === 0 ? 10 : 70));
    const grown = jitter.holdMs;
    expect(grown).toBeCloseTo(60, 0);
    arrive(100, take, () => 10, 90);
    expect(jitter.holdMs).toBeCloseTo(grown, 6);
    arrive(1_800, take, () => 10, 190);
    expect(jitter.holdMs).toBeLessThan(16);
  });

  it('never holds longer than its most, whatever happens', () => {
    const jitter = new Jitter(0.95, 12, 300);
    arrive(
      90,
      (pts, now) => jitter.arrived(pts, now),
      (i) => (i % 3 === 0 ? 10 : 4_000),
    );
    expect(jitter.holdMs).toBe(300);
  });

  it('takes a backlog for what it is: the group of pictures that a joiner is given says nothing about jitter', () => {
    const jitter = new Jitter(0.95, 12, 300);
    for (let i = 0; i < 45; i++) {
      jitter.arrived(5_000 + i * FRAME_MS, 45 * FRAME_MS + i); // all at once, a millisecond each to decode
    }
    arrive(150, (pts, now) => jitter.arrived(pts, now), undefined, 45);
    expect(jitter.holdMs).toBeLessThan(40);
    expect(jitter.offsetMs).toBeLessThan(-5_000 + 60);
  });

  it('follows a server clock that runs slow, so that the delay does not creep up', () => {
    const jitter = new Jitter(0.95, 12, 300);
    const drift = 1.0005; // half a second in a thousand: ten times worse than any quartz
    for (let i = 0; i < 30 * 600; i++) {
      jitter.arrived((i * FRAME_MS) / drift, i * FRAME_MS + 10);
    }
    const truth = 600_000 - 600_000 / drift + 10;
    expect(Math.abs(jitter.offsetMs - 12 - truth)).toBeLessThan(10);
  });
});

describe('playout', () => {
  const steady = () => {
    const playout = new Playout(new Jitter(0.95, 12, 300));
    arrive(150, (pts, now) => playout.pictureArrived(pts, now));
    return { playout, own: -5_000 + 10 + 12 };
  };

  it('paints by its own jitter while there is no sound', () => {
    const { playout, own } = steady();
    expect(playout.offsetMs(5_000)).toBeCloseTo(own, 6);
    expect(playout.syncMs).toBeUndefined();
  });

  it('lets the sound come a little after its picture rather than wait for it', () => {
    const { playout, own } = steady();
    playout.heard(own + SOUND_LATE_MS - 5);
    expect(playout.offsetMs(5_000)).toBeCloseTo(own, 6);
    expect(playout.syncMs).toBeCloseTo(SOUND_LATE_MS - 5, 6);
  });

  it('waits for sound that would be later than anyone likes, moving gently', () => {
    const { playout, own } = steady();
    playout.offsetMs(5_000);
    playout.heard(own + SOUND_LATE_MS + 50);
    expect(playout.offsetMs(5_100)).toBeCloseTo(own + 10, 6);
    for (let now = 5_100; now < 7_000; now += 16) {
      playout.offsetMs(now);
    }
    expect(playout.offsetMs(7_000)).toBeCloseTo(own + 50, 6);
    expect(playout.syncMs).toBeCloseTo(SOUND_LATE_MS, 6);
  });

  it('tells the sound not to overtake its picture', () => {
    const { playout, own } = steady();
    expect(playout.soundNotBeforeMs).toBeCloseTo(own - SOUND_EARLY_MS, 6);
  });

  it('comes back to its target after any disturbance', () => {
    const { playout, own } = steady();
    playout.heard(own + 2_000);
    playout.offsetMs(5_000);
    playout.heard(undefined);
    for (let now = 5_000; now < 12_000; now += 16) {
      playout.offsetMs(now);
    }
    expect(playout.offsetMs(12_000)).toBeCloseTo(own, 6);
  });
});
