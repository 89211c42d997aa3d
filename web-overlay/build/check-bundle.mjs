// Holds the size budgets and the promise that a page asks no other origin for anything. Prints what it measured.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

const web = 'target/web';
const budgetsKb = { viewer: 120, embed: 120, overlay: 120, shop: 120, console: 350, login: 120 };
const problems = [];

for (const [page, budgetKb] of Object.entries(budgetsKb)) {
  const file = join(web, `${page}.html`);
  if (!existsSync(file)) {
    problems.push(`${page}.html was not built`);
    continue;
  }
  const html = readFileSync(file, 'utf8');
  if (/<script(?![^>]*\bsrc=)|<style|\sstyle=|\son[a-z]+=/i.test(html)) {
    problems.push(`${page}.html has an inline script or style, which its Content-Security-Policy forbids`);
  }
  const scripts = new Set();
  for (const [, path] of html.matchAll(/(?:src|href)="(\/assets\/[^"]+\.js)"/g)) {
    collect(path.slice(1), scripts);
  }
  let bytes = 0;
  for (const path of scripts) {
    bytes += gzipSync(readFileSync(join(web, path)), { level: 9 }).length;
  }
  const kb = bytes / 1024;
  console.log(
    `${page.padEnd(8)} ${kb.toFixed(1).padStart(6)} KB of script compressed, budget ${budgetKb} KB`,
  );
  if (kb > budgetKb) {
    problems.push(`${page} has ${kb.toFixed(1)} KB of script compressed; its budget is ${budgetKb} KB`);
  }
}

const foreign = /(?:src|href|url)\s*[=(:]\s*["'(]?\s*(?:https?:)?\/\/(?!www\.w3\.org)/i;
for (const name of readdirSync(join(web, 'assets'))) {
  if (/\.(css|html)$/.test(name) && foreign.test(readFileSync(join(web, 'assets', name), 'utf8'))) {
    problems.push(`assets/${name} names another origin`);
  }
}

for (const problem of problems) {
  console.error(`web-overlay: ${problem}.`);
}
process.exit(problems.length === 0 ? 0 : 1);

/** A script and, statically, all it imports. */
function collect(path, into) {
  if (into.has(path)) {
    return;
  }
  into.add(path);
  const text = readFileSync(join(web, path), 'utf8');
  for (const [, name] of text.matchAll(/(?:from|import)\s*["']\.\/([^"']+\.js)["']/g)) {
    collect(join('assets', name), into);
  }
}
