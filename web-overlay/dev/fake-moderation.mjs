// The moderation plugin's part of the stand-in server: modes, shield, sanctions, cards, appeals, the review.

const HOUR = 3.6e6;
const ago = (ms) => new Date(Date.now() - ms).toISOString();
const ahead = (ms) => new Date(Date.now() + ms).toISOString();

export class FakeModeration {
  modes = {
    slowSeconds: 0,
    minAgeSeconds: 0,
    delaySeconds: 0,
    buyersOnly: false,
    emoteOnly: false,
    unique: false,
    linksHeld: true,
  };
  shield = { on: false, auto: false };
  sanctions = [];
  appeals = [];
  proposals = [];
  notes = [];
  decisions = [];

  constructor(show) {
    this.show = show;
  }

  state() {
    const { modes, shield, sanctions, appeals, proposals } = this;
    return { modes, shield, sanctions, appeals, proposals, lists: [], policyVersion: '1' };
  }

  /** A show that has seen something. */
  lived() {
    this.sanctions.push(
      {
        user: 'u-Deal4u',
        name: 'Deal4u',
        kind: 'timeout',
        until: ahead(514_000),
        reason: 'Selling elsewhere',
        by: 'Owner',
        decision: 41,
      },
      {
        user: 'u-grrr',
        name: 'grrr',
        kind: 'ban',
        reason: 'Insults, after two timeouts',
        by: 'Maja',
        decision: 33,
      },
    );
    this.appeals.push({
      appeal: 57,
      at: ago(140_000),
      user: 'u-grrr',
      name: 'grrr',
      text: 'I am sorry, I was quoting the film. May I write again?',
      decision: 33,
      state: 'open',
    });
    this.proposals.push({
      proposal: 61,
      action: 'timeout',
      users: ['u-bot1', 'u-bot2', 'u-bot3'],
      seconds: 3600,
      reason: 'Part of a raid',
      by: 'Maja',
      expiresAt: ahead(412_000),
    });
  }

  review() {
    const decisions = [
      [71, 60_000, 'approved', 'Owner', 'Kofi', undefined],
      [69, 95_000, 'timed-out', 'Owner', 'Deal4u', 'Selling elsewhere'],
      [64, 180_000, 'removed', 'Maja', 'Rando', 'Insults'],
      [58, 260_000, 'shield-set', 'chat-moderation', undefined, 'Raid: 41 alike in 10 s', true],
      [52, 400_000, 'denied', 'Maja', 'Deal4u', undefined],
      [47, 640_000, 'banned', 'Maja', 'grrr', 'Insults, after two timeouts'],
      [40, 900_000, 'timed-out', 'chat-moderation', 'grrr', 'Third strike', true, true],
      [31, 1_300_000, 'approved', 'Owner', 'Ines', undefined],
      [22, 2_100_000, 'mode-set', 'Owner', undefined, undefined],
    ].map(([decision, back, what, by, name, reason, auto, undone]) => ({
      decision,
      at: ago(back),
      what,
      by,
      ...(name ? { user: `u-${name}`, name } : {}),
      ...(reason ? { reason } : {}),
      ...(auto ? { auto } : {}),
      ...(undone ? { undone } : {}),
    }));
    return {
      decisions,
      decided: 54,
      overturned: 6,
      overturnRate: 6 / 54,
      rules: [
        { rule: 'links', verdicts: 38, decided: 31, overturned: 2, precision: 0.935 },
        { rule: 'terms/insults', verdicts: 12, decided: 11, overturned: 0, precision: 1 },
        { rule: 'terms/listed', verdicts: 9, decided: 8, overturned: 3, precision: 0.625 },
        { rule: 'raid/alike', verdicts: 41, decided: 0, overturned: 0 },
        { rule: 'caps', verdicts: 4, decided: 4, overturned: 1, precision: 0.75 },
      ],
    };
  }

