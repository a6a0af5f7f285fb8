import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, onTestFinished, test } from 'vitest';
import {
  connectVision,
  parseVisionSettings,
  VisionError,
  type VisionLimits,
} from '../src/index.ts';
import { type Reply, type SeenRequest, serveVision } from '../test-support/serve-vision.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const KEY = 'sk-very-secret';
const SCHEMA = { type: 'object' };
const WAIT = { timeout: 60_000 };

async function running(
  reply: (request: SeenRequest, index: number) => Reply,
  limits: Partial<VisionLimits> = {},
) {
  const served = await serveVision(reply);
  onTestFinished(() => served.close());
  const settings = parseVisionSettings({
    ...{ url: served.url, model: 'llava:7b', isRemoteAllowed: false, apiKey: KEY },
  });
  const vision = connectVision(settings ?? expect.fail(), limits);
  const ask = (schema?: object, signal = new AbortController().signal) => {
    const images = [{ bytes: Buffer.from('bytes'), mediaType: 'image/jpeg' }];
    return vision.ask({ prompt: 'What is this?', images, maxTokens: 99, schema }, signal);
  };
  return { served, vision, ask };
}

function failure(asked: Promise<unknown>): Promise<VisionError> {
  return asked.then(
    () => expect.fail('Expected an error'),
    (error: unknown) => error as VisionError,
  );
}

test('the question and the image are sent as a chat completion, with the key', async () => {
  const { served, vision, ask } = await running(() => 'A dog.');
  expect(await ask()).toEqual({
    ...{ text: 'A dog.', finishReason: 'stop', inputTokens: 321, outputTokens: 12 },
  });
  const [request] = served.seen;
  expect(request).toMatchObject({
    path: '/v1/chat/completions',
    authorization: `Bearer ${KEY}`,
    body: { model: 'llava:7b', stream: false, max_tokens: 99 },
  });
  expect(request?.body.messages[0]?.content).toEqual([
    { type: 'text', text: 'What is this?' },
    { type: 'image_url', image_url: { url: 'data:image/jpeg;base64,Ynl0ZXM=' } },
  ]);
  expect(vision).toMatchObject({ origin: new URL(served.url).origin, isRemote: false });
});

test.each<[string, (request: SeenRequest) => boolean, number]>([
  ['a server without max_tokens', ({ body }) => body.max_tokens === undefined, 2],
  ['a server without schemas', ({ body }) => body.response_format === undefined, 3],
])(
  '%s receives another variant, which is used first from then on',
  async (_, isTaken, requestCount) => {
    const { served, ask } = await running((request) =>
      isTaken(request) ? '{}' : { status: 400, body: 'Unsupported parameter' },
    );
    await ask(SCHEMA);
    expect(served.seen).toHaveLength(requestCount);
    await ask(SCHEMA);
    expect(served.seen).toHaveLength(requestCount + 1);
  },
);

function completion(content: unknown) {
  return (response: { end(body: string): void }) =>
    response.end(JSON.stringify({ choices: [{ message: { content } }] }));
}

test.each<[string, Reply, string]>([
  ['thoughts', '<think>\nA cat? No.\n</think>\n\nA dog.', 'A dog.'],
  [
    'parts',
    completion([
      { type: 'text', text: 'A ' },
      { type: 'text', text: 'dog.' },
    ]),
    'A dog.',
  ],
  ['nothing', completion(null), ''],
])('an answer of %s is read', async (_, reply, text) => {
  const { ask } = await running(() => reply);
  expect(await ask()).toMatchObject({ text });
});

