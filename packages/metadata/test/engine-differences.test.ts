import { describe, expect, test } from 'vitest';
import { inTransaction } from '../src/database/in-transaction.ts';
import type { Metadata } from '../src/index.ts';
import { readProgress, writeProgress } from '../src/outbox/progress.ts';
import { describeOnEachEngine, MYSQL_ENGINES } from '../test-support/describe-on-each-engine.ts';
import { BUCKET, KEY, processedImage, rendition } from './sample-images.ts';
import { useMetadata } from './use-metadata.ts';

const label = (name: string) => ({ name, confidence: 90, parents: [], modelVersion: '3.0' });

async function keysOf(metadata: Metadata, filter: { uploadedBy?: string; label?: string }) {
  const { images } = await metadata.listImages({ ...filter, limit: 10 });
  return images.map(({ key }) => key);
}

/** Each test covers a default in which MySQL, MariaDB and SQLite differ; the README lists them. */
describeOnEachEngine('Engines agree', (engine) => {
  const context = useMetadata(engine);

  test('that names with a trailing space differ', async () => {
    const { metadata } = context;
    const renditions = [rendition('small', '1'), rendition('small ', '2')];
    await metadata.recordProcessed(processedImage({ key: 'a', renditions, uploadedBy: 'ada' }));
    await metadata.recordProcessed(
      processedImage({ key: 'b', uploadedBy: 'ada ', labels: [label('Cat ')] }),
    );
    const image = await metadata.findImageByKey(BUCKET, 'a');
    expect(image?.renditions.map(({ name }) => name).toSorted()).toEqual(['small', 'small ']);
    expect(await keysOf(metadata, { uploadedBy: 'ada' })).toEqual(['a']);
    expect(await keysOf(metadata, { uploadedBy: 'ada ' })).toEqual(['b']);
    expect(await keysOf(metadata, { label: 'Cat' })).toEqual(['a']);
    expect(await keysOf(metadata, { label: 'Cat ' })).toEqual(['b']);
  });

  test('on integers up to the largest that JavaScript represents exactly', async () => {
    const { metadata } = context;
    const largest = { byteCount: Number.MAX_SAFE_INTEGER, width: Number.MAX_SAFE_INTEGER };
    await metadata.recordProcessed(processedImage(largest));
    expect(await metadata.findImageByKey(BUCKET, KEY)).toMatchObject(largest);
  });

  test('on JSON, which is stored as the original text', async () => {
    const { metadata } = context;
    const scriptResult = '{"b": 12345678901234567890, "a":1.0,  "a":"\\u00e9"}';
    await metadata.recordProcessed(processedImage({ scriptStatus: 'done', scriptResult }));
    expect(await metadata.findImageByKey(BUCKET, KEY)).toMatchObject({ scriptResult });
  });

  test('that digits beyond microseconds are truncated, not rounded', async () => {
    const { metadata } = context;
    const uploadedAt = '2026-12-31T23:59:59.9999999Z';
    await metadata.recordProcessed(processedImage({ uploadedAt }));
    const image = await metadata.findImageByKey(BUCKET, KEY);
    expect(image?.uploadedAt).toBe('2026-12-31T23:59:59.999999Z');
  });

  test('that an update without changes counts its row', async () => {
    const { metadata } = context;
    await writeProgress(metadata.db, 'copy', 'a');
    await writeProgress(metadata.db, 'copy', 'a');
    expect(await readProgress(metadata.db, 'copy')).toBe('a');
  });

  test(
    'on a record with the maximum number of labels and the longest names',
    { timeout: 120_000 },
    async () => {
      const { metadata } = context;
      const parents = Array.from({ length: 32 }, () => '🐱'.repeat(127));
      const labels = Array.from({ length: 1000 }, (_, i) => ({ ...label(`${i}`), parents }));
      await metadata.recordProcessed(processedImage({ labels, moderationLabels: labels }));
      const image = await metadata.findImageByKey(BUCKET, KEY);
      expect(image?.labels.at(-1)).toMatchObject({ name: '999', parents });
      expect(image?.moderationLabels).toHaveLength(1000);
    },
  );
});

describe.each(MYSQL_ENGINES)('A deadlock, on $name', (engine) => {
  const context = useMetadata(engine);

  test('is a conflict: its victim is retried, and both transactions complete', async () => {
    const { db } = context.metadata;
    await writeProgress(db, 'a', '');
    await writeProgress(db, 'b', '');
    const holds = { a: Promise.withResolvers<void>(), b: Promise.withResolvers<void>() };
    let attempts = 0;
    const write = (own: 'a' | 'b', other: 'a' | 'b') =>
      inTransaction(db, async (tx) => {
        attempts += 1;
        await writeProgress(tx, own, `by ${own}`);
        holds[own].resolve();
        await holds[other].promise;
        await writeProgress(tx, other, `by ${own}`);
      });
    await Promise.all([write('a', 'b'), write('b', 'a')]);
    expect(attempts).toBe(3);
    expect(await readProgress(db, 'a')).toBe(await readProgress(db, 'b'));
  });
});
