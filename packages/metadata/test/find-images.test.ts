import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { selectPage } from '../src/images/list-images.ts';
import { CorruptRowError, imageIdOf, type ImageKeyset, type Metadata } from '../src/index.ts';
import { describeOnEachEngine } from '../test-support/describe-on-each-engine.ts';
import type { TestEngine } from '../test-support/test-engine.ts';
import {
  BUCKET,
  KEY,
  processedImage,
  rejectedImage,
  removedImage,
  sequencer,
} from './sample-images.ts';
import { useMetadata } from './use-metadata.ts';

/** The words for a sort or a table scan in the plans of SQLite, MariaDB and MySQL. */
const SLOW_PLAN = /TEMP B-TREE|SCAN|"filesort\\?":|using_filesort\W+true|access_type\W+ALL/;

const minute = (n: number) => new Date(Date.UTC(2026, 10, 21) + n * 60_000).toISOString();

async function keysOfAllPages(metadata: Metadata, limit: number) {
  const keys: string[] = [];
  let after: ImageKeyset | null = null;
  do {
    const { images, next } = await metadata.listImages({ after, limit });
    keys.push(...images.map((image) => image.key));
    after = next;
  } while (after);
  return keys;
}

describeOnEachEngine('Finding images', (engine) => {
  const context = useMetadata(engine);

  test('an unknown image is null', async () => {
    expect(await context.metadata.findImageByKey(BUCKET, 'none.jpg')).toBe(null);
    expect(await context.metadata.findImage('0'.repeat(32))).toBe(null);
  });

  test('images are returned in the order of the ids, without missing ones', async () => {
    const { metadata } = context;
    for (const key of ['a', 'b', 'c']) await metadata.recordProcessed(processedImage({ key }));
    const ids = ['c', 'none', 'a', 'c'].map((key) => imageIdOf(BUCKET, key));
    const images = await metadata.findImages(ids);
    expect(images.map((image) => image.key)).toEqual(['c', 'a']);
    expect(images.map((image) => image.renditions.length)).toEqual([3, 3]);
    expect(images.map((image) => image.labels.length)).toEqual([2, 2]);
    expect(await metadata.findImages([])).toEqual([]);
  });

  test('more ids than a statement allows are supported', async () => {
    const { metadata } = context;
    await metadata.recordProcessed(processedImage());
    const others = Array.from({ length: 2500 }, (_, i) => imageIdOf(BUCKET, `${i}`));
    const images = await metadata.findImages([...others, imageIdOf(BUCKET, KEY)]);
    expect(images.map((image) => image.key)).toEqual([KEY]);
  });

  test.each([1, 2, 3, 7, 100])(
    'pages of %i contain each image once, newest first',
    async (limit) => {
      const { metadata } = context;
      const minutes = [3, 1, 1, 2, 1, 3];
      for (const [i, n] of minutes.entries()) {
        await metadata.recordProcessed(processedImage({ key: `${i}`, uploadedAt: minute(n) }));
      }
      const expected = minutes
        .map((n, i) => ({ n, key: `${i}`, id: imageIdOf(BUCKET, `${i}`) }))
        .toSorted((a, b) => b.n - a.n || (a.id < b.id ? 1 : -1));
      expect(await keysOfAllPages(metadata, limit)).toEqual(expected.map(({ key }) => key));
    },
  );

  test('a list of one status contains only that status, and no tombstones of images without uploads', async () => {
    const { metadata } = context;
    await metadata.recordProcessed(processedImage({ key: 'a' }));
    await metadata.recordRejected(rejectedImage({ key: 'b' }));
    await metadata.recordProcessed(processedImage({ key: 'c' }));
    await metadata.recordRemoved(removedImage({ key: 'c', sequencer: sequencer(2) }));
    await metadata.recordRemoved(removedImage({ key: 'unseen' }));
    const keysOf = async (status?: 'processed' | 'rejected' | 'removed') => {
      const { images } = await metadata.listImages({ ...(status && { status }), limit: 10 });
      return images.map((image) => image.key).toSorted();
    };
    expect(await keysOf()).toEqual(['a', 'b', 'c']);
    expect(await keysOf('processed')).toEqual(['a']);
    expect(await keysOf('rejected')).toEqual(['b']);
    expect(await keysOf('removed')).toEqual(['c']);
    expect(await metadata.countByStatus()).toEqual({
      processed: 1,
      rejected: 1,
      removed: 2,
      quarantined: 0,
      trashed: 0,
    });
  });

  test('a page deep in 10,000 images is read through an index', async () => {
    const { metadata } = context;
    await insertImages(metadata, 10_000);
    const after = { uploadedAt: minute(5000), imageId: 'f'.repeat(32) };
    for (const status of [undefined, 'processed'] as const) {
      const page = await metadata.listImages({ ...(status && { status }), after, limit: 50 });
      expect(page.images[0]).toMatchObject({ uploadedAt: minute(5000) });
      expect(page.images).toHaveLength(50);
      const plan = await planOf(engine, metadata, { status, after, limit: 50 });
      expect(plan).toContain(status === undefined ? 'image_uploaded_at' : 'image_status');
      expect(plan).not.toMatch(SLOW_PLAN);
    }
  });

  test('an invalid row of another program is reported as corrupt, with its id', async () => {
    const { metadata } = context;
    await metadata.recordProcessed(processedImage());
    await metadata.db.updateTable('image').set({ dominantColors: '{' }).execute();
    const find = metadata.findImageByKey(BUCKET, KEY);
    await expect(find).rejects.toBeInstanceOf(CorruptRowError);
    await expect(find).rejects.toMatchObject({ imageId: imageIdOf(BUCKET, KEY), transient: false });
  });
});

async function insertImages({ db }: Metadata, count: number): Promise<void> {
  const chunk = 1000;
  for (let start = 0; start < count; start += chunk) {
    const rows = Array.from({ length: chunk }, (_, i) => ({
      imageId: imageIdOf(BUCKET, `${start + i}`),
      bucket: BUCKET,
      objectKey: `${start + i}`,
      sequencer: sequencer(1),
      status: 'processed' as const,
      uploadedAt: minute(start + i)
        .replace('T', ' ')
        .replace('Z', '000'),
      expiresAt: '2026-11-28 10:00:00.000000',
      rowVersion: 1,
    }));
    await db.insertInto('image').values(rows).execute();
  }
}

async function planOf(
  engine: TestEngine,
  { db }: Metadata,
  request: Parameters<typeof selectPage>[1],
): Promise<string> {
  if (engine.kind === 'mysql') await sql`analyze table image`.execute(db);
  const compiled = selectPage(db, request).compile();
  const explain = engine.kind === 'sqlite' ? sql`explain query plan` : sql`explain format=json`;
  const parameters = [...compiled.parameters];
  const literal = sql.raw(
    compiled.sql.replaceAll('?', () => {
      const parameter = parameters.shift();
      return typeof parameter === 'number' ? String(parameter) : `'${String(parameter)}'`;
    }),
  );
  const { rows } = await sql`${explain} ${literal}`.execute(db);
  return JSON.stringify(rows);
}
