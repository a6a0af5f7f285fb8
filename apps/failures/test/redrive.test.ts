import type { Queue } from '@miniatura/local-sqs';
import { FAILURE_STATES } from '@miniatura/metadata';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { redriveFailures } from '../src/redrive-failures.ts';
import { notification, type RunningFailures, startFailures, until } from './sqs-fixture.ts';

let running: RunningFailures;
beforeEach(async () => {
  running = await startFailures();
});
afterEach(() => running.stop());

const NOW = '2026-11-21T10:00:00.000Z';

async function park(
  failureId: string,
  body = notification(`${failureId}.jpg`),
  sourceArn?: string,
): Promise<void> {
  await running.failures.recordParked({
    ...{ failureId, messageId: failureId, source: 'thumbnailer', body, receiveCount: 6 },
    ...{ firstSeenAt: NOW, lastSeenAt: NOW, expiresAt: NOW },
  });
  await running.dependencies.parking.send({ body, failureId, sourceArn });
}

async function statesById() {
  return Object.fromEntries(
    (await running.failures.list({ states: FAILURE_STATES, limit: 100 })).map(
      ({ failureId, state }) => [failureId, state],
    ),
  );
}

async function bodiesIn(queue: Queue): Promise<string[]> {
  const messages = await queue.receive({ maxNumberOfMessages: 10, waitMs: 0 });
  return messages.map(({ body }) => body).toSorted();
}

const NOTHING = { redriven: [], solved: [], refusedRecords: [], notFound: [] };

test('Selected messages are redriven and marked, and the others stay parked', async () => {
  for (const id of ['a', 'b', 'c']) await park(id);
  const report = await redriveFailures(['b', 'x'], running.dependencies);
  expect(report).toEqual({ ...NOTHING, redriven: ['b'], notFound: ['x'] });
  expect(await statesById()).toEqual({ a: 'parked', b: 'redriven', c: 'parked' });
  expect(running.parkingQueue.counts()).toEqual({ visible: 2, inFlight: 0, delayed: 0 });
  const [message] = await running.queue.receive({ maxNumberOfMessages: 10, waitMs: 0 });
  expect(message?.body).toBe(notification('b.jpg'));
  expect(message?.messageAttributes['failure-id']).toMatchObject({ StringValue: 'b' });
});

test('A message is redriven to its source queue', async () => {
  const mapping = running.mapHandler();
  for (const queue of [running.queue, running.bulkQueue]) {
    queue.send(notification(`${queue.name}.jpg`));
    // With one attempt allowed, the next receive makes it a dead letter.
    await queue.receive({ visibilityTimeoutMs: 0 });
    await queue.receive();
  }
  await until(() => running.parkingQueue.counts().visible === 2);
  await mapping.stop();
  await park('of an earlier version');
  expect((await redriveFailures('all', running.dependencies)).redriven).toHaveLength(3);
  expect(await bodiesIn(running.bulkQueue)).toEqual([notification('bulk.jpg')]);
  expect(await bodiesIn(running.queue)).toEqual([
    notification('of an earlier version.jpg'),
    notification('thumbnailer.jpg'),
  ]);
});

test('All messages are redriven, however many there are', async () => {
  const ids = Array.from({ length: 35 }, (_, index) => `id-${index}`);
  for (const id of ids) await park(id);
  const { redriven } = await redriveFailures('all', running.dependencies);
  expect(redriven.toSorted()).toEqual(ids.toSorted());
  expect(running.parkingQueue.counts()).toEqual({ visible: 0, inFlight: 0, delayed: 0 });
  expect(running.queue.counts().visible).toBe(35);
  expect(await redriveFailures('all', running.dependencies)).toEqual(NOTHING);
});

test('A message that was parked twice is redriven once', async () => {
  await park('a');
  await park('a');
  const report = await redriveFailures('all', running.dependencies);
  expect(report).toEqual({ ...NOTHING, redriven: ['a'] });
  expect(await bodiesIn(running.queue)).toEqual([notification('a.jpg')]);
  expect(running.parkingQueue.counts().visible).toBe(0);
});

test('A message that was redriven and parked again is redriven until it is solved', async () => {
  await park('a');
  await redriveFailures('all', running.dependencies);
  await running.dependencies.parking.send({
    ...{ body: notification('a.jpg'), failureId: 'a', sourceArn: undefined },
  });
  expect(await redriveFailures('all', running.dependencies)).toMatchObject({ redriven: ['a'] });
  await running.failures.settle('a');
  await running.dependencies.parking.send({
    ...{ body: notification('a.jpg'), failureId: 'a', sourceArn: undefined },
  });
  const report = await redriveFailures('all', running.dependencies);
  expect(report).toEqual({ ...NOTHING, solved: ['a'] });
  expect(running.parkingQueue.counts().visible).toBe(0);
});

test('A rejected record stays parked', async () => {
  const rejected = {
    ...{ refused: 'kafka-record', failureId: 'k', topic: 't', partition: 0, offset: 1 },
    ...{ timestamp: NOW, object: { bucket: 'b', key: 'k' }, code: 'empty', reason: '' },
  };
  await park('k', JSON.stringify(rejected));
  const report = await redriveFailures('all', running.dependencies);
  expect(report).toEqual({ ...NOTHING, refusedRecords: ['k'] });
  expect(running.parkingQueue.counts().visible).toBe(1);
  expect(running.queue.counts().visible).toBe(0);
});

test('When redriving fails, the received messages are visible again', async () => {
  await park('kept');
  await park('wanted');
  const queue = {
    send: async () => {
      throw new Error('The queue is unavailable');
    },
  };
  const redrive = redriveFailures(['wanted'], { ...running.dependencies, queue });
  await expect(redrive).rejects.toThrow('The queue is unavailable');
  expect(running.parkingQueue.counts().visible).toBe(2);
});
