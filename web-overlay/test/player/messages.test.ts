import { describe, expect, it } from 'vitest';
import { readFragment, readTimescales } from '../../src/player/feed/fragment';
import { readFrame } from '../../src/player/feed/frame-header';
import { decoderConfig } from '../../src/player/paths/frames-lane';
import { FrameQueue } from '../../src/player/picture/frame-queue';

function message(type: number, flags: number, track: number, header: number, payload: number): ArrayBuffer {
  const bytes = new ArrayBuffer(header + payload);
  const view = new DataView(bytes);
  [type, flags, track, header].forEach((value, i) => {
    view.setUint8(i, value);
  });
  view.setBigInt64(4, 1_234_567_890_123n);
  view.setBigInt64(12, 1_795_000_000_000_000n);
  view.setUint32(20, 33_333);
  return bytes;
}

describe('a message of frames', () => {
  it('is read as the server writes it', () => {
    expect(readFrame(message(1, 1, 0, 24, 10))).toMatchObject({
      track: 'video',
      key: true,
      ptsUs: 1_234_567_890_123,
      wallUs: 1_795_000_000_000_000,
      durationUs: 33_333,
    });
    expect(readFrame(message(1, 0, 1, 24, 10))).toMatchObject({ track: 'audio', key: false });
  });

  it('may have a longer header one day', () => {
    expect(readFrame(message(1, 0, 0, 40, 10))?.payload.byteLength).toBe(10);
  });

  it('is skipped when it is of a kind this page does not know, or too short', () => {
    expect(readFrame(message(2, 0, 0, 24, 10))).toBeUndefined();
    expect(readFrame(message(1, 0, 7, 24, 10))).toBeUndefined();
    expect(readFrame(message(1, 0, 0, 24, 0))).toBeUndefined();
    expect(readFrame(new ArrayBuffer(5))).toBeUndefined();
  });
});

describe('a decoder configuration', () => {
  it('has its description as bytes', () => {
    expect(decoderConfig({ codec: 'avc1.42c01f', description: 'AUL/' })).toEqual({
      codec: 'avc1.42c01f',
      description: Uint8Array.of(1, 0x42, 0xff),
    });
    expect(decoderConfig({ codec: 'opus' })).toEqual({ codec: 'opus' });
  });
});

function box(type: string, ...parts: (number[] | Uint8Array)[]): Uint8Array {
  const size = parts.reduce((sum, part) => sum + part.length, 8);
  const bytes = new Uint8Array(size);
  new DataView(bytes.buffer).setUint32(0, size);
  bytes.set(
    [...type].map((char) => char.charCodeAt(0)),
    4,
  );
  let at = 8;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}
const u32 = (value: number) => [(value >>> 24) & 255, (value >>> 16) & 255, (value >>> 8) & 255, value & 255];
const whole = (...boxes: Uint8Array[]) => Uint8Array.from(boxes.flatMap((each) => [...each])).buffer;

describe('a fragment', () => {
  const fragment = (trun: Uint8Array, tfhd = box('tfhd', u32(0x20000), u32(1))) =>
    whole(
      box(
        'moof',
        box('mfhd', u32(0), u32(7)),
        box('traf', tfhd, box('tfdt', u32(0x1000000), u32(1), u32(5)), trun),
      ),
      box('mdat', [1, 2, 3]),
    );

  it('is a key frame or not by the flags of its sample, wherever they stand', () => {
    const first = (sample: number) => box('trun', u32(0x5), u32(1), u32(100), u32(sample), u32(3));
    const each = (sample: number) => box('trun', u32(0x701), u32(1), u32(100), u32(1), u32(3), u32(sample));
    for (const trun of [first, each]) {
      expect(readFragment(fragment(trun(0x2000000)))).toMatchObject({
        track: 1,
        key: true,
        decodeTime: 2 ** 32 + 5,
      });
      expect(readFragment(fragment(trun(0x1010000)))?.key).toBe(false);
    }
    const byDefault = box('tfhd', u32(0x20020), u32(2), u32(0x1010000));
    expect(readFragment(fragment(box('trun', u32(1), u32(1), u32(100)), byDefault))).toMatchObject({
      track: 2,
      key: false,
    });
  });

  it('is nothing when it is something else', () => {
    expect(readFragment(whole(box('ftyp', u32(1))))).toBeUndefined();
    expect(readFragment(new ArrayBuffer(3))).toBeUndefined();
    expect(readFragment(Uint8Array.of(255, 255, 255, 255, 109, 111, 111, 102).buffer)).toBeUndefined();
  });

  it('is timed by the scale of its track', () => {
    const track = (id: number, scale: number, handler: string) =>
      box(
        'trak',
        box('tkhd', u32(0), u32(0), u32(0), u32(id)),
        box(
          'mdia',
          box('mdhd', u32(0), u32(0), u32(0), u32(scale)),
          box(
            'hdlr',
            u32(0),
            u32(0),
            [...handler].map((char) => char.charCodeAt(0)),
          ),
        ),
      );
    const init = whole(box('ftyp'), box('moov', track(1, 90_000, 'vide'), track(2, 48_000, 'soun')));
    expect([...readTimescales(init)]).toEqual([
      [1, { timescale: 90_000, video: true }],
      [2, { timescale: 48_000, video: false }],
    ]);
  });
});

describe('decoded pictures', () => {
  const picture = (timestamp: number) => {
    const frame = { timestamp, closed: 0, close: () => frame.closed++ };
    return frame;
  };

  it('come out newest due first, and what was passed over is closed and counted', () => {
    const queue = new FrameQueue<ReturnType<typeof picture>>();
    const frames = [1, 3, 2, 4].map(picture);
    for (const frame of frames) {
      queue.push(frame);
    }
    expect(queue.take(0)).toBeUndefined();
    expect(queue.take(3)?.timestamp).toBe(3);
    expect(queue.dropped).toBe(2);
    expect(frames.map(({ closed }) => closed)).toEqual([1, 0, 1, 0]);
    queue.clear();
    expect(frames[3]!.closed).toBe(1);
  });

  it('never pile up beyond what a decoder can lend', () => {
    const queue = new FrameQueue<ReturnType<typeof picture>>();
    for (let i = 0; i < 50; i++) {
      queue.push(picture(i));
    }
    expect(queue.length).toBe(16);
    expect(queue.take(1_000)?.timestamp).toBe(49);
  });

  it('make room for those of another quality from its first on', () => {
    const queue = new FrameQueue<ReturnType<typeof picture>>();
    const frames = [1, 2, 3, 4].map(picture);
    for (const frame of frames) {
      queue.push(frame);
    }
    queue.cut(3);
    expect(queue.length).toBe(2);
    expect(frames.map(({ closed }) => closed)).toEqual([0, 0, 1, 1]);
  });
});
