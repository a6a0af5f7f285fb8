import { firstCalls } from '@miniatura/local-rekognition';
import { FAILURE_STATES, failureLogOf } from '@miniatura/metadata';
import { sqsEvent } from '@miniatura/test-support/sqs-event';
import type { SQSEvent, SQSRecord } from 'aws-lambda';
import { afterEach, describe, expect, test } from 'vitest';
import { drawImage } from './draw-image.ts';
import { type RunningThumbnailer, startThumbnailer } from './start-thumbnailer.ts';

let running: RunningThumbnailer;
afterEach(() => running.stop());

function failures() {
  return failureLogOf(running.metadata.db).list({ states: FAILURE_STATES, limit: 10 });
}

function deliver(body: unknown, receiveCount: number, failureId?: string): SQSEvent {
  const record = sqsEvent([body]).Records[0] as SQSRecord;
  const attributes = { ...record.attributes, ApproximateReceiveCount: String(receiveCount) };
  const attribute = { stringValue: failureId ?? '', dataType: 'String' } as const;
  const messageAttributes = failureId === undefined ? {} : { 'failure-id': attribute };
  return { Records: [{ ...record, attributes, messageAttributes }] };
}

describe('An attempt that fails', () => {
  test('is recorded with its reason, and deleted once the message succeeds', async () => {
    const faults = firstCalls(1, { kind: 'error', code: 'ThrottlingException' });
    running = await startThumbnailer({ faults });
    await running.put('été/cat.jpg', await drawImage());
    const [message] = await running.takeMessages(1);
    await running.handlerWith()(deliver(message, 1));
    expect(await failures()).toMatchObject([
      {
        failureId: 'message-0',
        source: 'thumbnailer',
        state: 'retrying',
        key: 'été/cat.jpg',
        code: 'ThrottlingException',
        reason: expect.stringContaining('ThrottlingException: '),
        receiveCount: 1,
        firstSeenAt: '2025-11-24T16:00:00.000Z',
        expiresAt: '2025-12-01T16:00:00.000Z',
      },
    ]);
    await running.handlerWith()(deliver(message, 2));
    expect(await failures()).toEqual([]);
  });

  test('of an older object expires with the object', async () => {
    running = await startThumbnailer({
      faults: firstCalls(1, { kind: 'error', code: 'ThrottlingException' }),
    });
    await running.put('cat.jpg', await drawImage());
    const [message] = await running.takeMessages(1);
    const body = JSON.stringify(message).replaceAll(
      /("eventTime":)"[^"]+"/g,
      '$1"2025-11-20T16:00:00.000Z"',
    );
    await running.handlerWith()(deliver(body, 1));
    expect(await failures()).toMatchObject([{ expiresAt: '2025-11-27T16:00:00.000Z' }]);
  });

  test('of a redriven message belongs to its first failure, as does its success', async () => {
    running = await startThumbnailer();
    await running.handlerWith()(deliver('not an event', 1, 'first-id'));
    const unreadable = { failureId: 'first-id', code: 'unreadable-message', key: null };
    expect(await failures()).toMatchObject([{ ...unreadable, state: 'retrying' }]);
    await failureLogOf(running.metadata.db).markRedriven('first-id');
    await running.handlerWith()(deliver({ Event: 's3:TestEvent' }, 1, 'first-id'));
    expect(await failures()).toMatchObject([{ failureId: 'first-id', state: 'solved' }]);
  });

  test('is reported and logged even if it cannot be recorded', async () => {
    running = await startThumbnailer();
    await running.metadata.db.schema.dropTable('failure').execute();
    const response = await running.handlerWith()(deliver('not an event', 1));
    expect(response).toEqual({ batchItemFailures: [{ itemIdentifier: 'message-0' }] });
    expect(running.logged.map(({ message }) => message)).toEqual([
      'Message failed',
      'Attempt not recorded',
    ]);
  });
});
