import { describe, expect, it } from 'vitest';
import { PcmRing } from '../../src/player/sound/pcm-ring';
import { SoundSteering } from '../../src/player/sound/sound-steering';

const RATE = 48_000;
const PACKET = 1_024;
const PACKET_US = (PACKET / RATE) * 1e6;

/** A packet whose samples are a ramp of media time, so that what is heard tells where it is from. */
function packet(number: number) {
  const channel = Float32Array.from({ length: PACKET }, (_, i) => (number * PACKET + i) / RATE);
  return { ptsUs: number * PACKET_US, channels: [channel] };
}

function turn(ring: PcmRing, frames = 128): { sounds: boolean; out: Float32Array } {
  const out = new Float32Array(frames);
  return { sounds: ring.render([out]), out };
}

describe('the ring of sound', () => {
  it('waits until it holds enough, then plays every sample in order', () => {
    const ring = new PcmRing(RATE);
    ring.push(packet(0));
    expect(turn(ring).sounds).toBe(false);
    ring.push(packet(1));
    expect(turn(ring).sounds).toBe(true);
    turn(ring);
    const { out } = turn(ring);
    expect(out[0]).toBeCloseTo(256 / RATE, 6);
    expect(out[127]).toBeCloseTo(383 / RATE, 6);
    expect(ring.ptsUs).toBeCloseTo((384 / RATE) * 1e6, 3);
    expect(ring.bufferedUs).toBeCloseTo(((2 * PACKET - 384) / RATE) * 1e6, 3);
  });

  it('fades in, so that beginning makes no click', () => {
    const ring = new PcmRing(RATE);
    ring.push({ ptsUs: 0, channels: [new Float32Array(4_096).fill(1)] });
    const { out } = turn(ring);
    expect(out[0]).toBeLessThan(0.02);
    expect(out[127]).toBe(1);
  });

  it('plays a little fast when told to, and nothing is lost between packets', () => {
    const ring = new PcmRing(RATE);
    for (let i = 0; i < 6; i++) {
      ring.push(packet(i));
    }
    ring.rate = 1.01;
    let last = -1;
    for (let i = 0; i < 40; i++) {
      for (const sample of turn(ring).out) {
        if (sample > 200 / RATE) {
          expect(sample - last).toBeLessThan(1.2 / RATE);
          expect(sample).toBeGreaterThan(last);
        }
        last = sample;
      }
    }
    expect(ring.ptsUs / 1e6).toBeCloseTo((40 * 128 * 1.01) / RATE, 4);
  });

  it('after running dry counts it once and waits until it holds enough again', () => {
    const ring = new PcmRing(RATE);
    ring.push(packet(0));
    ring.push(packet(1));
    while (turn(ring).sounds) {
      // until dry
    }
    expect(ring.underruns).toBe(1);
    ring.push(packet(2));
    expect(turn(ring).sounds).toBe(false);
    ring.push(packet(3));
    expect(turn(ring).sounds).toBe(true);
    expect(ring.underruns).toBe(1);
  });

  it('fills a short hole with silence, and leaps over a long one', () => {
    const ring = new PcmRing(RATE);
    ring.push(packet(0));
    ring.push(packet(4));
    expect(ring.bufferedUs).toBeCloseTo(5 * PACKET_US, 0);
    ring.push(packet(400));
    expect(ring.bufferedUs).toBeCloseTo(PACKET_US, 0);
    expect(ring.ptsUs).toBeCloseTo(400 * PACKET_US, 0);
  });

  it('does not play again what another socket has brought already', () => {
    const ring = new PcmRing(RATE);
    for (const number of [0, 1, 2, 1, 2, 3]) {
      ring.push(packet(number));
    }
    expect(ring.bufferedUs).toBeCloseTo(4 * PACKET_US, 0);
  });

  it('leaps forward when a backlog comes all at once', () => {
    const ring = new PcmRing(RATE);
    for (let i = 0; i < 60; i++) {
      ring.push(packet(i));
    }
    expect(ring.bufferedUs).toBeLessThanOrEqual(ring.mostUs + 1);
    expect(ring.ptsUs + ring.bufferedUs).toBeCloseTo(60 * PACKET_US, 0);
  });

  it('waits when told to, and goes on where it was', () => {
    const ring = new PcmRing(RATE);
    for (let i = 0; i < 4; i++) {
      ring.push(packet(i));
    }
    turn(ring);
    const at = ring.ptsUs;
    ring.wait((256 / RATE) * 1e6);
    expect(turn(ring).out.every((sample) => sample === 0)).toBe(true);
    turn(ring);
    expect(ring.ptsUs).toBe(at);
    turn(ring);
    expect(ring.ptsUs).toBeGreaterThan(at);
    expect(ring.underruns).toBe(0);
  });

  it('gives one channel to both ears', () => {
    const ring = new PcmRing(RATE);
    ring.push({ ptsUs: 0, channels: [new Float32Array(4_096).fill(0.5)] });
    const left = new Float32Array(128);
    const right = new Float32Array(128);
    ring.render([left, right]);
    expect(right).toEqual(left);
    expect(right[127]).toBe(0.5);
  });
});

describe('the steering of the sound', () => {
  /** Half a second of reports. */
  function look(steering: SoundSteering, leastMs: number, fromMs: number, earlyMs = -1_000, underruns = 0) {
    let advice: ReturnType<SoundSteering['report']>;
    for (let at = fromMs; at <= fromMs + 520; at += 20) {
      advice = steering.report(leastMs, underruns, earlyMs, at) ?? advice;
    }
    return advice;
  }

  it('does nothing while about the right amount is left over', () => {
    expect(look(new SoundSteering(), 15, 1_000)?.rate).toBe(1);
  });

  it('plays a little fast while too much is left over, imperceptibly', () => {
    const rate = look(new SoundSteering(), 60, 1_000)!.rate;
    expect(rate).toBeGreaterThan(1.005);
    expect(rate).toBeLessThanOrEqual(1.015);
  });

  it('leaps when far behind', () => {
    expect(look(new SoundSteering(), 600, 1_000)?.skipMs).toBe(588);
  });

  it('is silent for a moment when it comes far before its picture', () => {
    expect(look(new SoundSteering(), 80, 1_000, 250)).toMatchObject({ skipMs: -250, rate: 1 });
  });

  it('plays a little slow when it would come before its picture', () => {
    expect(look(new SoundSteering(), 80, 1_000, 30)!.rate).toBeLessThan(1);
  });

  it('keeps more in hand after each underrun, and less again after calm time', () => {
    const steering = new SoundSteering();
    const first = steering.needMs;
    steering.report(0, 1, -1_000, 1_000);
    steering.report(0, 2, -1_000, 1_100);
    expect(steering.needMs).toBe(first + 24);
    for (let at = 2_000; at < 120_000; at += 520) {
      look(steering, steering.needMs, at, -1_000, 2);
    }
    expect(steering.needMs).toBe(first);
  });

  it('settles: what is left over converges to what is needed, without swinging', () => {
    const steering = new SoundSteering();
    let leastMs = 150;
    let rate = 1;
    const seen: number[] = [];
    for (let at = 1_000; at < 60_000; at += 20) {
      leastMs -= (rate - 1) * 20;
      rate = steering.report(leastMs, 0, -1_000, at)?.rate ?? rate;
      seen.push(leastMs);
    }
    expect(Math.abs(leastMs - steering.needMs)).toBeLessThan(7);
    expect(Math.min(...seen)).toBeGreaterThan(steering.needMs - 7);
  });
});
