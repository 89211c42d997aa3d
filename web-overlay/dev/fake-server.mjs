// A stand-in for the Vitrine server, for working on the pages and for taking pictures of them. It knows just enough:
// the built pages with their Content-Security-Policy, REST stubs, Centrifugo's JSON over a socket, and a live picture
// from ffmpeg. The true tests run against the true server, in itests.

import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join, normalize } from 'node:path';
import { WebSocketServer } from 'ws';
import { FakeAudience } from './fake-audience.mjs';
import { probes, WATCHING } from './fake-health.mjs';
import { FakeModeration } from './fake-moderation.mjs';
import { FakeProfile } from './fake-profile.mjs';

const OWNER = 'owner-token';
const root = new URL('../target/web/', import.meta.url).pathname;
const csp =
  "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self' data: blob:; " +
  "media-src 'self' blob:; connect-src 'self'; base-uri 'none'; form-action 'self'";
const kinds = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
  '.json': 'application/json',
};
const pages = {
  watch: 'viewer',
  embed: 'embed',
  console: 'console',
  overlay: 'overlay',
  shop: 'shop',
  login: 'login',
};

/** Starts it. `port` 0 picks a free one. */
export async function start({ port = 0, picture = true, phase = 'live' } = {}) {
  const show = new Show(phase);
  const media = picture ? new Picture(show) : undefined;
  const http = createServer((request, response) => answer(show, request, response));
  const sockets = new WebSocketServer({ noServer: true });
  http.on('upgrade', (request, socket, head) => {
    const { pathname } = new URL(request.url, 'http://x');
    sockets.handleUpgrade(request, socket, head, (ws) => {
      if (pathname === '/ws') {
        show.join(ws);
      } else if (media && pathname.startsWith('/live/')) {
        media.join(ws, new URL(request.url, 'http://x').searchParams);
      } else {
        ws.close(1013);
      }
    });
  });
  await new Promise((resolve) => http.listen(port, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${http.address().port}`,
    show,
    media,
    close() {
      media?.close();
      show.close();
      for (const ws of sockets.clients) ws.terminate();
      http.close();
      http.closeAllConnections();
    },
  };
}

class Show {
  sockets = new Map();
  logs = new Map(['chat', 'overlay', 'stream', 'personal', 'mod', 'ops'].map((name) => [name, []]));
  epoch = randomUUID().slice(0, 8);
  seq = 0;
  live = { epoch: 1, ptsMs: 0, atMs: Date.now() };
  products = new Map();
  onAir;
  windows = [];
  clips = [];
  keys = [{ id: 'key-1', createdAt: new Date(Date.now() - 3.6e6).toISOString(), role: 'primary' }];
  profile = new FakeProfile(this);
  held = [];
  holds = new Map();
  names = new Map();
  timers = [];
  moderation = new FakeModeration(this);
  audience = new FakeAudience(this);
  plugins = [
    { id: 'chat-moderation', version: '0.1.0.202611221402', state: 'active' },
    { id: 'cta-overlay', version: '0.1.0.202611221402', state: 'active' },
    {
      id: 'conversion-guard',
      version: '0.1.0.202611221402',
      state: 'active',
      previous: '0.1.0.202611201100',
    },
    { id: 'replay-clips', version: '0.1.0.202611221402', state: 'active' },
    { id: 'example-hello', version: '0.2.0.202611221540', state: 'failed', previous: '0.1.0.202611221402' },
  ];

  constructor(phase) {
    this.phase = phase;
    this.stream = {
      state: phase === 'live' ? 'LIVE' : 'OFFLINE',
      why: '',
      epoch: 1,
      width: 1280,
      height: 720,
      fps: 30,
      kbps: 2480,
      gopMs: 1000,
      videoCodec: 'avc1.42c01f',
      audioCodec: 'mp4a.40.2',
      since: new Date(Date.now() - 1.8e6).toISOString(),
    };
    const eur = (amount) => ({ amount, currency: 'EUR' });
    for (const product of [
      {
        id: 'lamp',
        title: 'Harbour lamp, brass',
        price: eur(12900),
        compareAt: eur(16900),
        stock: 40,
        left: 12,
      },
      { id: 'bowl', title: 'Night glaze bowl', price: eur(4850), stock: 60, left: 4 },
      {
        id: 'throw',
        title: 'Wool throw “Ember”, undyed',
        price: eur(18900),
        compareAt: eur(21500),
        stock: 24,
        left: 24,
      },
    ]) {
      this.products.set(product.id, product);
    }
  }

  close() {
    for (const timer of this.timers) clearInterval(timer);
  }

  media() {
    return { epoch: this.live.epoch, ptsMs: Math.round(this.live.ptsMs + (Date.now() - this.live.atMs)) };
  }

  publish(channel, type, body, deliver = 'asap', extra = {}) {
    const record = {
      type,
      seq: ++this.seq,
      at: new Date().toISOString(),
      media: this.media(),
      deliver,
      ...extra,
      body,
    };
    const log = this.logs.get(channel);
    log.push(record);
    const push = { push: { channel: `${channel}:demo`, pub: { data: record, offset: log.length } } };
    for (const [ws, session] of this.sockets) {
      if (channel === 'personal' && session.name !== body.to?.slice(2)) continue;
      if (session.channels.has(channel)) send(ws, push);
    }
    return record;
  }

  /** To one person alone. */
  tell(name, type, body) {
    return this.publish('personal', type, { to: `u-${name}`, ...body });
  }

  say(name, text, more = {}) {
    return this.publish('chat', 'chat.message', {
      author: { id: `u-${name}`, name, staff: false },
      text,
      ...more,
    });
  }

  cue(id, seconds = 90, more = {}) {
    const cue = {
      cue: `cue-${this.seq}`,
      type: 'offer',
      product: this.products.get(id),
      endsAt: new Date(Date.now() + seconds * 1000).toISOString(),
      position: 'left',
      ...more,
    };
    this.onAir = { ...cue, media: this.media() };
    this.publish('overlay', 'cta.cue', cue, 'at', { until: cue.endsAt });
    return cue;
  }

  endCue() {
    const cue = this.onAir;
    this.onAir = undefined;
    if (cue) this.publish('overlay', 'cta.ended', { cue: cue.cue });
    return cue;
  }

  hold(name, text, span, rule = 'links') {
    const record = this.publish('mod', 'chat.held', {
      author: { id: `u-${name}`, name, staff: false },
      text,
      rule,
      category: 'spam',
      level: 2,
      span,
      policyVersion: '1',
    });
    this.held.push({ seq: record.seq, at: record.at, ...record.body });
    return record;
  }

  streamIs(state, why = '') {
    this.stream = { ...this.stream, state, why };
    this.publish('stream', 'core.stream', this.stream);
  }

  phaseIs(phase) {
    this.phase = phase;
    this.publish('stream', 'core.phase', { phase });
  }

  snapshot(channel) {
    if (channel === 'stream')
      return { phase: this.phase, title: 'Spring drop, live from the harbour', stream: this.stream };
    if (channel === 'overlay') {
      return {
        cta: { products: [...this.products.values()], ...(this.onAir ? { onAir: this.onAir } : {}) },
        audience: this.audience.state(),
      };
    }
    if (channel === 'mod') return { moderation: this.moderation.state() };
    if (channel === 'chat') return { modes: this.moderation.modes };
    if (channel === 'ops') return { guard: { windows: this.windows }, clips: { clips: this.clips } };
    return {};
  }

  join(ws) {
    if (this.full) {
      ws.close(4013, JSON.stringify({ retryAfterMs: 60_000, position: 312, place: 'p' }));
      return;
    }
    const session = { channels: new Set(), name: undefined };
    this.sockets.set(ws, session);
    ws.on('close', () => this.sockets.delete(ws));
    ws.on('message', (text) => {
      for (const line of String(text).split('\n')) {
        if (line && line !== '{}') this.command(ws, session, JSON.parse(line));
      }
    });
  }

  command(ws, session, command) {
    const { id } = command;
    if (command.connect) {
      const { token } = command.connect;
      session.staff = token === OWNER;
      session.name = session.staff ? 'Studio' : this.names.get(token);
      send(ws, { id, connect: { client: randomUUID(), version: 'fake', ping: 25, pong: true } });
    } else if (command.subscribe) {
      const [channel, event] = command.subscribe.channel.split(':');
      if (
        event !== 'demo' ||
        (!session.staff && ['mod', 'ops'].includes(channel)) ||
        (channel === 'personal' && !session.name)
      ) {
        send(ws, { id, error: { code: 103, message: 'permission denied' } });
        return;
      }
      session.channels.add(channel);
      const log = this.logs.get(channel);
      const since = command.subscribe.recover ? (command.subscribe.offset ?? 0) : log.length;
      send(ws, {
        id,
        subscribe: {
          recoverable: true,
          positioned: true,
          epoch: this.epoch,
          offset: log.length,
          recovered: Boolean(command.subscribe.recover),
          was_recovering: Boolean(command.subscribe.recover),
          publications: log.slice(since).map((data, i) => ({ data, offset: since + i + 1 })),
          data: this.snapshot(channel),
        },
      });
    } else if (command.history) {
      const log = this.logs.get(command.history.channel.split(':')[0]);
      const all = log.map((data, i) => ({ data, offset: i + 1 })).reverse();
      send(ws, {
        id,
        history: {
          publications: all.slice(0, command.history.limit ?? 100),
          offset: log.length,
          epoch: this.epoch,
        },
      });
    } else if (command.publish) {
      this.judge(ws, session, id, command.publish.data);
    } else if (id) {
      send(ws, { id, error: { code: 108, message: 'not here' } });
    }
  }

  judge(ws, session, id, { text, replyTo }) {
    const author = {
      id: session.staff ? 'owner' : `u-${session.name}`,
      name: session.name,
      staff: Boolean(session.staff),
    };
    if (!session.name) {
      send(ws, { id, error: { code: 103, message: 'Pick a name first.' } });
    } else if (/damn/i.test(text)) {
      send(ws, {
        id,
        error: { code: 4000, message: 'That word is not used here.', data: { rule: 'words', span: [0, 4] } },
      });
    } else if (/idiot/i.test(text)) {
      send(ws, {
        id,
        error: {
          code: 4004,
          message: 'A moderator has muted you for 10 minutes: Insults.',
          data: { retryAfterMs: 600_000 },
        },
      });
    } else if (/alone/i.test(text)) {
      send(ws, { id, publish: {} });
      send(ws, {
        push: {
          message: {
            data: { type: 'chat.own', body: { state: 'shown', alone: true, seq: ++this.seq, text } },
          },
        },
      });
    } else if (/fast/i.test(text)) {
      send(ws, { id, error: { code: 4003, message: 'Too fast.', data: { retryAfterMs: 8000 } } });
    } else if (/http|www/i.test(text)) {
      const at = text.search(/http|www/i);
      const record = this.hold(session.name, text, [at, text.length]);
      send(ws, { id, publish: {} });
      send(ws, {
        push: { message: { data: { type: 'chat.own', body: { state: 'held', seq: record.seq, text } } } },
      });
    } else {
      this.publish('chat', 'chat.message', { author, text, ...(replyTo ? { replyTo } : {}) });
      send(ws, { id, publish: {} });
    }
  }
}

/** ffmpeg's fragmented MP4, cut into frames and kept back to the last key frame for whoever joins. */
class Picture {
  viewers = new Map();
  sinceKey = [];
  epoch = 0;

  constructor(show, { size = '1280x720' } = {}) {
    this.show = show;
    this.size = size;
    this.begin(0);
  }

  begin(offsetS) {
    this.epoch++;
    this.rest = Buffer.alloc(0);
    this.init = [];
    this.sinceKey = [];
    this.started = false;
    this.child = spawn(
      'ffmpeg',
      [
        ...['-hide_banner', '-loglevel', 'error', '-re'],
        ...[
          '-f',
          'lavfi',
          '-i',
          `gradients=s=${this.size}:r=30:speed=0.012:n=4:c0=0x2b1208:c1=0xd9843b:c2=0x140f22:c3=0x6d3b4f`,
        ],
        ...['-f', 'lavfi', '-i', 'sine=f=196:r=48000'],
        ...['-filter:a', 'volume=0.03'],
        ...[
          '-vf',
          "drawbox=x='iw*(0.5+0.3*sin(t))':y='ih*0.42':w=90:h=90:color=0xffe2b8@0.85:t=fill,noise=alls=4:allf=t,format=yuv420p",
        ],
        ...[
          '-c:v',
          'libx264',
          '-preset',
          'ultrafast',
          '-tune',
          'zerolatency',
          '-profile:v',
          'baseline',
          '-g',
          '30',
          '-b:v',
          '2500k',
        ],
        ...['-c:a', 'aac', '-b:a', '96k', '-output_ts_offset', String(offsetS)],
        ...[
          '-f',
          'mp4',
          '-movflags',
          'frag_every_frame+empty_moov+default_base_moof',
          '-flush_packets',
          '1',
          'pipe:1',
        ],
      ],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
    this.child.stdout.on('data', (bytes) => this.feed(bytes));
  }

  /** The publisher goes away and comes back. */
  lose() {
    this.child.kill('SIGKILL');
  }

  comeBack(afterS) {
    this.begin(this.show.live.ptsMs / 1000 + afterS);
  }

  feed(bytes) {
    this.rest = this.rest.length ? Buffer.concat([this.rest, bytes]) : bytes;
    while (this.rest.length >= 8) {
      const size = this.rest.readUInt32BE(0);
      if (this.rest.length < size) return;
      this.box(this.rest.toString('latin1', 4, 8), this.rest.subarray(0, size));
      this.rest = this.rest.subarray(size);
    }
  }

  box(type, bytes) {
    if (type === 'ftyp' || type === 'moov') {
      this.init.push(bytes);
    } else if (type === 'moof') {
      this.moof = bytes;
    } else if (type === 'mdat') {
      this.fragment(Buffer.concat([this.moof, bytes]));
    }
  }

  fragment(bytes) {
    const tfhd = bytes.indexOf('tfhd');
    const track = bytes.readUInt32BE(tfhd + 8);
    const tfdt = bytes.indexOf('tfdt');
    const pts =
      bytes[tfdt + 4] === 1 ? Number(bytes.readBigUInt64BE(tfdt + 8)) : bytes.readUInt32BE(tfdt + 8);
    let key = false;
    if (track === 1) {
      this.show.live = { epoch: this.epoch, ptsMs: (pts / 15360) * 1000, atMs: Date.now() };
      key = hasIdr(bytes.subarray(bytes.readUInt32BE(0) + 8));
      if (key) this.sinceKey = [];
    }
    const message = { fmp4: bytes, frames: asFrame(bytes, track, key, pts) };
    this.sinceKey.push(message);
    if (!this.started) {
      this.started = true;
      for (const [ws, asked] of this.viewers) this.head(ws, asked);
    }
    for (const [ws, { format }] of this.viewers) {
      if (ws.bufferedAmount < 4e6) ws.send(message[format]);
    }
  }

  head(ws, { format, rung }) {
    const init = Buffer.concat(this.init);
    const avcC = init.indexOf('avcC');
    const config = {
      epoch: this.epoch,
      width: 1280,
      height: 720,
      ptsMs: Math.round(this.show.live.ptsMs),
      rung,
      rungs: [
        { name: 'source', width: 1280, height: 720, fps: 30, kbps: 2500 },
        { name: '480p', width: 854, height: 480, fps: 30, kbps: 1200 },
        { name: '240p', width: 426, height: 240, fps: 30, kbps: 400 },
      ],
    };
    const kinds = {
      fmp4: { mime: 'video/mp4; codecs="avc1.42c01f,mp4a.40.2"' },
      frames: {
        video: {
          codec: 'avc1.42c01f',
          codedWidth: 1280,
          codedHeight: 720,
          description: init.subarray(avcC + 4, avcC - 4 + init.readUInt32BE(avcC - 4)).toString('base64'),
        },
        audio: { codec: 'mp4a.40.2', sampleRate: 48_000, numberOfChannels: 1, description: 'EYg=' },
      },
    };
    ws.send(JSON.stringify({ ...config, ...kinds[format] }));
    if (format === 'fmp4') ws.send(init);
  }

  join(ws, query) {
    const asked = { format: query.get('format') ?? 'fmp4', rung: query.get('rung') ?? 'source' };
    if (this.started) {
      this.head(ws, asked);
      for (const message of this.sinceKey) ws.send(message[asked.format]);
    }
    this.viewers.set(ws, asked);
    ws.on('close', () => this.viewers.delete(ws));
  }

  close() {
    this.child.kill('SIGKILL');
  }
}

/** Whether a frame of H.264 with length-prefixed units has a slice of type 5: decoding can begin there. */
function hasIdr(frame) {
  for (let at = 0; at + 5 <= frame.length; at += 4 + frame.readUInt32BE(at)) {
    if ((frame[at + 4] & 31) === 5) return true;
  }
  return false;
}

/** The same frame as a message of `format=frames`. */
function asFrame(bytes, track, key, pts) {
  const payload = bytes.subarray(bytes.readUInt32BE(0) + 8);
  const head = Buffer.alloc(24);
  head.set([1, key || track === 2 ? 1 : 0, track - 1, 24]);
  head.writeBigInt64BE(BigInt(Math.round((pts * 1e6) / (track === 1 ? 15_360 : 48_000))), 4);
  head.writeBigInt64BE(BigInt(Date.now() * 1000), 12);
  head.writeUInt32BE(track === 1 ? 33_333 : 21_333, 20);
  return Buffer.concat([head, payload]);
}

async function answer(show, request, response) {
  const { pathname } = new URL(request.url, 'http://x');
  const parts = pathname.split('/').filter(Boolean);
  if (parts[0] === 'api') {
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const raw = Buffer.concat(chunks);
    let body = {};
    try {
      body = JSON.parse(raw.toString() || '{}');
    } catch {
      body = { bytes: raw.length };
    }
    const token = (request.headers.authorization ?? '').replace('Bearer ', '');
    const [status, reply] = api(show, request.method, parts.slice(2), body, token);
    if (Buffer.isBuffer(reply)) {
      response.writeHead(200, { 'content-type': 'image/png' });
      response.end(reply);
      return;
    }
    response.writeHead(status, {
      'content-type': status < 400 ? 'application/json' : 'application/problem+json',
    });
    response.end(JSON.stringify(reply));
    return;
  }
  const file =
    pages[parts[0]] && parts.length <= 2 ? `${pages[parts[0]]}.html` : normalize(pathname).slice(1);
  const path = join(root, file);
  if (!path.startsWith(root) || !existsSync(path) || !extname(path)) {
    response.writeHead(404, { 'content-type': 'text/plain' });
    response.end('Not here.');
    return;
  }
  response.writeHead(200, {
    'content-type': kinds[extname(path)] ?? 'application/octet-stream',
    'content-security-policy': csp,
  });
  response.end(readFileSync(path));
}

function api(show, method, [head, id, what, which, ...rest], body, token) {
  const [action] = rest;
  const staff = token === OWNER;
  const call = `${method} ${[head, id && '*', what, which && '*', action].filter(Boolean).join('/')}`;
  const lost = (detail) => [404, { type: 'about:blank', title: 'Not found', detail }];
  const frozen = show.windows.find(({ state }) => state === 'open');
  if (head === 'me') {
    if (staff) return [200, { id: 'owner', name: 'Owner', roles: ['owner'] }];
    const name = show.names.get(token);
    return name
      ? [200, { id: `u-${name}`, name, roles: ['chatter'] }]
      : [401, { detail: 'This token is not known.' }];
  }
  if (call === 'POST events/*/qoe') return [200, { everyMs: 10_000 }];
  if (call === 'GET events') {
    return [
      200,
      {
        events: [
          {
            id: 'demo',
            title: 'Spring drop, live from the harbour',
            class: 'commerce',
            phase: show.phase,
            stream: show.stream,
            viewers: 214,
          },
        ],
      },
    ];
  }
  if (head === 'events' && method === 'GET' && id !== 'demo') return lost(`There is no event "${id}".`);
  if (what === 'moderation') {
    const answered = show.moderation.answer(method, [which, ...rest], body);
    if (answered) return answered;
  }
  const answered = show.audience.answer(method, [what, which, ...rest], body, show.names.get(token));
  if (answered) return answered;
  if (head === 'plugins') return plugins(show, call, method, id, frozen);
  switch (call) {
    case 'POST events':
      return [201, body];
    case 'GET events/*':
      return [
        200,
        {
          id: 'demo',
          title: 'Spring drop, live from the harbour',
          class: 'commerce',
          phase: show.phase,
          stream: show.stream,
        },
      ];
    case 'GET events/*/viewers':
      return [200, { watching: 214, chatting: 31 }];
    case 'POST events/*/phase':
      show.phaseIs(body.to);
      return [200, { phase: body.to }];
    case 'POST events/*/sessions': {
      if (/admin|staff/i.test(body.name))
        return [409, { detail: `The name “${body.name}” is kept for the house. Pick another.` }];
      const made = randomUUID();
      show.names.set(made, body.name);
      return [201, { token: made }];
    }
    case 'GET events/*/products':
      return [200, { products: [...show.products.values()] }];
    case 'POST events/*/products': {
      const product = { ...body, left: body.left ?? body.stock };
      show.products.set(product.id, product);
      show.publish('overlay', 'cta.product', product);
      return [201, product];
    }
    case 'DELETE events/*/products/*':
      show.products.delete(which);
      show.publish('overlay', 'cta.product-removed', { id: which });
      return [200, {}];
    case 'POST events/*/cues':
      return [
        201,
        show.cue(body.product, body.seconds ?? 60, {
          headline: body.headline,
          position: body.position,
        }),
      ];
    case 'POST events/*/cues/*/end':
      return [200, show.endCue() ?? {}];
    case 'POST events/*/holds': {
      const product = show.products.get(body.product);
      if (!product || product.left <= 0)
        return [409, { detail: 'All of them are held or sold. Somebody may still let go.' }];
      product.left--;
      show.publish('overlay', 'cta.stock', { product: product.id, left: product.left });
      const hold = {
        id: randomUUID(),
        product: product.id,
        quantity: 1,
        expiresAt: new Date(Date.now() + 600_000).toISOString(),
      };
      show.holds.set(hold.id, hold);
      return [201, hold];
    }
    case 'POST events/*/orders':
      show.publish('ops', 'cta.order', { order: 'V-2048', product: 'lamp' });
      return [201, { id: 'V-2048', hold: body.hold, state: 'paid' }];
    case 'GET events/*/stream-keys':
      return [200, { keys: show.keys, srtPort: 9000, srtEncrypted: true }];
    case 'POST events/*/stream-keys': {
      const role = body.role ?? 'primary';
      const key = { id: `key-${show.keys.length + 1}`, createdAt: new Date().toISOString(), role };
      show.keys.push(key);
      return [201, { ...key, key: 'vk_demo_5rJ2mQ8xTz4LwN7bKe1c' }];
    }
    case 'GET events/*/profile':
      return [200, show.profile.answer()];
    case 'POST events/*/profile':
      return frozen ? refusal(frozen, 'configuration') : show.profile.switchTo(body.profile);
    case 'GET events/*/health':
      return [200, { probes: show.stream.state === 'LIVE' ? probes(show.troubles) : [] }];
    case 'GET events/*/qoe':
      return [200, WATCHING];
    case 'GET events/*/sources':
      return [200, { sources: show.sources ?? [] }];
    case 'PUT events/*/sources/*': {
      const wrong = (body.files ?? []).find((file) => !/\.(mp4|m4v|mov|mkv)$/i.test(file));
      if (wrong) {
        const detail = `Field "files" takes mp4, m4v, mov and mkv files, not ${wrong}.`;
        return [400, { type: 'urn:vitrine:problem:bad-body', detail }];
      }
      const schedule = body.schedule ?? [];
      const file = body.files?.[0] ?? schedule[0]?.files[0];
      const name = body.url ? 'rtmp://server.example.com/live/…' : `"${file}"`;
      const link = {
        state: 'playing',
        why: body.url ? `Gets ${name}.` : `Plays ${name}.`,
        since: new Date().toISOString(),
      };
      const next = schedule[0] && { at: new Date(Date.now() + 3_600_000), files: schedule[0].files };
      const source = {
        id: `r-${which}`,
        role: which,
        name,
        files: body.files ?? [],
        loop: body.loop ?? true,
        schedule,
        next,
        link,
      };
      show.sources = [...(show.sources ?? []).filter(({ role }) => role !== which), source];
      return [200, source];
    }
    case 'DELETE events/*/sources/*':
      show.sources = (show.sources ?? []).filter(({ role }) => role !== which);
      return [200, {}];
    case 'GET events/*/restreams':
      return [200, { restreams: show.restreams ?? [], max: 5 }];
    case 'POST events/*/restreams': {
      if (!/^(rtmps?|srt):\/\//.test(body.url)) {
        return [
          400,
          {
            type: 'urn:vitrine:problem:bad-body',
            detail: 'Field "url" takes rtmp://HOST/APPLICATION or srt://HOST:PORT.',
          },
        ];
      }
      const id = `r-${Date.now()}`;
      const target = {
        id,
        url: body.url,
        key: '…yz',
        label: body.label,
        state: 'sending',
        why: 'Sends the picture.',
        kbps: 2480,
      };
      show.restreams = [...(show.restreams ?? []), target];
      return [201, target];
    }
    case 'DELETE events/*/restreams/*':
      show.restreams = (show.restreams ?? []).filter((target) => target.id !== which);
      return [200, {}];
    case 'DELETE events/*/stream-keys/*':
      show.keys = show.keys.filter((key) => key.id !== which);
      return [200, {}];
    case 'GET events/*/moderation/*':
      return [200, { held: show.held }];
    case 'POST events/*/moderation/*': {
      const { seq, action: verdict } = body;
      const item = show.held.find((one) => one.seq === seq);
      show.held = show.held.filter((one) => one.seq !== seq);
      if (verdict === 'approve' && item) {
        show.publish('mod', 'chat.approved', { target: seq });
        show.publish('chat', 'chat.message', { author: item.author, text: item.text, held: seq });
      } else if (verdict === 'deny') show.publish('mod', 'chat.denied', { target: seq });
      else if (verdict === 'remove') show.publish('chat', 'chat.removed', { target: seq });
      else if (verdict === 'restore') {
        const was = show.logs.get('chat').find((one) => one.seq === seq);
        show.publish('chat', 'chat.restored', { target: seq, ...(was?.body ?? {}) });
      }
      return [200, {}];
    }
    case 'GET events/*/windows':
      return [200, { windows: show.windows }];
    case 'POST events/*/windows': {
      const window = {
        id: randomUUID(),
        title: body.title,
        state: 'open',
        opensAt: new Date().toISOString(),
        closesAt: new Date(Date.now() + body.durationSeconds * 1000).toISOString(),
        freezes: ['configuration', 'plugin', 'event'],
        approvers: ['owner', 'operator'],
        owner: 'Owner',
      };
      show.windows.push(window);
      show.publish('ops', 'guard.window', window);
      return [201, window];
    }
    case 'POST events/*/windows/*/close': {
      const window = show.windows.find((one) => one.id === which);
      window.state = 'closed';
      show.publish('ops', 'guard.window', window);
      return [200, window];
    }
    case 'GET events/*/clips':
      return [200, { clips: show.clips }];
    case 'POST events/*/clips': {
      const clip = { id: randomUUID(), state: 'running', fromMs: 0, toMs: (body.lastSeconds ?? 30) * 1000 };
      show.clips.unshift(clip);
      setTimeout(() => {
        Object.assign(clip, { state: 'ready', url: `/clips/${clip.id}.mp4` });
        show.publish('ops', 'clips.clip', clip);
      }, 1_500);
      return [202, clip];
    }
    case 'GET events/*/log':
      return [200, { records: [...show.logs.values()].flat().sort((a, b) => a.seq - b.seq), next: show.seq }];
    default:
      return lost(`The fake server has no “${call}”.`);
  }
}

function refusal({ title, closesAt }, what) {
  return [
    423,
    {
      type: 'urn:vitrine:frozen',
      title: 'Frozen',
      detail: `The window “${title}” freezes ${what === 'plugins' ? 'plugin changes' : what} until it closes.`,
      rule: `window.freeze.${what}`,
      until: closesAt,
      approvers: ['Owner', 'Operator on duty'],
    },
  ];
}

function plugins(show, call, method, id, frozen) {
  if (call === 'GET plugins') return [200, { plugins: show.plugins }];
  if (call === 'GET plugins/*/why') {
    return [
      200,
      {
        id,
        state: 'failed',
        why: 'Its start took longer than 5 s, twice. The version before serves in its place.',
      },
    ];
  }
  if (method !== 'GET' && frozen) {
    return refusal(frozen, 'plugins');
  }
  if (method === 'DELETE') {
    show.plugins = show.plugins.filter((plugin) => plugin.id !== id);
    return [200, {}];
  }
  const plugin = show.plugins.find((one) => one.id === (id ?? 'example-hello'));
  if (plugin?.previous) [plugin.version, plugin.previous] = [plugin.previous, plugin.version];
  if (plugin) plugin.state = 'active';
  return [200, plugin ?? { id: 'example-hello', version: '0.3.0', state: 'active' }];
}

function send(ws, reply) {
  ws.send(JSON.stringify(reply));
}

/** A little life for the pictures. */
export function chatter(show) {
  const lines = [
    ['Mara', 'Good evening from Lisbon!'],
    ['Jonas', 'The brass one is lovely. Is it dimmable?'],
    ['Ines', 'Just in time, hello everyone'],
    ['Kofi', 'That light on the water…'],
    ['Yuki', 'How tall is it with the shade on?'],
    ['Beatriz', 'I bought the bowl last time, it is even better in the hand'],
    ['Oskar', 'Does the throw come in a larger size?'],
    ['Amina', 'First time here. Very calm, I like it'],
    ['Tom', 'Can you show the switch once more?'],
    ['Noor', 'Delivery to Norway?'],
  ];
  for (const [name, text] of lines) show.say(name, text);
  const question = show.seq - 8;
  show.publish('chat', 'chat.message', {
    author: { id: 'owner', name: 'Studio', staff: true },
    text: 'Yes, from 5 to 100 %. The dimmer sits in the base.',
    replyTo: question,
  });
  show.say('Jonas', 'Perfect, thank you');
}

if (process.argv[1] === new URL(import.meta.url).pathname) {
  const { url, show } = await start({ port: Number(process.env.PORT ?? 5180) });
  chatter(show);
  show.timers.push(
    setInterval(() => show.say('Rui', `It is ${new Date().toLocaleTimeString()} here`), 7_000),
  );
  console.log(`${url}/watch/demo   ${url}/console (token: ${OWNER})`);
}
