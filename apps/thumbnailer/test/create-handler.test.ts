import { firstCalls } from '@miniatura/local-rekognition';
import type { Metadata } from '@miniatura/metadata';
import { sqsEvent } from '@miniatura/test-support/sqs-event';
import { afterEach, describe, expect, test } from 'vitest';
import { drawImage } from './draw-image.ts';
import {
  ORIGINALS,
  type RunningThumbnailer,
  startThumbnailer,
  THUMBNAILS,
} from './start-thumbnailer.ts';

let running: RunningThumbnailer;
afterEach(() => running.stop());

const find = (key: string) => running.metadata.findImageByKey(ORIGINALS, key);
function failedAlone(...ids: readonly string[]) {
  return {
    batchItemFailures: ids.map((itemIdentifier) => ({ itemIdentifier })),
  };
}

describe('A batch', () => {
  test('fails for its invalid messages only, and counts the outcomes', async () => {
    running = await startThumbnailer();
    await running.put('cat.jpg', await drawImage());
    await running.put('notes.txt', 'words');
    const [cat, notes] = await running.takeMessages(2);
    const response = await running.handle(['hello', cat, '{}', notes, { Event: 's3:TestEvent' }]);
    expect(response).toEqual(failedAlone('message-0', 'message-2'));
    expect(await find('cat.jpg')).toMatchObject({ status: 'processed' });
    expect(await find('notes.txt')).toMatchObject({ status: 'rejected' });
    expect(running.counted).toMatchObject([{ processed: 1, rejected: 1, failed: 2, stale: 0 }]);
    const errors = running.logged.filter(({ message }) => message === 'Message failed');
    expect(errors.map(({ messageId }) => messageId)).toEqual(['message-0', 'message-2']);
  });

  test.each([
    ['the metadata', 'findImageByKey'],
    ['the ledger of duplicates', 'findAnalysedBySha256'],
    ['the record', 'recordProcessed'],
  ] as const)('acknowledges nothing on a programming error in %s', async (_, method) => {
    running = await startThumbnailer();
    await running.put('cat.jpg', await drawImage());
    await running.put('dog.jpg', await drawImage({ width: 321 }));
    const metadata: Metadata = {
      ...running.metadata,
      [method]: () => {
        throw new TypeError("Cannot read properties of undefined (reading 'seq')");
      },
    };
    const messages = await running.takeMessages(2);
    const { batchItemFailures } = await running.handlerWith({ metadata })(sqsEvent(messages));
    const failed = batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
    expect(failed.toSorted()).toEqual(['message-0', 'message-1']);
    expect(await running.handle(messages)).toEqual(failedAlone());
    expect(await find('dog.jpg')).toMatchObject({ status: 'processed' });
  });

  test('acknowledges nothing on a programming error in the renditions', async () => {
    running = await startThumbnailer();
    await running.put('cat.jpg', await drawImage());
    const messages = await running.takeMessages(1);
    const handle = running.handlerWith({}, { renditions: undefined as never });
    expect(await handle(sqsEvent(messages))).toEqual(failedAlone('message-0'));
    expect(await find('cat.jpg')).toBeNull();
  });

  test('fails for an event of the bucket that the thumbnailer writes to', async () => {
    running = await startThumbnailer();
    await running.put('cat.jpg', await drawImage());
    const text = JSON.stringify(await running.takeMessages(1));
    const own = JSON.parse(text.replace(`"name":"${ORIGINALS}"`, `"name":"${THUMBNAILS}"`));
    expect(await running.handle(own)).toEqual(failedAlone('message-0'));
    expect(running.logged.at(-1)).toMatchObject({ error: { code: 'own-output' } });
  });

  test('processes all its images concurrently', async () => {
    running = await startThumbnailer();
    for (const width of [641, 642, 643, 644]) {
      await running.put(`${width}.jpg`, await drawImage({ width }));
    }
    const everybody = Promise.withResolvers<void>();
    let arrived = 0;
    const metadata: Metadata = {
      ...running.metadata,
      recordProcessed: async (image) => {
        arrived += 1;
        if (arrived === 4) everybody.resolve();
        await everybody.promise;
        return running.metadata.recordProcessed(image);
      },
    };
    const handle = running.handlerWith({ metadata });
    expect(await handle(sqsEvent(await running.takeMessages(4)))).toEqual(failedAlone());
  });
});

