import { beforeEach, describe, expect, it } from 'vitest';
import { ChatLog } from '../src/room/chat-log';
import type { RoomRecord } from '../src/room/records';

const ana = { id: 'u-1', name: 'Ana' };
let log: ChatLog;

function message(seq: number, text = `message ${seq}`, more: Record<string, unknown> = {}): RoomRecord {
  return record('chat.message', seq, { author: ana, text, ...more });
}

function record(type: string, seq: number, body: Record<string, unknown> = {}): RoomRecord {
  return { type, seq, at: '2026-11-22T16:00:00Z', body };
}

function texts(): string[] {
  return log.lines.filter(({ state }) => state !== 'removed').map(({ text }) => text);
}

beforeEach(() => {
  log = new ChatLog(5);
});

describe('messages', () => {
  it('show in the order of their numbers, whatever the order they come in', () => {
    for (const seq of [3, 1, 2]) {
      log.apply(message(seq));
    }
    expect(texts()).toEqual(['message 1', 'message 2', 'message 3']);
  });

  it('show once, though they come live, from history and from a recovery', () => {
    expect(log.apply(message(1))).toBe(true);
    expect(log.apply(message(1))).toBe(false);
    expect(texts()).toEqual(['message 1']);
  });

  it('keep the newest when there are too many', () => {
    for (let seq = 1; seq <= 9; seq++) {
      log.apply(message(seq));
    }
    expect(texts()).toEqual(['message 5', 'message 6', 'message 7', 'message 8', 'message 9']);
  });
});

describe('a removal', () => {
  it('takes the text at once and the line after it has folded away', () => {
    log.apply(message(1, 'rude'));
    expect(log.apply(record('chat.removed', 2, { target: 1 }))).toBe(true);
    expect(log.lines.map(({ state, text }) => [state, text])).toEqual([['removed', '']]);
    expect(log.sweep()).toBe(true);
    expect(log.lines).toEqual([]);
  });

  it('wins when it comes before the message', () => {
    log.apply(record('chat.removed', 2, { target: 1 }));
    expect(log.apply(message(1, 'rude'))).toBe(false);
    expect(texts()).toEqual([]);
  });

  it('wins as a tombstone in history, over the message that came live', () => {
    log.apply(message(1, 'rude'));
    log.apply(record('core.tombstone', 1));
    expect(texts()).toEqual([]);
  });

  it('is undone by a later restore, with author and text', () => {
    log.apply(message(1, 'fine after all'));
    log.apply(message(3));
    log.apply(record('chat.removed', 4, { target: 1 }));
    log.apply(record('chat.restored', 5, { target: 1, author: ana, text: 'fine after all' }));
    expect(texts()).toEqual(['fine after all', 'message 3']);
  });

  it('is undone on a page that never had the message', () => {
    log.apply(record('core.tombstone', 1));
    log.apply(record('chat.restored', 5, { target: 1, author: ana, text: 'fine after all' }));
    expect(texts()).toEqual(['fine after all']);
  });

  it('stands when an older restore comes late', () => {
    log.apply(message(1));
    log.apply(record('chat.removed', 7, { target: 1 }));
    log.apply(record('chat.restored', 5, { target: 1, author: ana, text: 'message 1' }));
    expect(texts()).toEqual([]);
  });
});

describe('a person who asked to be forgotten', () => {
  it('is gone from the page with all they said, and nobody else is', () => {
    log.apply(message(1, 'mine'));
    log.apply(record('chat.message', 2, { author: { id: 'v-other', name: 'Other' }, text: 'theirs' }));
    expect(log.apply(record('core.forgotten', 3, { person: ana.id }))).toBe(true);
    expect(texts()).toEqual(['theirs']);
    expect(log.find(1)).toBeUndefined();
  });
});

describe('a held message', () => {
  it('shows to its author until it is let through, then once', () => {
    log.hold(ana, 'a link', 4);
    expect(log.lines.map(({ state }) => state)).toEqual(['held']);
    log.apply(message(9, 'a link', { held: 4 }));
    expect(log.lines.map(({ state, text }) => [state, text])).toEqual([['shown', 'a link']]);
  });

  it('goes when it is refused', () => {
    log.hold(ana, 'a link', 4);
    expect(log.settleHeld(4)).toBe(true);
    expect(log.lines).toEqual([]);
  });

  it('outlives a room that is read anew', () => {
    log.apply(message(1));
    log.hold(ana, 'a link', 4);
    log.clear();
    expect(texts()).toEqual(['a link']);
  });
});

it('ignores records of kinds it does not know', () => {
  expect(log.apply(record('plugin.novelty', 1))).toBe(false);
});

describe('for staff', () => {
  const held = (seq: number) =>
    record('chat.held', seq, { author: ana, text: 'buy here', rule: 'links', span: [0, 3] });
  const states = () => log.lines.map(({ seq, state }) => `${seq} ${state}`);

  beforeEach(() => {
    log = new ChatLog(5, true);
  });

  it('a message that waits stands where it was said, with the rule that held it', () => {
    log.apply(message(1));
    log.apply(held(2));
    log.apply(message(3));
    expect(states()).toEqual(['1 shown', '2 waiting', '3 shown']);
    expect(log.lines[1]!.judgement).toEqual({ rule: 'links', span: [0, 3] });
  });

  it('an approved message is there once, marked, whichever record comes first', () => {
    const approval = record('chat.approved', 4, { target: 2 });
    const shown = message(3, 'buy here', { held: 2 });
    for (const order of [
      [held(2), shown, approval],
      [shown, approval, held(2)],
      [approval, held(2), shown],
    ]) {
      log = new ChatLog(5, true);
      for (const next of order) {
        log.apply(next);
      }
      expect(states()).toEqual(['3 shown']);
      expect(log.lines[0]!.approved).toBe(true);
    }
  });

  it('a denied message stays, even when the denial is read before the message', () => {
    log.apply(record('chat.denied', 3, { target: 2 }));
    log.apply(held(2));
    expect(states()).toEqual(['2 denied']);
  });

  it('a hidden message keeps its text, and comes back', () => {
    log.apply(message(1));
    log.apply(record('chat.removed', 2, { target: 1 }));
    expect(states()).toEqual(['1 hidden']);
    expect(log.lines[0]!.text).toBe('message 1');
    log.apply(record('chat.restored', 3, { target: 1 }));
    expect(states()).toEqual(['1 shown']);
  });

  it('a chat read anew keeps what was judged, and the other way round', () => {
    log.apply(message(1));
    log.apply(held(2));
    log.clear();
    log.apply(message(1));
    expect(states()).toEqual(['1 shown', '2 waiting']);
    log.clearJudged();
    log.apply(held(2));
    expect(states()).toEqual(['1 shown', '2 waiting']);
  });
});

describe('for viewers', () => {
  it('what was judged is nobody’s business', () => {
    log.apply(record('chat.held', 1, { author: ana, text: 'secret' }));
    log.apply(record('chat.blocked', 2, { author: ana, text: 'secret' }));
    expect(log.lines).toEqual([]);
  });
});
