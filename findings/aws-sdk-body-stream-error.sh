#!/usr/bin/env bash
# @aws-sdk/client-s3 3.1169.0, PutObject of a stream of a known length that ends with an error.
# Guess before the first run: send() rejects with the stream's error.
# Seen: the error is thrown as an uncaught exception, and send() does not settle.
# The product aborts the request instead: apps/local/test/import.test.ts,
# "A file that changes while it is uploaded is stored whole or not at all".
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund @aws-sdk/client-s3@3.1169.0
cat >run.mjs <<'JS'
import { createServer } from 'node:http';
import { once } from 'node:events';
import { Readable } from 'node:stream';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';

// A server that takes any body and answers when it has it whole.
const server = createServer((request, response) => {
  request.on('error', () => undefined);
  request.resume().once('end', () => response.end());
});
server.listen(0, '127.0.0.1');
await once(server, 'listening');
const s3 = new S3Client({
  endpoint: `http://127.0.0.1:${server.address().port}`,
  region: 'us-east-1',
  forcePathStyle: true,
  credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
});
let uncaught = 'none';
process.on('uncaughtException', (error) => (uncaught = error.message));
const body = Readable.from(
  (async function* () {
    yield Buffer.alloc(1000);
    throw new Error('the disk went away');
  })(),
  { objectMode: false },
);
const command = new PutObjectCommand({ Bucket: 'b', Key: 'k', Body: body, ContentLength: 5000 });
const sent = s3.send(command).then(
  () => 'resolved',
  (error) => `rejected: ${error.message}`,
);
const waited = new Promise((resolve) => setTimeout(resolve, 5000, 'still pending after 5 s'));
console.log(`send: ${await Promise.race([sent, waited])}; uncaught: ${uncaught}`);
process.exit(0);
JS
seen=$(node run.mjs)
echo "@aws-sdk/client-s3 3.1169.0, Node $(node --version)"
echo "expected: send: rejected: the disk went away; uncaught: none"
echo "seen:     $seen"
[ "$seen" = 'send: still pending after 5 s; uncaught: the disk went away' ]
