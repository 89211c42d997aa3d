import { describe, expect, it } from 'vitest';
import { PathChoice } from '../../src/player/paths/path-choice';

const words = {
  best: 'best',
  stalls: (from: string) => `stalls on ${from}`,
  failed: (from: string, why: string) => `${from} failed: ${why}`,
  climbed: (to: string) => `calm, so ${to}`,
};
const choice = () => new PathChoice(['frames', 'mse', 'll-hls'], words, 0);

describe('the choice of path', () => {
  it('begins with the fastest that the browser has the means for', () => {
    expect(choice().current).toEqual({ kind: 'frames', why: 'best' });
    expect(new PathChoice(['ll-hls'], words, 0).current?.kind).toBe('ll-hls');
    expect(new PathChoice([], words, 0).current).toBeUndefined();
  });

  it('stays through a stall now and then', () => {
    const paths = choice();
    for (let at = 0; at < 600_000; at += 11_000) {
      expect(paths.stalled(at)).toBeUndefined();
    }
    expect(paths.current?.kind).toBe('frames');
  });

  it('falls by one after three stalls in short time, and says why', () => {
    const paths = choice();
    paths.stalled(1_000);
    paths.stalled(4_000);
    expect(paths.stalled(9_000)).toEqual({ kind: 'mse', why: 'stalls on frames' });
  });

  it('stays on the last path, however it stalls', () => {
    const paths = new PathChoice(['mse'], words, 0);
    for (let at = 0; at < 10_000; at += 500) {
      expect(paths.stalled(at)).toBeUndefined();
    }
  });

  it('climbs back after calm time, and takes longer each time it fell', () => {
    const paths = choice();
    let now = 0;
    const waits: number[] = [];
    for (let fall = 0; fall < 3; fall++) {
      for (let i = 0; i < 3; i++) {
        now += 1_000;
        paths.stalled(now);
      }
      expect(paths.current?.kind).toBe('mse');
      const fellAt = now;
      while (!paths.calm(now)) {
        now += 1_000;
      }
      waits.push(now - fellAt);
      expect(paths.current).toEqual({ kind: 'frames', why: 'calm, so frames' });
    }
    expect(waits).toEqual([60_000, 120_000, 240_000]);
  });

  it('does not climb while the lower path has trouble itself', () => {
    const paths = choice();
    paths.failed('failed', 'x', 0);
    for (let at = 1_000; at < 300_000; at += 30_000) {
      paths.stalled(at);
      expect(paths.calm(at + 29_000)).toBeUndefined();
    }
  });

  it('never tries again what the browser cannot do', () => {
    const paths = choice();
    expect(paths.failed('unsupported', 'no decoder', 0)).toEqual({
      kind: 'mse',
      why: 'frames failed: no decoder',
    });
    for (let at = 0; at < 7_200_000; at += 60_000) {
      expect(paths.calm(at)).toBeUndefined();
    }
  });

  it('knows when there is nothing left, and when there is something to try again', () => {
    const paths = choice();
    paths.failed('unsupported', 'a', 0);
    paths.failed('failed', 'b', 10);
    expect(paths.failed('failed', 'c', 20)?.kind).toBe('mse');
    paths.failed('unsupported', 'd', 30);
    expect(paths.current?.kind).toBe('ll-hls');
    expect(paths.failed('unsupported', 'e', 40)).toBeUndefined();
    expect(paths.current).toBeUndefined();
  });
});