describe('A transient error', () => {
  test.each(['ThrottlingException', 'InternalServerError'] as const)(
    'is retried after %s of Rekognition, and then the image is complete',
    async (code) => {
      running = await startThumbnailer({ faults: firstCalls(1, { kind: 'error', code }) });
      await running.put('cat.jpg', await drawImage());
      const messages = await running.takeMessages(1);
      expect(await running.handle(messages)).toEqual(failedAlone('message-0'));
      expect(await find('cat.jpg')).toBeNull();
      expect(await running.handle(messages)).toEqual(failedAlone());
      expect(await find('cat.jpg')).toMatchObject({ status: 'processed', analysisStatus: 'done' });
      expect(await running.thumbnailKeys()).toHaveLength(3);
    },
  );

  test('is retried after a broken connection', async () => {
    running = await startThumbnailer({ faults: firstCalls(1, { kind: 'drop' }) });
    await running.put('cat.jpg', await drawImage());
    const messages = await running.takeMessages(1);
    expect(await running.handle(messages)).toEqual(failedAlone('message-0'));
    expect(await running.handle(messages)).toEqual(failedAlone());
  });

  test('differs from a terminal one: an image that Rekognition rejects is processed without labels', async () => {
    running = await startThumbnailer({
      faults: () => ({ kind: 'error', code: 'InvalidImageFormatException' }),
    });
    await running.put('cat.jpg', await drawImage());
    expect(await running.handle(await running.takeMessages(1))).toEqual(failedAlone());
    const image = await find('cat.jpg');
    expect(image).toMatchObject({ status: 'processed', analysisStatus: 'failed', labels: [] });
    expect(image?.analysisDetail).toMatch(/^InvalidImageFormatException/);
    expect(await running.metadata.db.selectFrom('analysisCall').selectAll().execute()).toEqual([]);
  });

  test('records paid calls in the ledger, even if the other call fails', async () => {
    running = await startThumbnailer({
      faults: ({ operation, index }) =>
        operation === 'DetectModerationLabels' && index < 2
          ? { kind: 'error', code: 'ProvisionedThroughputExceededException' }
          : undefined,
    });
    await running.put('cat.jpg', await drawImage());
    const messages = await running.takeMessages(1);
    await running.handle(messages);
    await running.handle(messages);
    const calls = await running.metadata.db
      .selectFrom('analysisCall')
      .select('operation')
      .orderBy('callId')
      .execute();
    expect(calls.map(({ operation }) => operation).toSorted()).toEqual([
      'DetectLabels',
      'DetectLabels',
      'DetectModerationLabels',
    ]);
  });
});

describe('An attempt that dies between its thumbnails and its row', () => {
  /** A database that fails at the write, as if the process had been killed. */
  const dying = (): Metadata => ({
    ...running.metadata,
    recordProcessed: () => Promise.reject(new Error('killed')),
  });

  test('is completed when the event is delivered again', async () => {
    running = await startThumbnailer();
    await running.put('cat.jpg', await drawImage());
    const messages = await running.takeMessages(1);
    const handle = running.handlerWith({ metadata: dying() });
    expect(await handle(sqsEvent(messages))).toEqual(failedAlone('message-0'));
    expect(await running.thumbnailKeys()).toHaveLength(3);
    await running.handle(messages);
    const image = await find('cat.jpg');
    expect((await running.thumbnailKeys()).toSorted()).toEqual(
      image?.renditions.map(({ key }) => key).toSorted(),
    );
  });

  test.each([
    [
      'replaced by another image',
      async () => running.put('cat.jpg', await drawImage({ width: 300 })),
      3,
    ],
    ['replaced by text', () => running.put('cat.jpg', 'words'), 0],
    ['removed', () => running.remove('cat.jpg'), 0],
  ] as const)(
    'leaves no thumbnails when the object was %s meanwhile',
    async (_, change, thumbnailCount) => {
      running = await startThumbnailer();
      await running.put('cat.jpg', await drawImage());
      const first = await running.takeMessages(1);
      await running.handlerWith({ metadata: dying() })(sqsEvent(first));
      await change();
      await running.handle([...(await running.takeMessages(1)), ...first]);
      await running.handle(first);
      const image = await find('cat.jpg');
      expect((await running.thumbnailKeys()).toSorted()).toEqual(
        image?.renditions.map(({ key }) => key).toSorted(),
      );
      expect(image?.renditions).toHaveLength(thumbnailCount);
    },
  );
});

describe('An attempt that dies between its row and the deletion of the replaced thumbnails', () => {
  test('is completed when the event is delivered again', async () => {
    running = await startThumbnailer();
    await running.put('cat.jpg', await drawImage());
    await running.handle(await running.takeMessages(1));
    await running.put('cat.jpg', await drawImage({ width: 300 }));
    const messages = await running.takeMessages(1);
    let isKilled = false;
    const metadata: Metadata = {
      ...running.metadata,
      recordProcessed: async (image) => {
        await running.metadata.recordProcessed(image);
        isKilled = true;
        throw new Error('killed');
      },
    };
    await running.handlerWith({ metadata })(sqsEvent(messages));
    expect(isKilled).toBe(true);
    expect(await running.thumbnailKeys()).toHaveLength(6);
    await running.handle(messages);
    expect(await running.thumbnailKeys()).toHaveLength(3);
    expect(running.logged.at(-1)).toMatchObject({ outcome: 'repeat' });
  });
});
