import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { EventRoom } from '../src/room/event-room';
import { PlayheadClock } from '../src/room/playhead-clock';

const ME = { id: 'u-lena', name: 'Lena' };
const ADA = { id: 'u-ada', name: 'Ada' };

/** The hub as one socket sees it: it says yes to everything and publishes what it is told to. */
class Hub extends EventTarget {
  static last: Hub;
  static recent: unknown[] = [];
  readyState = 0;
  binaryType = '';
  onopen?: () => void;
  onmessage?: (message: { data: string }) => void;
  onclose?: (closed: { code: number; reason: string }) => void;
  readonly asked: string[] = [];

  constructor() {
    super();
    Hub.last = this;
    queueMicrotask(() => {
      this.readyState = 1;
      this.onopen?.();
    });
  }

  send(text: string): void {
    for (const line of text.split('\n').filter((each) => each !== '{}')) {
      const { id, connect, subscribe, history } = JSON.parse(line);
      if (connect) {
        this.say({ id, connect: { client: 'c', version: 'test' } });
      } else if (subscribe) {
        this.asked.push(subscribe.channel);
        const data = subscribe.channel.startsWith('personal:') ? { recent: Hub.recent } : {};
        this.say({ id, subscribe: { recoverable: true, epoch: 'e', offset: 0, data } });
      } else if (history) {
        this.say({ id, history: { publications: [], epoch: 'e', offset: 0 } });
      }
    }
  }

  publish(channel: string, type: string, seq: number, body: object, more: object = {}): void {
    const data = { type, seq, at: new Date().toISOString(), body, ...more };
    this.say({ push: { channel: `${channel}:demo`, pub: { data } } });
  }

  own(body: object): void {
    this.say({ push: { message: { data: { type: 'chat.own', body } } } });
  }

  say(message: object): void {
    queueMicrotask(() => this.onmessage?.({ data: JSON.stringify(message) }));
  }

  close(): void {
    this.onclose?.({ code: 1000, reason: '' });
  }
}

let room: EventRoom;

const texts = () => room.chat.lines.map(({ text, state }) => `${state}: ${text}`);

async function entered(): Promise<Hub> {
  room = new EventRoom('demo', { token: 'a-session' });
  room.me = ME;
  room.open();
  await vi.waitFor(() => expect(room.personal.open).toBe(true));
  return Hub.last;
}

// For the whole file: a room that was closed may still have a frame to come.
vi.stubGlobal('WebSocket', Hub);
vi.stubGlobal('location', { protocol: 'http:', host: 'localhost' });
vi.stubGlobal('requestAnimationFrame', (run: () => void) => setTimeout(run));
vi.stubGlobal('cancelAnimationFrame', clearTimeout);

beforeEach(() => {
  Hub.recent = [];
});

afterEach(() => room.close());

describe('chat in step with the picture', () => {
  it('waits for the picture it was said to, and removals and one’s own words do not', async () => {
    const hub = await entered();
    const clock = new PlayheadClock();
    room.follow(clock);
    clock.frame(1, 1_000);
    room.inStep = true;
    const media = { media: { epoch: 1, ptsMs: 5_000 } };
    hub.publish('chat', 'chat.message', 1, { author: ADA, text: 'he scores' }, media);
    hub.publish('chat', 'chat.message', 2, { author: ADA, text: 'taken back' }, media);
    hub.publish('chat', 'chat.removed', 3, { target: 2 });
    hub.publish('chat', 'chat.message', 4, { author: ME, text: 'what a shot' }, media);
    await vi.waitFor(() => expect(texts()).toEqual(['shown: what a shot']));

    clock.frame(1, 4_999);
    expect(texts()).toEqual(['shown: what a shot']);
    clock.frame(1, 5_000);
    expect(texts()).toEqual(['shown: he scores', 'shown: what a shot']);
  });

  it('is shown at once by everybody else', async () => {
    const hub = await entered();
    const clock = new PlayheadClock();
    room.follow(clock);
    clock.frame(1, 1_000);
    hub.publish(
      'chat',
      'chat.message',
      1,
      { author: ADA, text: 'now' },
      { media: { epoch: 1, ptsMs: 5_000 } },
    );
    await vi.waitFor(() => expect(texts()).toEqual(['shown: now']));
  });
});

describe('one’s own messages', () => {
  it('stand where only the author sees them, and look like any other', async () => {
    const hub = await entered();
    hub.own({ state: 'shown', alone: true, seq: 7, text: 'am I heard?' });
    await vi.waitFor(() => expect(texts()).toEqual(['shown: am I heard?']));
    expect(room.chat.lines[0]!.author).toEqual(ME);
  });

  it('wait, and stay with the reason when a moderator decides against them', async () => {
    const hub = await entered();
    hub.own({ state: 'held', seq: 8, text: 'see www.lamps.example' });
    await vi.waitFor(() => expect(texts()).toEqual(['held: see www.lamps.example']));
    hub.publish('personal', 'chat.own', 9, { to: ME.id, target: 8, state: 'denied', reason: 'No links' });
    await vi.waitFor(() => expect(texts()).toEqual(['refused: see www.lamps.example']));
    expect(room.chat.lines[0]!.why).toBe('No links');
  });

  it('give way to the message that a moderator let through', async () => {
    const hub = await entered();
    hub.own({ state: 'held', seq: 8, text: 'is it brass?' });
    await vi.waitFor(() => expect(texts()).toEqual(['held: is it brass?']));
    hub.publish('chat', 'chat.message', 9, { author: ME, text: 'is it brass?', held: 8 });
    await vi.waitFor(() => expect(texts()).toEqual(['shown: is it brass?']));
  });
});

describe('private replies', () => {
  const whispered = (seq: number, text: string) => ({
    type: 'audience.whispered',
    seq,
    at: new Date().toISOString(),
    body: { to: ME.id, text, from: { person: 'u-mia', name: 'Mia' } },
  });

  it('are pushed, once each, also what came before the page was opened', async () => {
    Hub.recent = [whispered(3, 'Your parcel left this morning.')];
    const hub = await entered();
    hub.publish('personal', 'audience.whispered', 3, whispered(3, 'Your parcel left this morning.').body);
    hub.publish('personal', 'audience.whispered', 5, whispered(5, 'It is brass.').body);
    await vi.waitFor(() =>
      expect(room.personal.whispers).toEqual([
        { whisper: 3, by: 'Mia', text: 'Your parcel left this morning.' },
        { whisper: 5, by: 'Mia', text: 'It is brass.' },
      ]),
    );
  });

  it('are nobody’s once the name is given back', async () => {
    Hub.recent = [whispered(3, 'only for Lena')];
    await entered();
    room.become(undefined);
    expect(room.personal.whispers).toEqual([]);
    expect(room.personal.open).toBe(false);
  });

  it('are not asked for without a name', async () => {
    room = new EventRoom('demo');
    room.open();
    await vi.waitFor(() => expect(room.connection).toBe('connected'));
    expect(Hub.last.asked).not.toContain('personal:demo');
  });
});

it('tells of a burst once', async () => {
  const hub = await entered();
  let told = 0;
  await new Promise((done) => setTimeout(done, 20)); // what the entrance had to tell
  room.onChange(() => told++);
  for (let seq = 1; seq <= 100; seq++) {
    hub.publish('chat', 'chat.message', seq, { author: ADA, text: `${seq}` });
  }
  await vi.waitFor(() => expect(room.chat.lines).toHaveLength(100));
  await vi.waitFor(() => expect(told).toBeGreaterThan(0));
  expect(told).toBeLessThan(20);
});
