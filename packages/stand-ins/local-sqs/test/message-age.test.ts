import { expect, test } from 'vitest';
import { runningSqs } from './running-sqs.ts';

const MINUTE_MS = 60_000;

test('messages older than the retention period are deleted, also from a dead-letter queue', async () => {
  let nowMs = Date.UTC(2030, 0, 1);
  const sqs = await runningSqs({ now: () => nowMs });
  const dead = sqs.createQueue({ name: 'dead', attributes: { MessageRetentionPeriod: '120' } });
  const queue = sqs.createQueue({
    name: 'jobs',
    attributes: {
      MessageRetentionPeriod: '60',
      RedrivePolicy: JSON.stringify({ deadLetterTargetArn: dead.arn, maxReceiveCount: 1 }),
    },
  });
  queue.send('poison');
  await queue.receive({ visibilityTimeoutMs: 0 });
  expect(await queue.receive()).toEqual([]);
  queue.send('old');
  nowMs += MINUTE_MS;
  queue.send('young');
  expect(await queue.receive({ maxNumberOfMessages: 10 })).toMatchObject([{ body: 'young' }]);
  expect(dead.counts().visible).toBe(1);
  nowMs += MINUTE_MS;
  expect(dead.counts().visible).toBe(0);
});

test('a delayed message can be received when its delay has ended', async () => {
  let nowMs = Date.UTC(2030, 0, 1);
  const sqs = await runningSqs({ now: () => nowMs });
  const queue = sqs.createQueue({ name: 'jobs', attributes: { DelaySeconds: '60' } });
  queue.send('by the queue');
  queue.send('by itself', { delaySeconds: 10 });
  expect(queue.counts()).toEqual({ visible: 0, inFlight: 0, delayed: 2 });
  nowMs += 10_000;
  expect(await queue.receive({ maxNumberOfMessages: 10 })).toMatchObject([{ body: 'by itself' }]);
  nowMs += 50_000;
  const bodies = (await queue.receive({ maxNumberOfMessages: 10 })).map(({ body }) => body);
  expect(bodies).toEqual(['by itself', 'by the queue']);
});
