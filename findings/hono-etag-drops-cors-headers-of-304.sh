#!/usr/bin/env bash
# hono 4.13.19: etag removes the CORS headers of an answer that it turns into 304.
#
# Guess: a 304 has the headers that cors has set, as the answer with 200 has.
# Seen: only the headers that RFC 9110 names for a 304 are left. A page of another origin that sends
#   If-None-Match itself gets the answer with 200, and is denied the one with 304.
# Here: the API names its CORS headers in `retainedHeaders`; apps/api/test/images.test.ts asks again
#   from another origin.
# Needs: npm, Node 22 or newer.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund hono@4.13.19 >/dev/null

cat >probe.mjs <<'PROBE'
import { Hono } from 'hono';
import { cors } from 'hono/cors';
import { etag } from 'hono/etag';

const app = new Hono();
app.use(cors({ origin: 'https://page.example' }), etag());
app.get('/', (c) => c.text('a list'));

const ask = (headers) =>
  app.request('/', { headers: { origin: 'https://page.example', ...headers } });
const tell = ({ status, headers }) => `${status} ${headers.get('access-control-allow-origin')}`;
const first = await ask({});
const second = await ask({ 'if-none-match': first.headers.get('etag') });
console.log(`${tell(first)}, then ${tell(second)}`);
PROBE

echo "hono 4.13.19, node $(node --version)"
seen=$(node probe.mjs)
echo "status and allowed origin: $seen"
[ "$seen" = '200 https://page.example, then 304 null' ]
