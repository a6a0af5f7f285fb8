import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { text } from 'node:stream/consumers';
import { ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import { expect, test } from 'vitest';
import { startLocalSqs } from '../src/index.ts';
import { runningSqs, sqsClient, temporaryDirectory } from './running-sqs.ts';

test('a waiting receive gets the message when it arrives', async () => {
  const sqs = await runningSqs();
  const queue = sqs.createQueue({ name: 'jobs' });
  const receive = new ReceiveMessageCommand({ QueueUrl: queue.url, WaitTimeSeconds: 20 });
  const received = sqsClient(sqs.endpoint).send(receive);
  queue.send('late');
  expect((await received).Messages?.[0]?.Body).toBe('late');
});

test('a waiting receive gets a message that becomes visible while it checks', async () => {
  const clock = { nowMs: 1_764_000_000_000 };
  // The clock advances by one millisecond with each call.
  const sqs = await runningSqs({ now: () => (clock.nowMs += 1) });
  const queue = sqs.createQueue({ name: 'jobs' });
  queue.send('soon');
  await queue.receive({ visibilityTimeoutMs: 2 });
  const [message] = await queue.receive({ waitMs: Infinity });
  expect(message?.body).toBe('soon');
});

test('a waiting receive gets a message whose visibility timeout ends', async () => {
  const sqs = await runningSqs();
  const queue = sqs.createQueue({ name: 'jobs' });
  queue.send('held');
  await queue.receive({ visibilityTimeoutMs: 30 });
  expect(await queue.receive({ waitMs: 10_000 })).toMatchObject([
    { body: 'held', receiveCount: 2 },
  ]);
});

test('one of many waiting receives gets the message, and the others keep waiting', async () => {
  const sqs = await runningSqs();
  const queue = sqs.createQueue({ name: 'jobs' });
  const stop = new AbortController();
  const receives = Array.from({ length: 5 }, () =>
    queue.receive({ waitMs: 10_000, signal: stop.signal }),
  );
  queue.send('only one');
  await Promise.race(receives);
  stop.abort();
  const batches = await Promise.all(receives);
  expect(batches.flat().map(({ body }) => body)).toEqual(['only one']);
});

test('a disconnected client receives no message', async () => {
  const sqs = await runningSqs();
  const queue = sqs.createQueue({ name: 'jobs' });
  const client = sqsClient(sqs.endpoint);
  const leave = new AbortController();
  const received = client.send(
    new ReceiveMessageCommand({ QueueUrl: queue.url, WaitTimeSeconds: 20 }),
    { abortSignal: leave.signal },
  );
  leave.abort();
  await expect(received).rejects.toThrow(/abort/i);
  const taken = queue.receive({ waitMs: 10_000 });
  queue.send('for a connected client');
  expect(await taken).toMatchObject([{ body: 'for a connected client', receiveCount: 1 }]);
});

test('closing ends the waiting receives without messages', async () => {
  const sqs = await startLocalSqs({ directory: temporaryDirectory(), port: 0 });
  const queue = sqs.createQueue({ name: 'jobs' });
  const call = request(sqs.endpoint, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': 'AmazonSQS.ReceiveMessage',
      connection: 'keep-alive',
      // The status 100 shows that the request has reached the server.
      expect: '100-continue',
    },
  });
  call.flushHeaders();
  await once(call, 'continue');
  call.end(JSON.stringify({ QueueUrl: queue.url, WaitTimeSeconds: 20 }));
  const answered = once(call, 'response') as Promise<[IncomingMessage]>;
  await sqs.close();
  const [response] = await answered;
  expect(await text(response)).toBe('{}');
});
