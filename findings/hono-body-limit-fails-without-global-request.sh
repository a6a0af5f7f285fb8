#!/usr/bin/env bash
# hono 4.13.19 with @hono/node-server 2.1.8: bodyLimit needs the replaced global Request.
#
# Guess: a chunked body within bodyLimit's limit is taken, also with `overrideGlobalObjects: false`.
# Seen: it is answered with 500. The middleware copies such a request by `new Request(request)`, which
#   the global class cannot do for the adapter's own. A body with a length is not copied.
# Here: the laptop's API lets the adapter replace the global Request.
# Needs: npm, Node 22 or newer.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund hono@4.13.19 @hono/node-server@2.1.8 >/dev/null

cat >probe.mjs <<'PROBE'
import { once } from 'node:events';
import { createAdaptorServer } from '@hono/node-server';
import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';

console.error = () => undefined;
const app = new Hono();
app.use(bodyLimit({ maxSize: 1000 }));
app.put('/', async (c) => c.text(String((await c.req.arrayBuffer()).byteLength)));

async function statuses(overrideGlobalObjects) {
  const server = createAdaptorServer({ fetch: app.fetch, overrideGlobalObjects });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const put = async (body) => {
    const address = `http://127.0.0.1:${server.address().port}/`;
    return (await fetch(address, { method: 'PUT', body, duplex: 'half' })).status;
  };
  const answers = [await put('a body'), await put(new Blob(['a body']).stream())];
  server.closeAllConnections();
  server.close();
  return answers.join(' and ');
}

// First without: what is replaced once stays replaced in the process.
console.log(`without ${await statuses(false)}, with ${await statuses(true)}`);
PROBE

echo "hono 4.13.19, @hono/node-server 2.1.8, node $(node --version)"
seen=$(node probe.mjs)
echo "status with a length and in chunks: $seen the replaced Request"
[ "$seen" = 'without 200 and 500, with 200 and 200' ]
