// Runs in a page before its own scripts. It counts what runs and what the policy refused, and can stand in for the
// server: records and answers in the shapes of the wire, each text in them a script payload.
(() => {
  const flood = { ran: [], refused: [], sent: {}, once: {}, seen: {}, on: false, pending: 0 };
  window.flood = flood;
  for (const name of ['alert', 'confirm', 'prompt', 'print']) {
    window[name] = (...given) => flood.ran.push(`${name}(${given}) at ${location.pathname}`);
  }
  // Addresses of pictures are held to this origin by the policy; that is its work, and no script.
  const harmless = ['img-src', 'media-src'];
  document.addEventListener('securitypolicyviolation', ({ effectiveDirective, blockedURI, sample }) => {
    if (!harmless.includes(effectiveDirective)) {
      flood.refused.push(`${effectiveDirective} ${blockedURI} ${sample}`);
    }
  });

  const author = { id: 'u', name: 'n', staff: true };
  const price = { amount: 4900, currency: 'EUR' };
  const product = {
    id: 'lamp', title: 't', image: 'i', checkoutUrl: 'c', price, compareAt: price, stock: 5, left: 3,
  };
  const judged = { author, text: 't', rule: 'r', category: 'c', level: 2, span: [0, 3] };
  const later = new Date(Date.now() + 3_600_000).toISOString();
  const now = new Date().toISOString();

  /** Each takes the place of the one before it: channel, type, body, its part of the wire's message. */
  const single = [
    ['overlay', 'cta.product', product],
    ['overlay', 'cta.cue', { cue: 'c', type: 'offer', headline: 'h', endsAt: later, position: 'left', product }],
    ['overlay', 'audience.announced', { text: 't', endsAt: later }],
    ['overlay', 'audience.poll', { question: 'q', options: ['a', 'b', 'c'], endsAt: later }],
    ['stream', 'core.stream', { state: 'OFFLINE', why: 'w', videoCodec: 'v', audioCodec: 'a' }],
    ['ops', 'guard.window', {
      id: 'w', title: 't', state: 'open', opensAt: now, closesAt: later, freezes: ['f', 'g'], owner: 'o',
    }],
    ['ops', 'clips.clip', { id: 'c', state: 'failed', why: 'w', fromMs: 0, toMs: 30_000 }],
  ];
  /** Each is one more. */
  const many = [
    ['chat', 'chat.message', { author, text: 't' }],
    ['mod', 'chat.held', judged],
    ['mod', 'chat.blocked', judged],
    ['mod', 'chat.shadowed', judged],
  ];
  const decision = { decision: 1, at: now, what: 'timed-out', by: 'b', user: 'u', name: 'n', reason: 'r' };
  const question = { question: 1, at: now, author, text: 't', votes: 1 };
  const answers = [
    [/\/moderation\/state$/, {
      modes: {}, shield: { on: true, auto: true, until: later, reason: 'r' },
      sanctions: [{ user: 'u', name: 'n', kind: 'timeout', until: later, reason: 'r', by: 'b', decision: 1 }],
      appeals: [{ appeal: 1, at: now, user: 'u', name: 'n', text: 't', decision: 1, state: 'open' }],
      proposals: [{ proposal: 1, action: 'ban', users: [{ user: 'u', name: 'n' }], reason: 'r', by: 'b', expiresAt: later }],
    }],
    [/\/moderation\/users\//, {
      user: 'u', name: 'n', firstSeenAt: now, buyer: true, points: 2,
      messages: [{ seq: 1, at: now, text: 't', state: 'blocked', rule: 'r' }],
      decisions: [decision], notes: [{ at: now, by: 'b', text: 't' }],
    }],
    [/\/moderation\/review$/, {
      decisions: [decision], decided: 3, overturned: 1, overturnRate: 0.3,
      rules: [{ rule: 'r', verdicts: 3, decided: 2, overturned: 1, precision: 0.5 }],
    }],
    [/\/moderation\/queue$/, { held: [{ seq: 1, at: now, ...judged }] }],
    [/\/questions(\/waiting)?$/, { questions: [question] }],
    [/\/audience\/me$/, { upvotes: [], whispers: [{ whisper: 1, by: 'b', text: 't' }] }],
    [/\/clips$/, { clips: [{ id: 'c', state: 'failed', why: 'w', fromMs: 0, toMs: 30_000 }] }],
    [/\/stream-keys$/, { keys: [{ id: 'k', createdAt: now }] }],
    [/\/plugins$/, { plugins: [{ id: 'p', version: 'v', previous: 'q', state: 'active' }] }],
    [/\/plugins\/.*\/why$/, { id: 'p', why: 'w', detail: 'd', state: 'failed', reasons: ['r'] }],
    [/\/events$/, { events: [{ id: 'e', title: 't', class: 'commerce', phase: 'live' }] }],
    [/\/viewers$/, { watching: 3 }],
    [/\/events\/[^/]+$/, { id: 'e', title: 't', phase: 'live', stream: { state: 'LIVE', why: 'w' } }],
  ];

  /** Members that steer the page: with another value it would show nothing. */
  const steers = new Set(['type', 'state', 'position', 'kind', 'action', 'phase', 'class', 'currency']);
  /** What stays the same, so that the next takes the place of the last. */
  const names = new Set(['id']);

  /** A copy in which every text is the payload number `step`; lists of objects become `length` long. */
  function poisoned(value, where, step, length, keep) {
    if (typeof value === 'string') {
      const key = where.slice(where.lastIndexOf('.') + 1);
      if (steers.has(key) || (keep && names.has(key)) || /^\d{4}-\d\d-\d\dT/.test(value)) return value;
      const [some, each] = length === 0 ? flood.ones : flood.handfuls;
      const book = length > 1 ? flood.once : flood.sent; // in an answer, outside its lists: one handful
      book[where] = (book[where] ?? 0) + each;
      return `${some[step % some.length]} ⟦${where}⟧`;
    }
    if (typeof value === 'number') return value + (keep ? 0 : step);
    if (Array.isArray(value)) {
      return value.length === 1 && typeof value[0] === 'object' && length > 1
        ? Array.from({ length }, (_, at) => poisoned(value[0], `${where}[]`, step + at, 1, keep))
        : value.map((each) => (typeof each === 'number' ? each : poisoned(each, `${where}[]`, step, length, keep)));
    }
    if (value && typeof value === 'object') {
      return Object.fromEntries(
        Object.entries(value).map(([key, each]) => [key, poisoned(each, `${where}.${key}`, step, length, keep)]),
      );
    }
    return value;
  }

  /** Where there is room for one text only, it holds so many payloads, else each page would draw 5,000 times per field. */
  const TOGETHER = 200;
  /** In a message of those lists that only staff and the overlay show. */
  const FEW = 10;
  const handfuls = (of) =>
    Array.from({ length: Math.ceil(flood.payloads.length / of) }, (_, at) =>
      flood.payloads.slice(at * of, (at + 1) * of).join('\n'),
    );

  let hub;
  const Real = window.WebSocket;
  window.WebSocket = class extends Real {
    constructor(url, protocols) {
      super(url, protocols);
      if (new URL(url, location.href).pathname === '/ws') hub = this;
    }
  };

  const real = window.fetch;
  window.fetch = async (input, init) => {
    const { pathname } = new URL(input, location.href);
    if (!flood.on || (init?.method ?? 'GET') !== 'GET') return real(input, init);
    const answer = answers.find(([path]) => path.test(pathname));
    if (!answer) return new Response('{}', { status: 404 });
    flood.pending++;
    setTimeout(() => flood.pending--, 0);
    const where = String(answer[0]).replace(/[^a-z]+/g, ' ').trim();
    return new Response(JSON.stringify(poisoned(answer[1], where, flood.step, flood.length, false)));
  };

  let seq = 1_000_000;
  function publish(channel, type, body, extra = {}) {
    const data = { type, seq: ++seq, at: new Date().toISOString(), body, ...extra };
    const push = { channel: `${channel}:${flood.event}`, pub: { data } };
    hub.dispatchEvent(new MessageEvent('message', { data: JSON.stringify({ push }) }));
    return seq;
  }

  const turn = () => new Promise((done) => setTimeout(done));
  /** The page has drawn what it was told; whatever loads or fires does so meanwhile. */
  const drawn = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
  const settled = async () => {
    await turn();
    while (flood.pending > 0) await turn();
    await drawn();
  };

  function* everything(root = document) {
    for (const node of root.querySelectorAll('*')) {
      yield node;
      if (node.shadowRoot) yield* everything(node.shadowRoot);
    }
  }

  /**
   * Notes which fields stand on the page as text, and what must never stand there.
   */
  flood.look = () => {
    const note = (text) => {
      for (const [, where] of text?.matchAll(/⟦([^⟧]+)⟧/g) ?? []) flood.seen[where] = (flood.seen[where] ?? 0) + 1;
    };
    for (const node of everything()) {
      for (const child of node.childNodes) if (child.nodeType === Node.TEXT_NODE) note(child.data);
      if ('value' in node) note(String(node.value));
      for (const { name, value } of node.attributes) {
        note(value);
        if (name.startsWith('on')) flood.ran.push(`a handler stands on the page: ${name}=${value}`);
      }
      for (const link of ['href', 'src', 'action', 'formAction']) {
        // what the browser would open, after it has read the attribute in its own way
        if (node.hasAttribute(link) && /^(javascript|data:text|vbscript):?/i.test(String(node[link]))) {
          if (node.localName !== 'img') flood.ran.push(`a link to a script stands on the page: ${node[link]}`);
        }
      }
    }
  };

  flood.shows = (text) =>
    [...everything()].some((node) => [...node.childNodes].some((child) => child.nodeType === Node.TEXT_NODE && child.data.includes(text)));

  const find = (name) => [...everything()].find(({ localName }) => localName === name);
  const press = (name, label) => {
    const button = [...everything(find(name)?.shadowRoot ?? document)].find(
      (node) => node.localName === 'button' && (node.textContent.trim() === label || node.getAttribute('aria-label')?.startsWith(label)),
    );
    button?.click();
    return button !== undefined;
  };

  /**
   * Whether the page is laid out and painted. It makes no difference to a script that markup brought in, and is most of
   * the work: so the page is drawn with one of each, and what follows stays in the tree.
   */
  async function draw(wanted) {
    await drawn();
    document.body.style.display = wanted ? '' : 'none';
    await drawn();
  }

  async function singles() {
    for (const [label, kinds] of flood.rooms) {
      await draw(true);
      if (label) tab(label)();
      await settled();
      for (let step = 0; step < flood.handfuls[0].length; step++) {
        if (step === 1) await draw(false); // the first was drawn
        for (const [channel, type, body] of single.filter(([, type]) => kinds.test(type))) {
          publish(channel, type, poisoned(body, type, step, 1, true));
        }
        await drawn();
      }
      flood.look();
      await draw(false);
    }
  }

  async function lists() {
    const batch = 250; // a page keeps 300 lines
    // one by one where the public reads; elsewhere many at once
    const all = flood.ones[0].length;
    for (const [channel, type, body] of many.filter(([channel]) => flood.page === 'console' || channel === 'chat')) {
      for (let at = 0; at < all; at += batch) {
        for (let step = at; step < Math.min(all, at + batch); step++) {
          publish(channel, type, poisoned(body, type, step, 0, false));
        }
        await drawn();
        if (at % (4 * batch) === 0) flood.look();
      }
    }
    for (let step = 0; step < all; step++) {
      const quoted = publish('chat', 'chat.message', poisoned(many[0][2], 'reply', step, 0, false));
      publish('chat', 'chat.message', { author, text: 'quoting', replyTo: quoted });
      if (step % 100 === 99) await drawn();
    }
    await settled();
    flood.look();
  }

  async function answered() {
    flood.on = true;
    flood.length = 60;
    for (flood.step = 0; flood.step < flood.handfuls[0].length; flood.step += flood.length) {
      for (const visit of flood.visits) {
        await visit();
        await settled();
        flood.look();
      }
    }
    flood.on = false;
  }

  const tab = (label) => () => press('vitrine-tabs', label) || [...everything()].find((node) => node.role === 'tab' && node.textContent.includes(label))?.click();
  flood.walks = {
    overlay: [],
    console: [
      async () => {
        publish('mod', 'moderation.noted', {}); // the state is read anew
        await new Promise((done) => setTimeout(done, 100));
      },
      tab('People'), tab('Audience'), tab('Plugins'), tab('Clips'), tab('Stream'), tab('Window'), tab('Rundown'), tab('Health'),
      () => find('vitrine-talk').dispatchEvent(new CustomEvent('vitrine-person', { detail: { id: `u${flood.step}`, name: 'n' } })),
      () => find('vitrine-user-card')?.dispatchEvent(new CustomEvent('vitrine-close')),
      () => press('vitrine-console-header', 'Review'),
      () => press('vitrine-console-header', 'Shift'),
      () => find('vitrine-console-header').dispatchEvent(new CustomEvent('vitrine-moved')),
    ],
    viewer: [
      () => find('vitrine-asks') || press('vitrine-audience', 'Questions to the show'),
      () => publish('overlay', 'audience.question-shown', { question: 1 }),
      () => find('vitrine-audience').updated(new Map([['name', '']])),
    ],
  };

  /** All payloads through everything that this page shows. */
  flood.run = async (event, page, payloads) => {
    flood.event = event;
    flood.payloads = payloads;
    flood.handfuls = [handfuls(TOGETHER), TOGETHER];
    flood.ones = page === 'viewer' ? [payloads, 1] : [handfuls(FEW), FEW];
    flood.page = page;
    flood.visits = flood.walks[page];
    flood.rooms =
      page === 'console'
        ? [['Rundown', /cta/], ['Audience', /audience/], ['Window', /guard/], ['Clips', /clips/], ['Health', /stream/]]
        : [['', /cta|audience|stream/]];
    flood.took = {};
    try {
      for (const part of [singles, lists, answered]) {
        const from = performance.now();
        await part();
        flood.took[part.name] = Math.round(performance.now() - from);
      }
    } catch (why) {
      flood.failed = String(why.stack);
    }
    flood.done = true;
  };
})();
