#!/usr/bin/env bash
# Playwright 1.65.1: `page.unroute` sends a request that the page has aborted, if a route held it back until then.
#
# Guess: a request that a route holds back and that the page then aborts never reaches the server, whatever is
#   called after the abort.
# Seen: with `unroute` called after abort(), some of 60 requests reach the server, with their bodies, although each
#   is reported as `requestfailed`. If `requestfailed` is awaited before `unroute`, none does.
#   Without a route, Playwright ends the interception, and Chromium continues what it holds before it has heard of
#   the abort.
# Here: a test that cancels an upload failed once in a while: tools/page-tests/test/test-uploads.ts.
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
import { chromium } from 'playwright-core';

const TRIES = 60;
let postCount = 0;
const server = createServer((request, response) => {
  if (request.method === 'POST') postCount += 1;
  request.resume();
  response.end('<p>A page');
}).listen(0, '127.0.0.1');
await once(server, 'listening');
const url = `http://127.0.0.1:${server.address().port}/`;
const executablePath = process.env.CHROMIUM_PATH;
const browser = await chromium.launch({ executablePath, chromiumSandbox: process.getuid() !== 0 });
const page = await browser.newPage();
await page.goto(url);

/** Aborts requests that are held back, and returns how many reached the server. */
async function sentAfterAbort(isFailureAwaited) {
  postCount = 0;
  let failedCount = 0;
  for (let count = 0; count < TRIES; count += 1) {
    await page.route('**/held', () => undefined);
    const held = page.waitForRequest('**/held');
    await page.evaluate(() => {
      globalThis.upload = new XMLHttpRequest();
      upload.open('POST', '/held');
      upload.send('a body');
    });
    await held;
    const failed = page.waitForEvent('requestfailed').then(() => (failedCount += 1));
    const aborted = page.evaluate(() => upload.abort());
    if (isFailureAwaited) await failed;
    await Promise.all([aborted, page.unroute('**/held'), failed]);
  }
  return { sent: postCount, failed: failedCount };
}

const early = await sentAfterAbort(false);
const late = await sentAfterAbort(true);
console.log(`Playwright 1.65.1, Chromium ${browser.version()}`);
console.log(`unroute after abort():        ${early.sent} of ${TRIES} sent, ${early.failed} failed`);
console.log(`unroute after requestfailed:  ${late.sent} of ${TRIES} sent, ${late.failed} failed`);
await browser.close();
server.close();
process.exit(early.sent > 0 && early.failed === TRIES && late.sent === 0 ? 0 : 1);
JS
node try.mjs
