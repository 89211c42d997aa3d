// Takes pictures of the pages, light and dark, at four widths, from the fake server; and runs axe over each.
// node dev/shots.mjs OUT [name-part]
import { mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { TROUBLES } from './fake-health.mjs';
import { chatter, start } from './fake-server.mjs';

const out = process.argv[2] ?? '/tmp/vitrine-shots';
const only = process.argv[3] ?? '';
mkdirSync(out, { recursive: true });
const axePath = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
const sizes = { 320: [320, 640], 768: [768, 1024], 1280: [1280, 800], 1920: [1920, 1080] };

const launch = (policy) =>
  chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      `--autoplay-policy=${policy}`,
    ],
  });
const browser = await launch('no-user-gesture-required');
let strict; // a browser that insists on silence until it is touched, as people's own do

/** name, address, server options, what to do with server and page before the picture is taken */
const stories = [
  ['viewer-live', '/watch/demo', {}, async ({ show }) => chatter(show)],
  [
    'viewer-offer',
    '/watch/demo',
    {},
    async ({ show }, page) => {
      chatter(show);
      await name(page, 'Lena');
      show.cue('lamp', 75, { headline: 'Tonight only' });
      await page.waitForTimeout(1200);
    },
  ],
  [
    'viewer-held',
    '/watch/demo',
    {},
    async ({ show }, page) => {
      chatter(show);
      await name(page, 'Lena');
      await say(page, 'Is it this one? www.lamps.example');
      await page.waitForTimeout(300);
      await say(page, 'damn, sold out already?');
      await page.waitForTimeout(400);
    },
  ],
  [
    'viewer-hold',
    '/watch/demo',
    {},
    async ({ show }, page) => {
      chatter(show);
      show.cue('bowl', 60, { headline: 'Last of the first firing' });
      await page.waitForTimeout(900);
      const popup = page.waitForEvent('popup').catch(() => undefined);
      await page.getByRole('button', { name: 'Buy now' }).click();
      await (await popup)?.close();
      await page.waitForTimeout(500);
    },
  ],
  [
    'viewer-soldout',
    '/watch/demo',
    {},
    async ({ show }, page) => {
      chatter(show);
      show.products.get('bowl').left = 0;
      show.cue('bowl', 60);
      await page.waitForTimeout(900);
    },
  ],
  ['viewer-before', '/watch/demo', { picture: false, phase: 'ready' }, async () => {}],
  ['viewer-ended', '/watch/demo', { picture: false, phase: 'ended' }, async ({ show }) => chatter(show)],
  [
    'viewer-lost',
    '/watch/demo',
    {},
    async ({ show, media }, page) => {
      chatter(show);
      media.lose();
      show.streamIs('SLATE', 'publisher gone');
      await page.waitForTimeout(1_500);
    },
  ],
  [
    'viewer-stats',
    '/watch/demo',
    {},
    async ({ show }, page) => {
      chatter(show);
      await page.keyboard.press('?');
      await page.waitForTimeout(900);
    },
  ],
  [
    'viewer-mse',
    '/watch/demo?path=mse',
    {},
    async (_server, page) => {
      await page.keyboard.press('?');
      await page.waitForTimeout(900);
    },
  ],
  [
    'viewer-quality',
    '/watch/demo',
    {},
    async ({ show }, page) => {
      chatter(show);
      await page.mouse.move(200, 200);
      await page.getByRole('button', { name: 'Quality' }).click();
      await page.waitForTimeout(400);
    },
  ],
  [
    'viewer-quiet',
    '/watch/demo',
    { insistOnSilence: true },
    async ({ show }, page) => {
      chatter(show);
      await page.getByRole('button', { name: 'Sound on' }).first().waitFor();
    },
  ],
  ['viewer-missing', '/watch/nothing', { picture: false }, async () => {}],
  [
    'shop',
    `/shop/demo?product=lamp&hold=h1&until=${new Date(Date.now() + 581_000).toISOString()}`,
    { picture: false },
    async () => {},
  ],
  [
    'shop-done',
    `/shop/demo?product=lamp&hold=h1&until=${new Date(Date.now() + 581_000).toISOString()}`,
    { picture: false },
    async (_server, page) => {
      await page.getByRole('button', { name: 'Pay (demo)' }).click();
      await page.waitForTimeout(500);
    },
  ],
  ['shop-nothing', '/shop/demo?product=none', { picture: false }, async () => {}],
  [
    'embed',
    '/embed/demo',
    {},
    async ({ show }, page) => {
      show.cue('lamp', 75);
      await page.waitForTimeout(900);
    },
  ],
  [
    'overlay',
    '/overlay/demo',
    {},
    async ({ show }, page) => {
      chatter(show);
      show.cue('lamp', 75, { headline: 'Tonight only' });
      await page.waitForTimeout(900);
    },
  ],
  ['console-signin', '/console', { picture: false }, async () => {}],
  ['console-rundown', '/console', {}, async (server, page) => consoleIn(server, page)],
  ...['Window', 'Plugins', 'Clips', 'Stream', 'Health'].map((tab) => [
    `console-${tab.toLowerCase()}`,
    '/console',
    {},
    async (server, page) => {
      await consoleIn(server, page);
      await page.getByRole('tab', { name: tab, exact: true }).click();
      if (tab === 'Stream') await page.getByRole('button', { name: 'Create a key' }).click();
      if (tab === 'Clips') {
        await page
          .getByRole('button', { name: /Clip the last/ })
          .first()
          .click();
        await page.waitForTimeout(2_000);
      }
      await page.waitForTimeout(700);
    },
  ]),
  [
    'console-frozen',
    '/console',
    {},
    async (server, page) => {
      await consoleIn(server, page);
      await page.getByRole('tab', { name: 'Window', exact: true }).click();
      await page.getByRole('button', { name: 'Open the window' }).click();
      await page.waitForTimeout(600);
    },
  ],
  [
    'console-refused',
    '/console',
    {},
    async (server, page) => {
      await consoleIn(server, page);
      server.show.windows.push({
        id: 'w',
        title: 'Flash sale',
        state: 'open',
        closesAt: new Date(Date.now() + 540_000).toISOString(),
        freezes: ['plugins'],
      });
      await page.getByRole('tab', { name: 'Plugins', exact: true }).click();
      await page.getByRole('button', { name: 'Roll back' }).first().click();
      await page.waitForTimeout(300);
      await page.locator('.answers .danger').click();
      await page.waitForTimeout(600);
    },
  ],
];