test.each<[string, Reply, string]>([
  ['a failure', { status: 500, body: 'out of memory' }, 'unavailable'],
  ['too many requests', { status: 429 }, 'throttled'],
  ['a wrong key', { status: 401, body: `Incorrect key ${KEY}` }, 'forbidden'],
  ['an unknown model', { status: 404, body: 'model not found' }, 'not-found'],
  ['a question that it rejects', { status: 400, body: `No images, ${KEY}` }, 'rejected'],
  ['a redirect', { status: 307 }, 'rejected'],
  ['no JSON', (response) => response.end('<html>'), 'invalid-answer'],
  ['other JSON', (response) => response.end('{"choices":[]}'), 'invalid-answer'],
  ['a dropped connection', (response) => response.destroy(), 'unavailable'],
  [
    'a truncated answer',
    (response) => {
      response.writeHead(200, { 'content-length': 1000 });
      response.write('{"choices":', () => response.destroy());
    },
    'unavailable',
  ],
  [
    'an endless answer',
    (response) => {
      const write = (): void =>
        void (response.destroyed || response.write('x'.repeat(5000), write));
      write();
    },
    'invalid-answer',
  ],
])('%s is an error that never contains the key', async (_, reply, code) => {
  const { ask } = await running(() => reply, { maxAnswerBytes: 10_000 });
  const error = await failure(ask());
  expect(error).toBeInstanceOf(VisionError);
  expect(error).toMatchObject({ code, message: expect.stringMatching(/^Expected /) });
  expect(error.message).not.toContain(KEY);
});

test('a message contains no control characters of the endpoint', async () => {
  const { ask } = await running(() => ({ status: 500, body: '\u001b[2J\r\n\u009b31m\u202e' }));
  expect((await failure(ask())).message).not.toMatch(/[\p{Cc}\p{Cf}]/u);
});

test('an endpoint that does not listen is unavailable', async () => {
  const { served, ask } = await running(() => 'A dog.');
  await served.close();
  expect(await failure(ask())).toMatchObject({
    code: 'unavailable',
    message: `Expected an answer from ${new URL(served.url).origin} but received ECONNREFUSED`,
  });
});

test('an answer that takes too long times out, and the next question is asked', async () => {
  const { ask } = await running((_, index) => (index === 0 ? () => undefined : 'A dog.'), {
    timeoutMs: 200,
  });
  expect(await failure(ask())).toMatchObject({ code: 'timeout' });
  // A busy machine may take longer than that for an answer, too.
  await expect.poll(() => ask().catch(String), WAIT).toMatchObject({ text: 'A dog.' });
});

test('aborting a question ends the request at the endpoint', async () => {
  const ended = Promise.withResolvers<void>();
  const gone = new AbortController();
  const { ask } = await running(() => (response) => {
    response.on('close', () => ended.resolve());
    gone.abort(new Error('gone'));
  });
  await expect(ask(undefined, gone.signal)).rejects.toThrow('gone');
  await ended.promise;
});

test('at most two questions are asked at a time', async () => {
  const waiting: (() => void)[] = [];
  const { served, ask } = await running(
    () => (response) => waiting.push(() => completion('A dog.')(response)),
  );
  const asked = [ask(), ask(), ask()];
  await expect.poll(() => served.seen.length, WAIT).toBe(2);
  waiting.shift()?.();
  await expect.poll(() => served.seen.length, WAIT).toBe(3);
  for (const proceed of waiting) proceed();
  expect(await Promise.all(asked)).toHaveLength(3);
});

test('requests to this machine do not use a proxy', { timeout: 120_000 }, async () => {
  const { served } = await running(() => 'A dog.');
  const asking = `
    import { connectVision, parseVisionSettings } from './src/index.ts';
    const input = { url: '${served.url}', model: 'llava', isRemoteAllowed: false };
    const question = { prompt: 'What is this?', images: [], maxTokens: 9 };
    const { signal } = new AbortController();
    console.log((await connectVision(parseVisionSettings(input)).ask(question, signal)).text);
  `;
  const proxy = 'http://127.0.0.1:1';
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--input-type=module-typescript', '--eval', asking],
    { cwd: ROOT, env: { NODE_USE_ENV_PROXY: '1', HTTP_PROXY: proxy, http_proxy: proxy } },
  );
  expect(stdout).toBe('A dog.\n');
});
