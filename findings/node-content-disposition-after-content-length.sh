#!/usr/bin/env bash
# Node 24.21.0, `node:http`, the headers of an answer.
# Guess: a header value within ISO-8859-1 is sent byte for byte, wherever it stands among the headers.
# Seen: a Content-Disposition that follows Content-Length is decoded as UTF-8 first. Bytes that are
# UTF-8 leave as other bytes, and `writeHead` throws for bytes that are not, and for most of UTF-8.
# The product sends Content-Length last; packages/stand-ins/local-s3/test/header-values.test.ts shows it.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund node@24.21.0 >/dev/null
node=node_modules/.bin/node

cat >probe.mjs <<'JS'
import { createServer, request } from 'node:http';

/** The bytes that arrive, in hexadecimal, or the code of what `writeHead` throws. */
const send = (headers) =>
  new Promise((resolve) => {
    const server = createServer((_, response) => {
      try {
        response.writeHead(200, headers).end(Buffer.from('x'));
      } catch (error) {
        resolve(error.code);
        response.destroy();
      }
    });
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      const asked = request({ port, host: '127.0.0.1', agent: false }, (answer) => {
        answer.resume();
        const value = answer.headers['content-disposition'];
        resolve(Buffer.from(value, 'latin1').toString('hex'));
      });
      asked.on('error', () => undefined);
      asked.on('close', () => server.close());
      asked.end();
    });
  });

const length = { 'content-length': 1 };
const cases = {
  'ISO-8859-1 (fc)': 'ü',
  'UTF-8 (c3bc)': Buffer.from('ü').toString('latin1'),
  'UTF-8 (e78cab)': Buffer.from('猫').toString('latin1'),
};
const seen = [];
for (const [name, value] of Object.entries(cases)) {
  const before = await send({ 'content-disposition': value, ...length });
  const after = await send({ ...length, 'content-disposition': value });
  console.log(`${name}: before Content-Length ${before}, after it ${after}`);
  seen.push(before, after);
}
const expected = 'fc ERR_INVALID_CHAR c3bc fc e78cab ERR_INVALID_CHAR';
process.exit(seen.join(' ') === expected ? 0 : 1);
JS

echo "Node $("$node" --version)"
echo "Expected guess: the bytes of the value arrive, wherever the header stands."
echo "Seen:"
"$node" probe.mjs