const lively = (act) => async (server, page) => {
  chatter(server.show);
  await name(page, 'Lena');
  server.show.audience.lively();
  await act(server, page);
  await page.waitForTimeout(700);
};
stories.push(
  [
    'viewer-poll',
    '/watch/demo',
    {},
    lively(async ({ show }, page) => {
      show.say('Jonas', 'What do you say, @Lena? :lamp:');
      const unfold = page.getByRole('button', { name: /show the poll/i });
      if (await unfold.isVisible()) await unfold.click();
      await page.getByRole('button', { name: 'Night glaze bowl', exact: true }).click();
      show.audience.react([
        { reaction: '❤️', times: 12 },
        { reaction: '👏', times: 30 },
      ]);
    }),
  ],
  [
    'viewer-questions',
    '/watch/demo',
    {},
    lively(async (_server, page) => {
      await page.getByRole('button', { name: /Questions to the show/ }).click();
      await page.waitForTimeout(300);
      await page.getByRole('button', { name: /Vote up, 6/ }).click();
    }),
  ],
  [
    'viewer-emoji',
    '/watch/demo',
    {},
    lively(async ({ show }, page) => {
      show.audience.result(true);
      show.moderation.modes.slowSeconds = 10;
      show.publish('chat', 'moderation.mode-set', show.moderation.modes);
      await page.getByRole('button', { name: 'Emoji', exact: true }).click();
      await page.getByRole('button', { name: 'Smileys' }).click();
      await page.waitForTimeout(1_500);
    }),
  ],
  [
    'viewer-slow',
    '/watch/demo',
    {},
    async ({ show }, page) => {
      chatter(show);
      await name(page, 'Lena');
      show.audience.whispers.push({
        to: 'u-Lena',
        whisper: 1,
        by: 'Studio',
        text: 'Your parcel left this morning.',
      });
      await say(page, 'much too fast');
      await page.waitForTimeout(9_000);
      await say(page, 'still too fast');
      await page.waitForTimeout(600);
    },
  ],
  [
    'viewer-own',
    '/watch/demo',
    {},
    async ({ show }, page) => {
      chatter(show);
      await name(page, 'Lena');
      await say(page, 'Is it this one? www.lamps.example');
      await page.waitForTimeout(400);
      show.tell('Lena', 'chat.own', {
        target: show.held.at(-1).seq,
        state: 'denied',
        reason: 'No links, please',
      });
      await say(page, 'am I alone here?');
      await page.waitForTimeout(300);
      await say(page, 'you idiot');
      await page.getByRole('button', { name: 'Ask to be let back in' }).click();
      show.tell('Lena', 'audience.whispered', {
        text: 'Your parcel left this morning.',
        from: { person: 'o', name: 'Studio' },
      });
      await page.getByRole('button', { name: 'Chat in step with the picture' }).click();
      await page.waitForTimeout(700);
    },
  ],
  [
    'viewer-grace',
    '/watch/demo',
    {},
    async ({ show, media }, page) => {
      chatter(show);
      media.lose();
      show.streamIs('GRACE', 'publisher gone');
      await page.waitForTimeout(1_500);
    },
  ],
  [
    'viewer-offer-ended',
    '/watch/demo',
    {},
    async ({ show }, page) => {
      chatter(show);
      show.cue('lamp', 60, { headline: 'Tonight only' });
      await page.waitForTimeout(900);
      show.endCue();
      await page.waitForTimeout(500);
    },
  ],
  [
    'viewer-full',
    '/watch/demo',
    {},
    async (server, page) => {
      chatter(server.show);
      server.show.full = true;
      for (const [ws] of server.show.sockets)
        ws.close(4013, JSON.stringify({ retryAfterMs: 60_000, position: 312, place: 'p' }));
      await page.waitForTimeout(2_500);
    },
  ],
  [
    'viewer-cut',
    '/watch/demo',
    {},
    async (server, page) => {
      chatter(server.show);
      server.show.full = true;
      for (const [ws] of server.show.sockets) ws.terminate();
      await page.waitForTimeout(4_000);
    },
  ],
  [
    'console-audience',
    '/console',
    {},
    async (server, page) => {
      await consoleIn(server, page);
      server.show.audience.lively();
      await page.getByRole('tab', { name: 'Audience' }).click();
      await page.waitForTimeout(900);
    },
  ],
);
const shift = (act) => async (server, page) => {
  await consoleIn(server, page);
  await act(server, page);
  await page.waitForTimeout(700);
};
stories.push(
  ['console-empty', '/console', {}, async (server, page) => consoleIn(server, page, { calm: true })],
  [
    'console-shield',
    '/console',
    {},
    shift(async ({ show }, page) => {
      show.moderation.shield.reason = 'Raid: 41 alike in 10 s';
      await page.keyboard.press('s');
      await page.getByLabel('Slow').selectOption('10');
      await page.getByRole('button', { name: 'No repeats' }).click();
    }),
  ],
  [
    'console-person',
    '/console',
    {},
    shift(async ({ show }, page) => {
      show.moderation.notes.push({
        user: 'u-Rando',
        at: new Date().toISOString(),
        by: 'Maja',
        text: 'Was fine until the price came up.',
      });
      await page.keyboard.press('k');
      await page.keyboard.press('e');
      await page.getByLabel('Reason').fill('Insults');
    }),
  ],
  [
    'console-sanctioned',
    '/console',
    {},
    shift(async (_server, page) => {
      await page.keyboard.press('k');
      await page.keyboard.press('e');
      await page.getByRole('button', { name: 'Insults' }).click();
      await page.getByRole('button', { name: 'Time out for 10 min' }).click();
    }),
  ],
  [
    'console-ban',
    '/console',
    {},
    shift(async (_server, page) => {
      await page.keyboard.press('k');
      await page.keyboard.press('e');
      await page.getByRole('button', { name: 'Insults' }).click();
      await page.getByRole('button', { name: 'Ban', exact: true }).click();
    }),
  ],
  [
    'console-people',
    '/console',
    {},
    shift(async ({ show }, page) => {
      show.moderation.lived();
      show.moderation.record('noted', { user: 'u-x', text: '' });
      await page.getByRole('tab', { name: 'People' }).click();
      await page.waitForTimeout(500);
      await page.getByRole('checkbox').first().check();
    }),
  ],
  [
    'console-search',
    '/console',
    {},
    shift(async (_server, page) => {
      await page.keyboard.press('/');
      await page.keyboard.type('lamp');
    }),
  ],
  [
    'console-review',
    '/console',
    {},
    shift(async (_server, page) => page.getByRole('button', { name: 'Review', exact: true }).click()),
  ],
  [
    'console-trouble',
    '/console',
    {},
    shift(async ({ show }, page) => {
      show.troubles = TROUBLES;
      show.publish('ops', 'media.health', TROUBLES[0]);
      await page.getByText('There has been no sound').waitFor();
      await page.getByRole('button', { name: 'Show health' }).click();
      await page.getByRole('heading', { name: 'Sound', exact: true }).scrollIntoViewIfNeeded();
    }),
  ],
  [
    'console-stream',
    '/console',
    {},
    shift(async ({ show }, page) => {
      show.sources = [programmes()];
      await page.getByRole('tab', { name: 'Stream' }).click();
      await page.getByRole('heading', { name: 'Fetched source' }).evaluate((it) => it.scrollIntoView());
    }),
  ],
  [
    'console-profile',
    '/console',
    {},
    shift(async (_server, page) => {
      await page.getByRole('tab', { name: 'Stream' }).click();
      await page.getByText('Switch to another profile').click();
      await page.getByRole('heading', { name: 'Media profile' }).evaluate((it) => it.scrollIntoView());
    }),
  ],
  [
    'console-profile-switched',
    '/console',
    {},
    shift(async (_server, page) => {
      await page.getByRole('tab', { name: 'Stream' }).click();
      await page.getByText('Switch to another profile').click();
      await page.getByRole('button', { name: 'Switch to fallback' }).click();
      await page.getByText('The profile is fallback now').waitFor();
    }),
  ],
  [
    'console-profile-refused',
    '/console',
    {},
    shift(async ({ show }, page) => {
      show.windows.push({
        id: 'w',
        title: 'Flash sale',
        state: 'open',
        closesAt: new Date(Date.now() + 540_000).toISOString(),
        freezes: ['configuration'],
      });
      await page.getByRole('tab', { name: 'Stream' }).click();
      await page.getByText('Switch to another profile').click();
      await page.getByRole('button', { name: 'Switch to baseline' }).click();
    }),
  ],
  [
    'console-backup-key',
    '/console',
    {},
    shift(async ({ show }, page) => {
      show.keys.push({ id: 'key-2', createdAt: new Date().toISOString(), role: 'backup' });
      await page.getByRole('tab', { name: 'Stream' }).click();
      await page.getByText('key-2').evaluate((it) => it.scrollIntoView({ block: 'center' }));
    }),
  ],
  [
    'console-backup-key-fresh',
    '/console',
    {},
    shift(async (_server, page) => {
      await page.getByRole('tab', { name: 'Stream' }).click();
      await page.getByRole('button', { name: 'Create a key for a backup encoder' }).click();
      await page.getByText('This is the only time').waitFor();
      await page.getByRole('heading', { name: 'Stream keys' }).evaluate((it) => it.scrollIntoView());
    }),
  ],
  ['console-keys', '/console', {}, shift(async (_server, page) => page.keyboard.press('?'))],
);

