// The audience plugin's part of the stand-in server.

const PIXEL = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

export class FakeAudience {
  pin;
  announcement;
  poll;
  mine = new Map();
  waiting = [];
  listed = [];
  upvoted = new Set();
  whispers = [];
  emotes = [{ name: 'lamp', url: '/api/v1/events/demo/emotes/lamp?v=1' }];

  constructor(show) {
    this.show = show;
  }

  state() {
    const { pin, announcement, poll, emotes } = this;
    const line = pin && this.show.logs.get('chat').find(({ seq }) => seq === pin);
    return {
      ...(line ? { pin: { target: pin, ...line.body } } : {}),
      ...(announcement ? { announcement } : {}),
      ...(poll ? { poll } : {}),
      questions: this.listed.length,
      reactions: ['❤️', '🔥', '👏', '😂', '😮', '🎉'],
      emotes,
    };
  }

  /** A show in which something is going on. */
  lively() {
    this.pin = this.show.seq;
    this.show.publish('overlay', 'audience.pinned', { target: this.pin });
    this.announce('The raffle is at eight. Stay with us.', 300);
    this.openPoll('Which one shall we light next?', ['Harbour lamp, brass', 'Night glaze bowl', 'Both'], 120);
    this.poll.votes = [18, 31, 12];
    this.result();
    this.ask('Amina', 'Is the brass lacquered, or does it darken with time?', 14);
    this.ask('Tom', 'Can it hang from a slanted ceiling?', 6);
    this.ask('Noor', 'Do you ship to Norway before the holidays?');
  }

  announce(text, seconds) {
    const endsAt = seconds ? new Date(Date.now() + seconds * 1000).toISOString() : undefined;
    const record = this.show.publish('overlay', 'audience.announced', {
      text,
      ...(endsAt ? { endsAt } : {}),
    });
    this.announcement = { announcement: record.seq, text, ...(endsAt ? { endsAt } : {}) };
  }

  openPoll(question, options, seconds) {
    const endsAt = seconds ? { endsAt: new Date(Date.now() + seconds * 1000).toISOString() } : {};
    const record = this.show.publish('overlay', 'audience.poll', { question, options, ...endsAt });
    this.poll = {
      poll: record.seq,
      question,
      options,
      votes: options.map(() => 0),
      open: true,
      ...endsAt,
    };
  }

  result(ended = false) {
    const { poll, votes } = this.poll;
    this.poll.open = !ended;
    this.show.publish('overlay', ended ? 'audience.poll-ended' : 'audience.poll-result', { poll, votes });
  }

  ask(name, text, votes) {
    const author = { id: `u-${name}`, name, staff: false };
    const record = this.show.publish('mod', 'audience.asked', { author, text });
    const question = { question: record.seq, at: record.at, author, text, votes: votes ?? 0 };
    if (votes === undefined) {
      this.waiting.push(question);
    } else {
      this.listed.push(question);
      this.show.publish('overlay', 'audience.question-shown', { question: question.question });
    }
  }

  react(reactions) {
    this.show.publish('overlay', 'audience.reactions', { reactions });
  }

  answer(method, [what, which, action], body, name) {
    const call = `${method} ${what}${which ? '/*' : ''}${action ? `/${action}` : ''}`;
    const same = ({ question }) => String(question) === which;
    switch (call) {
      case 'GET audience/*':
        return [
          200,
          {
            vote: this.mine.get(name),
            upvotes: [...this.upvoted],
            whispers: this.whispers.filter(({ to }) => to === `u-${name}`),
          },
        ];
      case 'POST pins':
        this.pin = body.seq;
        this.show.publish('overlay', 'audience.pinned', { target: body.seq });
        return [200, {}];
      case 'DELETE pins':
        this.pin = undefined;
        this.show.publish('overlay', 'audience.unpinned', {});
        return [200, {}];
      case 'POST announcements':
        this.announce(body.text, body.seconds);
        return [200, {}];
      case 'POST announcements/*/end':
        this.show.publish('overlay', 'audience.announcement-ended', { announcement: Number(which) });
        return [200, {}];
      case 'POST polls':
        this.openPoll(body.question, body.options, body.seconds);
        return [200, {}];
      case 'POST polls/*/votes': {
        const before = this.mine.get(name);
        if (before) this.poll.votes[before.option]--;
        this.poll.votes[body.option]++;
        this.mine.set(name, { poll: this.poll.poll, option: body.option });
        this.result();
        return [200, {}];
      }
      case 'POST polls/*/end':
        this.result(true);
        return [200, {}];
      case 'GET questions':
        return [200, { questions: this.listed }];
      case 'GET questions/*':
        return [200, { questions: this.waiting }];
      case 'POST questions':
        this.ask(name, body.text);
        return [200, { state: 'waiting' }];
      case 'POST questions/*/show':
        this.listed.push(...this.waiting.filter(same));
        this.waiting = this.waiting.filter((one) => !same(one));
        this.show.publish('overlay', 'audience.question-shown', { question: Number(which) });
        return [200, {}];
      case 'POST questions/*/close':
        this.waiting = this.waiting.filter((one) => !same(one));
        this.listed = this.listed.filter((one) => !same(one));
        this.show.publish('overlay', 'audience.question-closed', { question: Number(which) });
        return [200, {}];
      case 'POST questions/*/votes':
        this.listed = this.listed.map((one) =>
          same(one) ? { ...one, votes: one.votes + (body.up ? 1 : -1) } : one,
        );
        if (body.up) this.upvoted.add(Number(which));
        else this.upvoted.delete(Number(which));
        return [200, {}];
      case 'POST reactions':
        this.react([{ reaction: body.reaction, times: body.times }]);
        return [200, {}];
      case 'POST whispers':
        this.whispers.push({ ...body, whisper: ++this.show.seq, by: 'Studio' });
        return [200, {}];
      case 'GET emotes/*':
        return [200, PIXEL];
      default:
        return undefined;
    }
  }
}
