import { expect, test } from 'vitest';
import { changeFeedOf, type EtlBatch, imageIdOf, type Metadata } from '../src/index.ts';
import { describeOnEachEngine } from '../test-support/describe-on-each-engine.ts';
import { purgeImage } from './purge-image.ts';
import { BUCKET, KEY, processedImage, removedImage, sequencer } from './sample-images.ts';
import { useMetadata } from './use-metadata.ts';

const ALL = { maxRows: 1000 };

async function all<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const collected: Item[] = [];
  for await (const item of items) collected.push(item);
  return collected;
}

async function imagesOf(metadata: Metadata, batch: EtlBatch) {
  const pages = await all(changeFeedOf(metadata.db).readImages(batch));
  return {
    current: pages.flatMap((page) => page.current),
    purged: pages.flatMap((page) => page.purged),
  };
}

describeOnEachEngine('Claims', (engine) => {
  const given = useMetadata(engine);
  const feed = () => changeFeedOf(given.metadata.db);

  test('return every change and call once, and then nothing', async () => {
    await given.metadata.recordProcessed(processedImage());
    await given.metadata.recordAnalysisCall({
      imageId: imageIdOf(BUCKET, KEY),
      operation: 'DetectLabels',
      calledAt: '2026-11-21T10:00:00Z',
      outcome: 'done',
      requestUnits: 1,
    });
    const batch = await feed().claimChanges({ batchId: 'b1', ...ALL });
    expect(batch).toMatchObject({ batchId: 'b1', kind: 'changes', changeCount: 2, attempt: 1 });
    expect(await feed().claimChanges({ batchId: 'b2', ...ALL })).toBeNull();
    expect(await feed().findUnfinishedBatch()).toEqual(batch);
    const calls = await all(feed().readCalls(batch!));
    expect(calls.flat()).toMatchObject([{ operation: 'DetectLabels', batchId: 'b1' }]);
  });

  test('return the oldest first, up to the limit', async () => {
    for (const key of ['a', 'b', 'c']) {
      await given.metadata.recordProcessed(processedImage({ key }));
    }
    const keysOf = async (batch: EtlBatch | null) =>
      (await imagesOf(given.metadata, batch!)).current.map(({ row }) => row.objectKey).toSorted();
    expect(await keysOf(await feed().claimChanges({ batchId: '1', maxRows: 2 }))).toEqual([
      'a',
      'b',
    ]);
    expect(await keysOf(await feed().claimChanges({ batchId: '2', maxRows: 2 }))).toEqual(['c']);
  });

  test('return an image with several changes once, in its current state with its parts', async () => {
    await given.metadata.recordProcessed(processedImage());
    await given.metadata.recordProcessed(processedImage({ sequencer: sequencer(2), width: 7 }));
    const batch = await feed().claimChanges({ batchId: 'b1', ...ALL });
    await given.metadata.recordProcessed(processedImage({ sequencer: sequencer(3), width: 8 }));
    const { current, purged } = await imagesOf(given.metadata, batch!);
    expect(purged).toEqual([]);
    expect(current).toMatchObject([
      { row: { width: 8 }, renditionCount: 3, renditionByteCount: 16_640 },
    ]);
    expect(current[0]?.labels.map((label) => label.name).toSorted()).toEqual([
      'Cat',
      'Smoking',
      'Sofa',
    ]);
  });

  test('return images in the order of their ids, by which they are stored, with what is loaded', async () => {
    for (const key of ['a', 'b', 'c', 'd', 'e']) {
      await given.metadata.recordProcessed(processedImage({ key }));
    }
    const batch = await feed().claimChanges({ batchId: 'b1', ...ALL });
    const { current } = await imagesOf(given.metadata, batch!);
    const ids = current.map(({ row }) => row.imageId);
    expect(ids).toEqual(['a', 'b', 'c', 'd', 'e'].map((key) => imageIdOf(BUCKET, key)).toSorted());
    expect(current[0]?.row).not.toHaveProperty('thumbHash');
  });

  test('return the newest version of an image without a row', async () => {
    await given.metadata.recordProcessed(processedImage());
    await given.metadata.recordRemoved(removedImage({ sequencer: sequencer(2) }));
    const imageId = imageIdOf(BUCKET, KEY);
    const removed = await given.metadata.findImage(imageId);
    await purgeImage(given.metadata, imageId);
    const batch = await feed().claimChanges({ batchId: 'b1', ...ALL });
    expect(await imagesOf(given.metadata, batch!)).toEqual({
      current: [],
      purged: [{ imageId, rowVersion: removed!.rowVersion + 1 }],
    });
  });

  test('that run concurrently share no change', async () => {
    for (let i = 0; i < 30; i++) {
      await given.metadata.recordProcessed(processedImage({ key: `${i}` }));
    }
    const rival = changeFeedOf((await given.another()).db);
    const batches = await Promise.all([
      feed().claimChanges({ batchId: 'mine', maxRows: 20 }),
      rival.claimChanges({ batchId: 'theirs', maxRows: 20 }),
      feed().claimChanges({ batchId: 'mine-too', maxRows: 20 }),
    ]);
    const rest = await feed().claimChanges({ batchId: 'rest', ...ALL });
    const seen = [];
    for (const batch of [...batches, rest]) {
      if (batch) seen.push(...(await imagesOf(given.metadata, batch)).current);
    }
    const keys = seen.map(({ row }) => row.objectKey);
    expect(keys).toHaveLength(30);
    expect(new Set(keys).size).toBe(30);
  });
});

describeOnEachEngine('A copy of everything', (engine) => {
  const given = useMetadata(engine);
  const feed = () => changeFeedOf(given.metadata.db);

  test('copies images and calls by key, once, and can start again', async () => {
    for (const key of ['a', 'b', 'c']) {
      await given.metadata.recordProcessed(processedImage({ key }));
      await given.metadata.recordAnalysisCall({
        imageId: imageIdOf(BUCKET, key),
        operation: 'DetectLabels',
        calledAt: '2026-11-21T10:00:00Z',
        outcome: 'done',
        requestUnits: 1,
      });
    }
    const known = await given.metadata.db.selectFrom('analysisCall').select('callId').execute();
    const calls = known.map((call) => `call ${call.callId}`).toSorted();
    expect(calls).toHaveLength(3);
    for (const round of ['first', 'second']) {
      const copied: string[] = [];
      for (let n = 0; ; n++) {
        const batch = await feed().claimCopy({ batchId: `${round}-${n}`, maxRows: 2 });
        if (batch === null) break;
        const { current } = await imagesOf(given.metadata, batch);
        const copiedCalls = (await all(feed().readCalls(batch))).flat();
        copied.push(...current.map(({ row }) => row.objectKey));
        copied.push(...copiedCalls.map((call) => `call ${call.callId}`));
        await feed().markApplied(batch);
      }
      expect(copied.toSorted()).toEqual(['a', 'b', 'c', ...calls]);
    }
  });
});
