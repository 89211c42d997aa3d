// Builds the pages (or runs their tests) through npm, and does nothing when neither sources nor lock file changed.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  fail(`Node ${process.versions.node} is too old to build web-overlay; install Node 20.19 or newer.`);
}

const task = process.argv[2] ?? 'build';
const sources = [
  'src',
  'public',
  'test',
  'build',
  'package.json',
  'tsconfig.json',
  'vite.config.ts',
  'biome.json',
];
const pages = readdirSync('.').filter((name) => name.endsWith('.html'));
const lock = digest(['package-lock.json']);
const inputs = digest([...sources, ...pages, 'package-lock.json']);

mkdirSync('target', { recursive: true });
if (task === 'build') {
  if (stamped('target/built', inputs) && existsSync('target/web/viewer.html')) {
    process.exit(0);
  }
  install();
  rmSync('target/classes/web', { recursive: true, force: true }); // Maven would keep the assets of former builds
  npm('the pages could not be built', ['run', '--silent', 'build']);
  writeFileSync('target/built', inputs);
} else if (task === 'test') {
  if (stamped('target/tested', inputs)) {
    process.exit(0);
  }
  install();
  npm('the code style check failed; "npm run fix" repairs most of it', ['run', '--silent', 'check']);
  npm('a unit test failed', ['test', '--silent']);
  writeFileSync('target/tested', inputs);
} else {
  fail(`Unknown task "${task}"; it is "build" or "test".`);
}

function install() {
  const stamp = 'node_modules/.installed';
  if (stamped(stamp, lock)) {
    return;
  }
  rmSync(stamp, { force: true });
  npm('the npm packages could not be installed; the first build needs the npm registry', [
    'ci',
    '--ignore-scripts',
    '--no-audit',
    '--no-fund',
    '--loglevel=error',
  ]);
  writeFileSync(stamp, lock);
}

function npm(complaint, args) {
  const ended = spawnSync('npm', args, {
    stdio: 'inherit',
    env: { ...process.env, NO_UPDATE_NOTIFIER: '1' },
  });
  if (ended.status !== 0) {
    fail(`web-overlay: ${complaint}.`);
  }
}

function stamped(file, value) {
  return existsSync(file) && readFileSync(file, 'utf8') === value;
}

function digest(paths) {
  const hash = createHash('sha256');
  for (const path of paths.flatMap(files).sort()) {
    hash.update(path).update('\0').update(readFileSync(path));
  }
  return hash.digest('hex');
}

function files(path) {
  if (!existsSync(path)) {
    return [];
  }
  return statSync(path).isDirectory() ? readdirSync(path).flatMap((name) => files(join(path, name))) : [path];
}

function fail(sentence) {
  console.error(sentence);
  process.exit(1);
}
