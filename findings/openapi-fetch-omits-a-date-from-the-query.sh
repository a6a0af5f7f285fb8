#!/usr/bin/env bash
# openapi-fetch 0.17.0: a Date as a query parameter is left out, and no error is raised.
#
# Guess: a Date becomes its ISO text, as in JSON.stringify, or is rejected.
# Seen: `from: new Date(0)` leaves an empty place between two ampersands. The server answers without the filter,
#   so that a request for one day returns, or with another method changes, all of them. A Date in a path becomes
#   nothing as well.
# Here: packages/api-client throws a TypeError for such a parameter; `create-miniatura-client.test.ts` covers it.
# Needs: npm, Node 22 or newer.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund openapi-fetch@0.17.0 >/dev/null

cat >probe.mjs <<'PROBE'
import createClient from 'openapi-fetch';

const urls = [];
const client = createClient({
  baseUrl: 'http://localhost',
  fetch: async ({ url }) => {
    urls.push(url.slice('http://localhost'.length));
    return Response.json({});
  },
});
const query = { status: 'new', from: new Date(0), limit: 5 };
await client.GET('/images', { params: { query } });
await client.GET('/days/{day}', { params: { path: { day: new Date(0) } } });
console.log(urls.join('  '));
process.exitCode = urls[0] === '/images?status=new&&limit=5' && urls[1] === '/days/' ? 0 : 1;
PROBE

echo 'openapi-fetch 0.17.0'
node probe.mjs
