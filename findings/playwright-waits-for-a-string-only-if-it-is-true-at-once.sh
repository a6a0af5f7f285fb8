#!/usr/bin/env bash
# Playwright 1.65.1: under a content security policy without 'unsafe-eval', `page.waitForFunction` of a string
# succeeds if the string is true at once, and otherwise throws.
#
# Guess: under `script-src 'self'`, page.evaluate of a string works, and waitForFunction of a string always throws,
#   also if it is true at once. waitForFunction of a function works.
# Seen: a string that is true at once is waited for without an error. One that becomes true later throws an
#   EvalError, because the browser's debugger evaluates only the first try, and the page's own eval the next ones.
#   A slow page thus fails where a fast one passes. Functions work in both cases.
# Here: the script that takes the screenshots of the README polls with a function:
#   tools/page-tests/src/take-screenshots.ts.
# Needs: Chromium on Linux, in the PATH or as CHROMIUM_PATH.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund playwright-core@1.65.1
export CHROMIUM_PATH=${CHROMIUM_PATH:-$(command -v chromium-headless-shell || command -v chromium)}

cat >try.mjs <<'JS'
import { once } from 'node:events';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { chromium } from 'playwright-core';

const server = createServer((_, response) => {
  response.setHeader('content-type', 'text/html');
  response.setHeader('content-security-policy', "script-src 'self'");
  response.end('<p>A page');
}).listen(0, '127.0.0.1');
await once(server, 'listening');
const executablePath = process.env.CHROMIUM_PATH;
const browser = await chromium.launch({ executablePath, chromiumSandbox: process.getuid() !== 0 });
const page = await browser.newPage();
await page.goto(`http://127.0.0.1:${server.address().port}/`);

const outcomeOf = (waiting) => waiting.then(() => 'works', (error) => error.message.match(/\w+Error/)?.[0]);
const wait = (predicate) => outcomeOf(page.waitForFunction(predicate, undefined, { timeout: 5_000 }));
const outcomes = [
  ['evaluate, a string', await outcomeOf(page.evaluate('1 + 1')), 'works'],
  ['a string, true at once', await wait('true'), 'works'],
  ['a string, true at the sixth try', await wait('(window.a = (window.a ?? 0) + 1) > 5'), 'EvalError'],
  ['a function, true at once', await wait(() => true), 'works'],
  ['a function, true at the sixth try', await wait(() => (window.b = (window.b ?? 0) + 1) > 5), 'works'],
];
const { version } = createRequire(import.meta.url)('playwright-core/package.json');
console.log(`Playwright ${version}, Chromium ${browser.version()}`);
for (const [name, outcome] of outcomes) console.log(`${name}: ${outcome}`);
await browser.close();
server.close();
process.exitCode = outcomes.every(([, outcome, seen]) => outcome === seen) ? 0 : 1;
JS
node try.mjs
