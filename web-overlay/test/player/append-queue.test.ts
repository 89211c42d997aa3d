import { beforeEach, describe, expect, it } from 'vitest';
import { type Appendable, AppendQueue } from '../../src/player/paths/append-queue';

class FakeBuffer extends EventTarget implements Appendable {
  updating = false;
  range: [number, number] | undefined;
  full = 0;
  readonly did: string[] = [];

  get buffered(): TimeRanges {
    const { range } = this;
    return { length: range ? 1 : 0, start: () => range![0], end: () => range![1] };
  }

  appendBuffer(bytes: BufferSource): void {
    if (this.full > 0) {
      this.full--;
      throw new DOMException('full', 'QuotaExceededError');
    }
    this.did.push(`append ${[...(bytes as Uint8Array)].join('')}`);
    this.updating = true;
  }

  changeType(mime: string): void {
    this.did.push(`type ${mime}`);
  }

  remove(fromS: number, toS: number): void {
    this.did.push(`remove ${fromS}-${toS}`);
    this.range = this.range && [toS, this.range[1]];
    this.updating = true;
  }

  settle(): void {
    this.updating = false;
    this.dispatchEvent(new Event('updateend'));
  }
}

let buffer: FakeBuffer;
let queue: AppendQueue;
let playheadS: number;
let broken: unknown[];
const bytes = (...values: number[]) => new Uint8Array(values);

beforeEach(() => {
  buffer = new FakeBuffer();
  playheadS = 0;
  broken = [];
  queue = new AppendQueue(
    buffer,
    () => playheadS,
    () => undefined,
    (why) => broken.push(why),
  );
});

it('joins what waits into one append', () => {
  queue.push(bytes(1));
  queue.push(bytes(2));
  queue.push(bytes(3));
  buffer.settle();
  expect(buffer.did).toEqual(['append 1', 'append 23']);
  expect(queue.queuedBytes).toBe(0);
});

it('changes the type between the bytes of two epochs, never within an append', () => {
  queue.push(bytes(1));
  queue.push(bytes(2));
  queue.changeType('video/mp4; codecs="hvc1"');
  queue.push(bytes(3));
  buffer.settle();
  buffer.settle();
  expect(buffer.did).toEqual(['append 1', 'append 2', 'type video/mp4; codecs="hvc1"', 'append 3']);
});

it('removes what is more than 20 s old, but not for each frame', () => {
  buffer.range = [0, 24];
  playheadS = 24;
  queue.push(bytes(1));
  expect(buffer.did).toEqual(['append 1']);
  playheadS = 26;
  buffer.settle();
  expect(buffer.did).toEqual(['append 1', 'remove 0-6']);
});

describe('when the browser says it is full', () => {
  it('makes room and tries the same bytes again', () => {
    buffer.range = [0, 12];
    playheadS = 10;
    buffer.full = 1;
    queue.push(bytes(7));
    expect(buffer.did).toEqual(['remove 0-9']);
    buffer.settle();
    expect(buffer.did).toEqual(['remove 0-9', 'append 7']);
    expect(broken).toEqual([]);
  });

  it('gives up when there is nothing to remove', () => {
    buffer.full = 1;
    queue.push(bytes(7));
    expect(broken).toHaveLength(1);
  });
});
