import { once } from 'node:events';
import { connect as connectHttp2 } from 'node:http2';
import { connect } from 'node:net';
import {
  BedrockRuntimeClient,
  ConverseCommand,
  type ConverseCommandInput,
} from '@aws-sdk/client-bedrock-runtime';
import sharp from 'sharp';
import { expect, onTestFinished, test } from 'vitest';
import {
  BEDROCK_ERRORS,
  BedrockError,
  type BedrockErrorCode,
  firstCalls,
  LOCAL_MODEL_ID,
  type LocalBedrockOptions,
  startLocalBedrock,
} from '../src/index.ts';

async function running(options: Partial<LocalBedrockOptions> & { maxAttempts?: number } = {}) {
  const bedrock = await startLocalBedrock({ port: 0, ...options });
  onTestFinished(() => bedrock.close());
  const client = new BedrockRuntimeClient({
    endpoint: bedrock.endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'any', secretAccessKey: 'any' },
    maxAttempts: options.maxAttempts ?? 1,
  });
  onTestFinished(() => client.destroy());
  const converse = (bytes: Uint8Array, input: Partial<ConverseCommandInput> = {}) =>
    client.send(
      new ConverseCommand({
        modelId: LOCAL_MODEL_ID,
        messages: [
          {
            role: 'user',
            content: [{ text: 'Hi' }, { image: { format: 'png', source: { bytes } } }],
          },
        ],
        ...input,
      }),
    );
  return { bedrock, client, converse };
}

function plain(width: number, height: number, background: string) {
  return sharp({ create: { width, height, channels: 3, background } })
    .png()
    .toBuffer();
}

test.each([
  [300, 200, '#3366cc', 'A landscape picture, mostly blue.'],
  [200, 300, '#fff', 'A bright portrait picture, mostly white.'],
  [100, 100, '#111', 'A dark square picture, mostly black.'],
])('an image of %i × %i in %s is described as: %s', async (width, height, color, text) => {
  const { converse } = await running();
  const { output, stopReason, usage, metrics } = await converse(await plain(width, height, color));
  expect(output?.message).toMatchObject({ role: 'assistant', content: [{ text }] });
  expect(stopReason).toBe('end_turn');
  expect(usage?.totalTokens).toBe((usage?.inputTokens ?? 0) + (usage?.outputTokens ?? 0));
  expect(metrics?.latencyMs).toBeGreaterThanOrEqual(0);
});

test.each<[string, Partial<ConverseCommandInput>, string]>([
  ['another model', { modelId: 'some.model-v1:0' }, 'ResourceNotFoundException'],
  ['no message', { messages: [] }, 'ValidationException'],
  [
    'an unknown role',
    { messages: [{ role: 'robot' as 'user', content: [{ text: 'Hi' }] }] },
    'ValidationException',
  ],
  [
    'an unknown format',
    {
      messages: [
        {
          role: 'user',
          content: [{ image: { format: 'tiff' as 'png', source: { bytes: Buffer.from('x') } } }],
        },
      ],
    },
    'ValidationException',
  ],
])('a request with %s is rejected', async (_, input, name) => {
  const { converse } = await running();
  await expect(converse(await plain(10, 10, '#fff'), input)).rejects.toMatchObject({ name });
});

test('bytes that are not an image are rejected', async () => {
  const { converse } = await running();
  await expect(converse(Buffer.from('words'))).rejects.toMatchObject({
    name: 'ValidationException',
    message: expect.stringContaining('Could not process image'),
  });
});

test.each([
  ['ThrottlingException', 429],
  ['AccessDeniedException', 403],
  ['ModelTimeoutException', 408],
] as const)('a call can be made to fail with %s', async (code, httpStatusCode) => {
  const { converse, bedrock } = await running({ faults: firstCalls(1, { kind: 'error', code }) });
  const image = await plain(10, 10, '#fff');
  await expect(converse(image)).rejects.toMatchObject({
    name: code,
    $metadata: { httpStatusCode },
  });
  expect((await converse(image)).stopReason).toBe('end_turn');
  expect(bedrock.callCount()).toBe(2);
});

test('a call can be dropped or delayed', async () => {
  const { converse, bedrock } = await running({
    faults: ({ index }) => (index === 0 ? { kind: 'drop' } : { kind: 'delay', durationMs: 60_000 }),
  });
  const image = await plain(10, 10, '#fff');
  await expect(converse(image)).rejects.toThrow('http2 request did not get a response');
  const late = converse(image);
  await expect.poll(() => bedrock.callCount(), { timeout: 60_000 }).toBe(2);
  // Closing ends the delay early, and the call is answered.
  await bedrock.close();
  expect((await late).stopReason).toBe('end_turn');
});

test.each<[string, RequestInit, string]>([
  ['a web page', { headers: { origin: 'https://a.example' } }, 'AccessDeniedException'],
  ['a form', { headers: { 'content-type': 'text/plain' } }, 'UnknownOperationException'],
  ['broken JSON', { body: '{' }, 'ValidationException'],
  ['a JSON list', { body: '[]' }, 'ValidationException'],
])('a request of %s is rejected', async (_, { headers, ...init }, code) => {
  const { bedrock } = await running();
  const response = await fetch(`${bedrock.endpoint}/model/${LOCAL_MODEL_ID}/converse`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    ...init,
  });
  expect(response.headers.get('x-amzn-errortype')).toBe(code);
  expect(await response.json()).toMatchObject({ message: expect.stringMatching(/^Expected /) });
  expect(bedrock.callCount()).toBe(0);
});

test('an invalid encoding of the model name and another Host are rejected', async () => {
  const { bedrock } = await running();
  const headers = { 'content-type': 'application/json' };
  const response = await fetch(`${bedrock.endpoint}/model/%ff/converse`, {
    method: 'POST',
    headers,
  });
  expect([response.status, response.headers.get('x-amzn-errortype')]).toEqual([
    400,
    'ValidationException',
  ]);
  const session = connectHttp2(bedrock.endpoint);
  onTestFinished(() => session.destroy());
  const stream = session.request({
    ':method': 'POST',
    ':path': `/model/${LOCAL_MODEL_ID}/converse`,
    ':authority': 'evil.example',
    ...headers,
  });
  const [answer] = await once(stream.end('{}'), 'response');
  expect(answer).toMatchObject({ ':status': 403, 'x-amzn-errortype': 'AccessDeniedException' });
});

test('a connection that ends without data, or is open when the service closes, is closed', async () => {
  const { bedrock } = await running();
  const { hostname, port } = new URL(bedrock.endpoint);
  const connected = async () => {
    const socket = connect({ host: hostname, port: Number(port), allowHalfOpen: true });
    await once(socket, 'connect');
    return socket.resume();
  };
  const ended = await connected();
  await once(ended.end(), 'end');
  const silent = await connected();
  const closed = once(silent, 'end');
  await bedrock.close();
  await closed;
});

test('every error has an HTTP status', () => {
  for (const code of Object.keys(BEDROCK_ERRORS) as BedrockErrorCode[]) {
    expect(new BedrockError(code, 'Expected more.').httpStatus).toBeGreaterThanOrEqual(400);
  }
});
