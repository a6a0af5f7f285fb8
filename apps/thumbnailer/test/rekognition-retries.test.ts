import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { DetectLabelsCommand, RekognitionClient } from '@aws-sdk/client-rekognition';
import { afterEach, expect, test, vi } from 'vitest';
import { REKOGNITION_RETRIES } from '../src/analyse-image.ts';

/** As often as Rekognition rejects a call before it answers: more often than the SDK asks by default. */
const REJECTIONS = 3;
let server: Server;

afterEach(() => {
  vi.useRealTimers();
  server.close();
});

/** A mock of Rekognition: no stand-in and no account can be told to throttle. */
async function startThrottling(): Promise<{ readonly endpoint: string; callCount: number }> {
  const seen = { endpoint: '', callCount: 0 };
  server = createServer((request, response) => {
    request.resume();
    seen.callCount += 1;
    const isRejected = seen.callCount <= REJECTIONS;
    response.writeHead(isRejected ? 400 : 200, { 'Content-Type': 'application/x-amz-json-1.1' });
    response.end(
      JSON.stringify(
        isRejected ? { __type: 'ProvisionedThroughputExceededException' } : { Labels: [] },
      ),
    );
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  seen.endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return seen;
}

test('A call that Rekognition throttles is made again, more slowly, until it is answered', async () => {
  const throttling = await startThrottling();
  const client = new RekognitionClient({
    ...REKOGNITION_RETRIES,
    endpoint: throttling.endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local-secret' },
  });
  const command = new DetectLabelsCommand({ Image: { Bytes: new Uint8Array([1]) } });
  // The SDK waits for seconds.
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] });
  let answer: unknown;
  const answered = client.send(command).then((output) => (answer = output));
  while (answer === undefined) await Promise.race([answered, vi.advanceTimersByTimeAsync(10)]);
  expect(answer).toMatchObject({ Labels: [] });
  expect(throttling.callCount).toBe(REJECTIONS + 1);
  client.destroy();
});
