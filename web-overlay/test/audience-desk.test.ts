import { beforeEach, describe, expect, it } from 'vitest';
import { AudienceDesk } from '../src/room/audience-desk';
import type { RoomRecord } from '../src/room/records';
import { ServerClock } from '../src/room/server-clock';

let nowMs = 1_000_000;
let desk: AudienceDesk;
let seq = 0;

function apply(type: string, body: Record<string, unknown> = {}): number {
  const record: RoomRecord = { type, seq: ++seq, at: new Date(nowMs).toISOString(), body };
  desk.apply(record);
  return seq;
}

beforeEach(() => {
  nowMs = 1_000_000;
  seq = 0;
  desk = new AudienceDesk('show', new ServerClock(() => nowMs));
});

describe('a poll', () => {
  it('takes the sums that belong to it, and no others', () => {
    const poll = apply('audience.poll', { question: 'Which?', options: ['a', 'b'] });
    apply('audience.poll-result', { poll, votes: [1, 2] });
    apply('audience.poll-result', { poll: poll + 7, votes: [9, 9] });
    expect(desk.poll?.votes).toEqual([1, 2]);
    expect(desk.pollOpen).toBe(true);
  });

  it('is over by the clock, though nobody has said so yet', () => {
    apply('audience.poll', {
      question: 'Which?',
      options: ['a', 'b'],
      endsAt: new Date(nowMs + 5_000).toISOString(),
    });
    nowMs += 5_000;
    expect(desk.pollOpen).toBe(false);
  });

  it('does not open again by a result that comes late', () => {
    const poll = apply('audience.poll', { question: 'Which?', options: ['a', 'b'] });
    apply('audience.poll-ended', { poll, votes: [3, 4] });
    apply('audience.poll-result', { poll, votes: [3, 3] });
    expect(desk.pollOpen).toBe(false);
  });
});

describe('a pin', () => {
  it('goes with the message it names', () => {
    apply('audience.pinned', { target: 12 });
    apply('chat.removed', { target: 11 });
    expect(desk.pin?.target).toBe(12);
    apply('chat.removed', { target: 12 });
    expect(desk.pin).toBeUndefined();
  });
});

describe('reactions', () => {
  it('are told and not kept', () => {
    const told: unknown[] = [];
    desk.onReactions((reactions) => told.push(...reactions));
    apply('audience.reactions', { reactions: [{ reaction: '👏', times: 3 }] });
    expect(told).toEqual([{ reaction: '👏', times: 3 }]);
  });
});

describe('a snapshot', () => {
  it('without the plugin leaves nothing behind', () => {
    apply('audience.announced', { text: 'hello' });
    desk.restore(undefined);
    expect(desk.there).toBe(false);
    expect(desk.announced).toBeUndefined();
  });
});
