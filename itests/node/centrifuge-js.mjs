// Somebody else's client against a true server: connects, subscribes, publishes, looks back, is told who is there,
// and recovers after a cut. Speaks with the test that started it by lines on standard input and output.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { Centrifuge } from 'centrifuge';
import WebSocket from 'ws';

const [url, proxied, ownerToken, viewerToken] = process.argv.slice(2);
const options = { websocket: WebSocket, minReconnectDelay: 50, maxReconnectDelay: 500 };
const input = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
const say = (line) => console.log(line);
const told = async (word) => assert.equal((await input.next()).value, word);

/** A client with one subscription that keeps what it hears. */
function client(address, token, subscription = {}) {
  const centrifuge = new Centrifuge(address, { ...options, ...(token ? { token } : {}) });
  const chat = centrifuge.newSubscription('chat:foreign', subscription);
  const heard = [];
  const subscribed = [];
  const moves = [];
  const own = [];
  chat.on('publication', ({ offset, data }) => heard.push({ offset, text: data.body?.text }));
  chat.on('subscribed', (context) => subscribed.push(context));
  chat.on('join', ({ info }) => moves.push(`join ${info.user}`));
  chat.on('leave', ({ info }) => moves.push(`leave ${info.user}`));
  centrifuge.on('message', ({ data }) => own.push(data));
  return { centrifuge, chat, heard, subscribed, moves, own };
}

async function until(what, condition) {
  const end = Date.now() + 30_000;
  while (!condition()) {
    assert.ok(Date.now() < end, `waited in vain: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

// Connect and subscribe: as staff, and as a viewer with a name behind the proxy.
const owner = client(url, ownerToken, { joinLeave: true });
owner.chat.subscribe();
owner.centrifuge.connect();
await owner.chat.ready(30_000);
assert.equal(owner.subscribed[0].data.phase, 'live');
assert.equal(owner.subscribed[0].recoverable, true);

const viewer = client(proxied, viewerToken, { recoverable: true });
viewer.chat.subscribe();
viewer.centrifuge.connect();
await viewer.chat.ready(30_000);

// Publish: acknowledged, seen by the other, and a refusal has its code and reason.
await viewer.chat.publish({ text: 'bonjour' });
await until('the message', () => owner.heard.some(({ text }) => text === 'bonjour'));
await until('what became of it', () => viewer.own.some(({ type, body }) => type === 'chat.own' && body.state === 'shown'));
await assert.rejects(viewer.chat.publish({ text: '' }), ({ code, message }) => code === 4000 && message.length > 10);
await assert.rejects(viewer.centrifuge.publish('overlay:foreign', { text: 'x' }), { code: 103 });

// Presence: staff sees everybody and hears who comes, a viewer sees itself and the numbers.
await until('the join', () => owner.moves.some((move) => move.startsWith('join v-')));
const everybody = Object.values((await owner.chat.presence()).clients).map(({ user }) => user);
assert.equal(everybody.length, 2);
const self = Object.values((await viewer.chat.presence()).clients);
assert.equal(self.length, 1);
assert.equal(self[0].connInfo.name, 'Jo');
assert.deepEqual(await viewer.chat.presenceStats(), { numClients: 2, numUsers: 2 });
const history = await viewer.chat.history({ limit: 10, reverse: true });
assert.equal(history.publications[0].data.body.text, 'bonjour');

// Staff channels are not for viewers.
const staffOnly = viewer.centrifuge.newSubscription('mod:foreign');
const refused = once(staffOnly, 'unsubscribed');
staffOnly.subscribe();
assert.equal((await refused)[0].code, 103);

// Recover: cut, miss some, come back with all of them, once, in order.
for (let round = 1; round <= 3; round++) {
  say('cut');
  await told('gone on');
  await until('the recovery', () => viewer.subscribed.length === round + 1 && viewer.heard.length === 1 + round * 10);
  assert.equal(viewer.subscribed.at(-1).wasRecovering, true);
  assert.equal(viewer.subscribed.at(-1).recovered, true);
}
assert.deepEqual(
  viewer.heard.slice(1).map(({ text }) => text),
  Array.from({ length: 30 }, (_, i) => `missed ${i + 1}`),
);
assert.deepEqual(
  viewer.heard.map(({ offset }) => offset),
  Array.from({ length: 31 }, (_, i) => i + 1),
);

// A token that is worthless ends it for good.
const forged = client(url, 'forged');
const over = once(forged.centrifuge, 'disconnected');
forged.centrifuge.connect();
assert.equal((await over)[0].code, 3500);

viewer.centrifuge.disconnect();
await until('the leave', () => owner.moves.some((move) => move.startsWith('leave v-')));
owner.centrifuge.disconnect();
say('done');
process.exit(0);