let violations = 0;
let taken = 0;
for (const [story, address, options, act] of stories) {
  if (!story.includes(only)) continue;
  for (const [width, [w, h]] of Object.entries(sizes)) {
    if (process.env.WIDTHS && !process.env.WIDTHS.split(',').includes(width)) continue;
    for (const scheme of (process.env.SCHEMES ?? 'dark,light').split(',')) {
      const server = await start(options);
      strict ??= options.insistOnSilence && (await launch('document-user-activation-required'));
      const context = await (options.insistOnSilence ? strict : browser).newContext({
        viewport: { width: w, height: h },
        colorScheme: scheme,
        hasTouch: Number(width) === 320,
        reducedMotion: 'no-preference',
        bypassCSP: false,
      });
      const page = await context.newPage();
      page.setDefaultTimeout(5_000);
      page.on('pageerror', (why) => console.log(`  ! ${story} ${width} ${scheme}: ${why}`));
      page.on('console', (message) => {
        if (['error', 'warning'].includes(message.type()) && !/404|409|423|401|ETag/.test(message.text())) {
          console.log(`  ! ${story} ${width} ${scheme}: ${message.text().slice(0, 300)}`);
        }
      });
      try {
        await page.goto(server.url + address);
        await page.waitForTimeout(options.picture === false ? 500 : 1_600);
        await act(server, page);
        await page.screenshot({ path: join(out, `${story}-${width}-${scheme}.png`) });
        taken++;
        violations += await axe(page, `${story} ${width} ${scheme}`);
      } catch (why) {
        violations++;
        console.log(`  ! ${story} ${width} ${scheme}: ${String(why).slice(0, 500)}`);
        await page.screenshot({ path: join(out, `${story}-${width}-${scheme}.png`) }).catch(() => {});
      }
      await context.close();
      server.close();
    }
  }
}
await browser.close();
await strict?.close?.();
console.log(`${taken} pictures in ${out}, ${violations} troubles`);
process.exit(violations === 0 ? 0 : 1);

