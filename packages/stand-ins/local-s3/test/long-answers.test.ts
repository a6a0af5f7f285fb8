import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import type { S3Response } from '../src/operation.ts';
import { sendSlowly } from '../src/send-response.ts';

/** A server whose only operation ends when the test says so. */
async function startSlowServer() {
  let finish = (_response: S3Response): void => undefined;
  const outcome = new Promise<S3Response>((resolve) => {
    finish = resolve;
  });
  const server = createServer((message: IncomingMessage, response: ServerResponse) => {
    void sendSlowly(message, response, { 'x-amz-request-id': 'id' }, outcome, 5);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, finish };
}

const DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n';

test.for([
  [200, '<CompleteMultipartUploadResult/>'],
  [412, '<Error><Code>PreconditionFailed</Code></Error>'],
] as const)('a long operation that ends with %i sends whitespace before', async ([status, xml]) => {
  const { url, finish } = await startSlowServer();
  const response = await fetch(url);
  expect(response.status).toBe(200);
  expect(response.headers.get('x-amz-request-id')).toBe('id');
  const reader = response.body?.getReader() as ReadableStreamDefaultReader<Uint8Array>;
  const decoder = new TextDecoder();
  let text = '';
  while (text.length < DECLARATION.length + 3) text += decoder.decode((await reader.read()).value);
  expect(text.slice(DECLARATION.length).trim()).toBe('');
  finish({ status, body: DECLARATION + xml });
  for (let next = await reader.read(); !next.done; next = await reader.read()) {
    text += decoder.decode(next.value);
  }
  expect(text).toMatch(new RegExp(`^<\\?xml [^>]+>\\s+${xml}$`));
});

test('an operation that ends immediately has its own status', async () => {
  const { url, finish } = await startSlowServer();
  finish({ status: 412, body: `${DECLARATION}<Error/>` });
  const response = await fetch(url);
  expect([response.status, await response.text()]).toEqual([412, `${DECLARATION}<Error/>`]);
});
