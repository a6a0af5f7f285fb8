import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { startApi } from './start-api.ts';

const BIN = fileURLToPath(new URL('../src/bin/miniatura.ts', import.meta.url));
const IMAGE = {
  imageId: '0'.repeat(32),
  name: 'cat.jpg',
  status: 'processed',
  rejectionCode: null,
};

type Answer = readonly [status: number, body: object, retryAfter?: string];

/** Answers requests with these answers in turn, and then with the last one. */
function answersOf(answers: readonly Answer[]) {
  let count = 0;
  return (_: IncomingMessage, response: ServerResponse) => {
    const [status = 0, body, retryAfter] = answers[Math.min(count++, answers.length - 1)] ?? [];
    response.statusCode = status;
    if (retryAfter !== undefined) response.setHeader('retry-after', retryAfter);
    return body;
  };
}

/** Runs the command with a server. @returns its lines on stderr and the first one on stdout */
async function watch(...answers: readonly Answer[]) {
  const { apiUrl } = await startApi(answersOf(answers));
  const watching = spawn(process.execPath, [BIN, 'watch', '--api', apiUrl, '--token', 'x']);
  onTestFinished(() => void watching.kill());
  const notes: string[] = [];
  createInterface(watching.stderr).on('line', (line) => notes.push(line));
  const [printed] = (await once(createInterface(watching.stdout), 'line')) as [string];
  return { notes, printed };
}

test.each([
  [
    503,
    { code: 'unavailable', status: 503, detail: 'The database is unavailable', requestId: 'r' },
    'The database is unavailable. Trying again.',
  ],
  [
    429,
    { message: 'Too Many Requests' },
    "The API's gateway answered 429: Too Many Requests. Waiting for 2 s.",
  ],
])('watch continues after an answer with status %i', async (status, body, note) => {
  const { notes, printed } = await watch(
    [200, { images: [] }],
    [status, body, '2'],
    [200, { images: [IMAGE] }],
  );
  expect(printed).toContain('processed  cat.jpg');
  expect(notes.slice(1, 2)).toEqual([note]);
});

test('watch begins after the pause that the answer to its first request asks for', async () => {
  const { notes, printed } = await watch(
    [429, { message: 'Too Many Requests' }, '1'],
    [200, { images: [] }],
    [200, { images: [IMAGE] }],
  );
  expect(printed).toContain('processed  cat.jpg');
  expect(notes).toEqual([
    "The API's gateway answered 429: Too Many Requests. Waiting for 1 s.",
    'Waiting for changes of the newest images. Ctrl-C ends it.',
  ]);
});
