#!/usr/bin/env bash
# hono 4.13.19: the response of `onError` gets the ETag of the response that it replaces.
#
# Guess: when middleware throws after `next()`, the client gets the response of `onError` with the headers of that
#   response only, because the handler returns a new `Response`.
# Seen: hono adds the headers of the replaced response that the new one does not have: ETag and
#   Content-Disposition of a CSV file are now those of a problem with status 406. A cache or a client that stores the
#   ETag takes the problem for the file.
# Here: apps/api removes the headers of the content in `onError`; http.test.ts, "A response that is not accepted".
# Needs: npm, Node 22 or newer.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --no-audit --no-fund --silent hono@4.13.19
cat >show.mjs <<'JS'
import { Hono } from 'hono';
import { etag } from 'hono/etag';
import { HTTPException } from 'hono/http-exception';

const app = new Hono();
app.onError((error) => new Response('not acceptable', { status: error.status }));
app.use(async (c, next) => {
  await next();
  if (c.req.header('accept') === 'text/html') throw new HTTPException(406);
});
app.use(etag());
app.get('/', (c) => c.body('a,b\r\n', 200, { 'content-disposition': 'attachment; filename="a.csv"' }));

const shown = async (accept) => {
  const { status, headers } = await app.request('/', { headers: { accept } });
  return [status, headers.get('etag'), headers.get('content-disposition')];
};
const [file, problem] = [await shown('text/csv'), await shown('text/html')];
console.log('hono 4.13.19', { file, problem });
const isKept = problem[0] === 406 && problem[1] !== null && problem[1] === file[1] && problem[2] === file[2];
process.exit(isKept ? 0 : 1);
JS
node show.mjs
