import { describe, expect, test } from 'vitest';
import { imageIdOf, type RecordOutcome } from '../src/index.ts';
import { describeOnEachEngine, MYSQL_ENGINES } from '../test-support/describe-on-each-engine.ts';
import { BUCKET, KEY, outboxOf, processedImage, rendition, sequencer } from './sample-images.ts';
import { useMetadata } from './use-metadata.ts';

function outcomesOf(results: readonly RecordOutcome[], outcome: RecordOutcome['outcome']) {
  return results.filter((result) => result.outcome === outcome);
}

function event(n: number) {
  return processedImage({
    sequencer: sequencer(n),
    renditions: [rendition('thumbnail', `${n}/thumbnail.webp`)],
  });
}

describeOnEachEngine('Writers at the same time', (engine) => {
  const context = useMetadata(engine);

  test('of one event: one writes and the others return that it is a repeat', async () => {
    const handles = [context.metadata, await context.another(), await context.another()];
    const results = await Promise.all(
      Array.from({ length: 18 }, (_, i) => handles[i % 3]!.recordProcessed(event(1))),
    );
    expect(outcomesOf(results, 'written')).toHaveLength(1);
    expect(outcomesOf(results, 'repeat')).toHaveLength(17);
    expect(await outboxOf(context.metadata)).toHaveLength(1);
  });

  test('of many events of one image: the newest wins and each replaced key is returned once', async () => {
    const handles = [context.metadata, await context.another(), await context.another()];
    const results = await Promise.all(
      Array.from({ length: 24 }, (_, i) => handles[i % 3]!.recordProcessed(event(i + 1))),
    );
    const image = await context.metadata.findImageByKey(BUCKET, KEY);
    expect(image).toMatchObject({ sequencer: sequencer(24) });
    expect(image?.renditions.map((each) => each.key)).toEqual(['24/thumbnail.webp']);
    expect(image?.labels).toHaveLength(2);

    const written = results.flatMap((result) => (result.outcome === 'written' ? [result] : []));
    const outbox = await outboxOf(context.metadata);
    expect(outbox.map((row) => row.rowVersion)).toEqual(
      written.map((result) => result.rowVersion).toSorted((a, b) => a - b),
    );
    const replaced = written.flatMap((result) => result.replacedRenditionKeys);
    expect(replaced).toHaveLength(written.length - 1);
    expect(new Set(replaced).size).toBe(replaced.length);
  });

  test('of different images: all are written', async () => {
    const handles = [context.metadata, await context.another()];
    const results = await Promise.all(
      Array.from({ length: 60 }, (_, i) =>
        handles[i % 2]!.recordProcessed(processedImage({ key: `${i}.jpg` })),
      ),
    );
    expect(outcomesOf(results, 'written')).toHaveLength(60);
    expect(await context.metadata.countByStatus()).toMatchObject({ processed: 60 });
  });

  test('a reader sees the image, its renditions and its labels of one version', async () => {
    const writer = await context.another();
    let done = false;
    const writing = (async () => {
      for (let n = 1; n <= 40; n++) {
        const label = { name: `${n}`, confidence: 1, parents: [], modelVersion: '3.0' };
        await writer.recordProcessed({ ...event(n), versionId: `${n}`, labels: [label] });
      }
      done = true;
    })();
    while (!done) {
      const image = await context.metadata.findImageByKey(BUCKET, KEY);
      const seen = image && [image.labels[0]?.name, image.renditions[0]?.key];
      expect(seen).toEqual(image && [image.versionId, `${image.versionId}/thumbnail.webp`]);
      await new Promise(setImmediate);
    }
    await writing;
  });
});

describe.each(MYSQL_ENGINES)('A change that commits late, on $name', (engine) => {
  const context = useMetadata(engine);

  test('would be missed by a watermark on seq, and is in the next claim by state', async () => {
    const { metadata } = context;
    const imageId = imageIdOf(BUCKET, 'late.jpg');
    const change = { imageId, rowVersion: 1, op: 'U', batchId: null } as const;
    const late = await metadata.db.startTransaction().execute();
    await late
      .insertInto('outbox')
      .values({ ...change, createdAt: '2026-11-21 10:00:00.000000' })
      .execute();
    await metadata.recordProcessed(processedImage());

    const pending = () => metadata.db.selectFrom('outbox').selectAll().where('batchId', 'is', null);
    const first = await pending().execute();
    expect(first.map((row) => row.imageId)).toEqual([imageIdOf(BUCKET, KEY)]);
    const claimed = first.map((row) => row.seq);
    await metadata.db
      .updateTable('outbox')
      .set({ batchId: 'batch-1' })
      .where('seq', 'in', claimed)
      .execute();
    await late.commit().execute();

    expect(
      await pending()
        .where('seq', '>', Math.max(...claimed))
        .execute(),
    ).toEqual([]);
    expect((await pending().execute()).map((row) => row.imageId)).toEqual([imageId]);
  });
});

if (MYSQL_ENGINES.length === 0) {
  console.log('SKIPPED: a change that commits late, which takes a MySQL or MariaDB server.');
}
