import { describe, expect, it } from 'vitest';
import { Lag } from '../../src/player/clock/lag';
import { AutoQuality } from '../../src/player/quality/auto-quality';

const rungs = [
  { name: 'source', height: 1080, kbps: 6_000 },
  { name: '720p', height: 720, kbps: 2_800 },
  { name: '480p', height: 480, kbps: 1_200 },
];

function auto(): AutoQuality {
  const quality = new AutoQuality(0);
  quality.offer(rungs, 0);
  return quality;
}

/** Looks once a second and tells what it wanted. */
function watch(
  quality: AutoQuality,
  lagMs: number,
  fromMs: number,
  toMs: number,
  heightPx = 1_080,
): string[] {
  const wanted: string[] = [];
  for (let now = fromMs; now < toMs; now += 1_000) {
    const rung = quality.look(lagMs, heightPx, now);
    if (rung) {
      wanted.push(rung);
    }
  }
  return wanted;
}

describe('the quality that the connection bears', () => {
  it('is the source as long as all is well', () => {
    const quality = auto();
    expect(watch(quality, 20, 0, 600_000)).toEqual([]);
    expect(quality.rung).toBe('source');
  });

  it('is less when media comes later and later, not for a moment of it', () => {
    const quality = auto();
    expect(quality.look(500, 1_080, 1_000)).toBeUndefined();
    expect(quality.look(10, 1_080, 2_000)).toBeUndefined();
    expect(watch(quality, 500, 3_000, 6_000)).toEqual(['720p']);
  });

  it('is less when the picture stood twice in short time', () => {
    const quality = auto();
    quality.stalled(1_000);
    expect(quality.look(0, 1_080, 1_500)).toBeUndefined();
    quality.stalled(6_000);
    expect(quality.look(0, 1_080, 6_500)).toBe('720p');
  });

  it('climbs after calm time, and asks for more calm when that was a mistake', () => {
    const quality = auto();
    watch(quality, 500, 0, 4_000);
    expect(quality.rung).toBe('720p');
    expect(watch(quality, 0, 4_000, 20_000)).toEqual(['source']);
    watch(quality, 500, 20_000, 24_000);
    expect(quality.rung).toBe('720p');
    expect(watch(quality, 0, 24_000, 48_000)).toEqual([]);
    expect(watch(quality, 0, 48_000, 56_000)).toEqual(['source']);
  });

  it('never climbs while there is lag left', () => {
    const quality = auto();
    watch(quality, 500, 0, 4_000);
    expect(watch(quality, 200, 4_000, 120_000)).toEqual([]);
  });

  it('has no lower to go to than the lowest', () => {
    const quality = auto();
    watch(quality, 500, 0, 60_000);
    expect(quality.rung).toBe('480p');
  });

  it('wastes no pixels that the screen does not have', () => {
    const quality = auto();
    expect(quality.look(0, 500, 1_000)).toBe('720p');
    expect(watch(quality, 0, 2_000, 120_000, 500)).toEqual([]);
    expect(quality.look(0, 300, 120_000)).toBe('480p');
    expect(watch(quality, 0, 121_000, 180_000, 900)).toEqual(['720p', 'source']);
    expect(auto().look(0, 4_000, 1_000)).toBeUndefined();
    expect(auto().look(0, 700, 1_000)).toBeUndefined();
  });

  it('keeps its rung when the ladder is told again, and begins anew with another ladder', () => {
    const quality = auto();
    watch(quality, 500, 0, 4_000);
    quality.offer([...rungs], 5_000);
    expect(quality.rung).toBe('720p');
    quality.offer([rungs[0]!], 6_000);
    expect(quality.rung).toBe('source');
  });
});

describe('lag', () => {
  it('is none while media comes as it used to, jitter and all', () => {
    const lag = new Lag();
    for (let i = 0; i < 900; i++) {
      lag.arrived(i * 33, i * 33 + 50 + (i % 7) * 15);
    }
    expect(lag.lagMs(899 * 33 + 60)).toBeLessThan(20);
  });

  it('shows that more is sent than fits', () => {
    const lag = new Lag();
    for (let i = 0; i < 300; i++) {
      lag.arrived(i * 33, i * 33 + 50);
    }
    for (let i = 300; i < 420; i++) {
      lag.arrived(i * 33, i * 33 + 50 + (i - 300) * 10);
    }
    expect(lag.lagMs(419 * 33 + 1_250)).toBeGreaterThan(700);
  });

  it('shows that nothing comes at all', () => {
    const lag = new Lag();
    for (let i = 0; i < 100; i++) {
      lag.arrived(i * 33, i * 33);
    }
    expect(lag.lagMs(99 * 33 + 4_000)).toBeGreaterThan(2_000);
  });

  it('forgets with another epoch', () => {
    const lag = new Lag();
    lag.arrived(0, 0);
    lag.restart();
    lag.arrived(0, 5_000);
    expect(lag.lagMs(5_000)).toBe(0);
    expect(new Lag().lagMs(1)).toBe(0);
  });
});