async function axe(page, what) {
  const { readFileSync } = await import('node:fs');
  await page.evaluate(readFileSync(axePath, 'utf8')); // evaluated, not a script element: the policy stays as it is
  const found = await page.evaluate(async () => {
    const { violations } = await window.axe.run(document, {
      runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
    });
    return violations.map(({ id, help, nodes }) => ({
      id,
      help,
      nodes: nodes
        .slice(0, 3)
        .map(
          ({ target, failureSummary }) =>
            `${target.flat().join(' ')} — ${failureSummary.split('\n')[1]?.trim()}`,
        ),
    }));
  });
  for (const { id, help, nodes } of found) {
    console.log(`  axe ${what}: ${id} (${help})\n      ${nodes.join('\n      ')}`);
  }
  return found.length;
}

async function name(page, who) {
  await page.getByLabel('Your name in chat').fill(who);
  await page.getByRole('button', { name: 'Join' }).click();
  await page.getByLabel('Message', { exact: true }).waitFor();
}

async function say(page, text) {
  await page.getByLabel('Message', { exact: true }).fill(text);
  await page.getByLabel('Message', { exact: true }).press('Enter');
}

/** A channel by the clock, as the server tells of it. */
function programmes() {
  const at = new Date(Date.now() + 3_600_000).toISOString();
  return {
    id: 'source-1',
    role: 'primary',
    name: 'files',
    files: ['filler.mp4'],
    loop: true,
    schedule: [
      { at, files: ['opening.mp4', 'show.mp4'], loop: false },
      { daily: '09:00', zone: 'Europe/Berlin', files: ['morning.mp4'], loop: true },
    ],
    next: { at, files: ['opening.mp4', 'show.mp4'] },
    link: {
      state: 'playing',
      why: 'Plays "filler.mp4".',
      since: new Date(Date.now() - 900_000).toISOString(),
    },
  };
}

async function consoleIn({ show }, page, { calm = false } = {}) {
  chatter(show);
  await page.getByLabel('Owner token').fill('owner-token');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('tab', { name: 'Rundown' }).waitFor();
  if (calm) return page.waitForTimeout(1_200);
  show.publish('mod', 'chat.blocked', {
    author: { id: 'u-grrr', name: 'grrr', staff: false },
    text: 'go away all of you',
    rule: 'terms/insults',
    category: 'insults',
    level: 3,
    span: [0, 7],
  });
  show.publish('chat', 'chat.removed', { target: show.seq - 4 });
  show.hold('Deal4u', 'Same lamp half price at www.lamps.example', [24, 41]);
  show.hold('Rando', 'you all look like clowns', [17, 23], 'insults');
  return page.waitForTimeout(1_600);
}