  card(user) {
    const chat = [...this.show.logs.get('chat'), ...this.show.logs.get('mod')].filter(
      ({ body }) => body.author?.id === user,
    );
    const name = chat[0]?.body.author.name ?? user.replace(/^u-/, '');
    return {
      user,
      name,
      firstSeenAt: ago(0.6 * HOUR),
      buyer: name === 'Jonas',
      points: chat.some(({ type }) => type === 'chat.held') ? 2 : 0,
      step: 1,
      sanction: this.sanctions.find((one) => one.user === user),
      messages: chat
        .map(({ seq, at, type, body }) => ({
          seq,
          at,
          text: body.text,
          state: { 'chat.held': 'held', 'chat.blocked': 'blocked' }[type] ?? 'shown',
          ...(body.rule ? { rule: body.rule } : {}),
        }))
        .reverse(),
      decisions: this.decisions.filter((one) => one.user === user).reverse(),
      notes: this.notes.filter((one) => one.user === user),
    };
  }

  record(what, body) {
    const record = this.show.publish('mod', `moderation.${what}`, body);
    this.decisions.push({
      decision: record.seq,
      at: record.at,
      what,
      by: 'Owner',
      ...body,
    });
    return [200, { seq: record.seq, ...body }];
  }

  /** Answers a call under `…/moderation/`, or nothing when it is none of these. */
  answer(method, [what, which, action], body) {
    const call = `${method} ${what}${which ? '/*' : ''}${action ? `/${action}` : ''}`;
    const named = () => this.card(body.user).name;
    switch (call) {
      case 'GET state':
        return [200, this.state()];
      case 'GET review':
        return [200, this.review()];
      case 'GET users/*':
        return [200, this.card(which)];
      case 'GET appeals':
        return [200, { appeals: this.appeals }];
      case 'PUT modes':
        Object.assign(this.modes, body);
        this.show.publish('chat', 'moderation.mode-set', this.modes);
        return this.record('mode-set', body);
      case 'PUT shield':
        this.shield = {
          on: body.on,
          auto: false,
          ...(body.on ? { until: ahead(body.minutes * 60_000) } : {}),
        };
        return this.record('shield-set', this.shield);
      case 'POST timeouts':
      case 'POST bans': {
        const until = body.seconds ? ahead(body.seconds * 1000) : undefined;
        const sanction = {
          user: body.user,
          name: named(),
          kind: what === 'bans' ? (body.shadow ? 'shadow' : 'ban') : 'timeout',
          ...(until ? { until } : {}),
          reason: body.reason,
          by: 'Owner',
        };
        this.sanctions = [
          { ...sanction, decision: this.show.seq + 1 },
          ...this.sanctions.filter(({ user }) => user !== body.user),
        ];
        return this.record(what === 'bans' ? 'banned' : 'timed-out', sanction);
      }
      case 'POST unbans':
        this.sanctions = this.sanctions.filter(({ user }) => user !== body.user);
        return this.record('unbanned', { user: body.user, name: named() });
      case 'POST notes':
        this.notes.push({ user: body.user, at: new Date().toISOString(), by: 'Owner', text: body.text });
        return this.record('noted', body);
      case 'POST allow':
        return this.record('term-allowed', body);
      case 'POST undo':
        this.sanctions = this.sanctions.filter(({ decision }) => decision !== body.decision);
        return this.record('undone', body);
      case 'POST mass':
        this.proposals.push({ ...body, proposal: this.show.seq + 1, by: 'Owner', expiresAt: ahead(600_000) });
        return this.record('mass-proposed', body);
      case 'POST mass/*/confirm':
        this.proposals = this.proposals.filter(({ proposal }) => String(proposal) !== which);
        return this.record('mass-confirmed', { proposal: which });
      case 'POST appeals/*/decision':
        this.appeals = this.appeals.filter(({ appeal }) => String(appeal) !== which);
        return this.record('appeal-decided', { appeal: which, ...body });
      default:
        return undefined;
    }
  }
}
