import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { chunksOf } from '../src/database/chunks-of.ts';
import { toIsoTime, toSqlTime } from '../src/database/sql-time.ts';
import { selectPage } from '../src/images/list-images.ts';
import type { ListImagesRequest, Metadata } from '../src/index.ts';
import { describeOnEachEngine } from '../test-support/describe-on-each-engine.ts';
import { processedImage, rejectedImage, removedImage, sequencer } from './sample-images.ts';
import { useMetadata } from './use-metadata.ts';

const DAY = '2026-11-21';
const at = (time: string) => `${DAY}T${time}.000Z`;
const dog = { name: 'Dog', confidence: 90, parents: [], modelVersion: '3.0' };

async function keysOf(metadata: Metadata, request: Omit<ListImagesRequest, 'limit'>) {
  const { images } = await metadata.listImages({ ...request, limit: 10 });
  return images.map((image) => image.key);
}

describeOnEachEngine('A list of images', (engine) => {
  const context = useMetadata(engine);

  test('contains the images that match all filters, newest first', async () => {
    const { metadata } = context;
    const record = (key: string, uploadedBy: string, time: string, labels = [dog]) =>
      metadata.recordProcessed(processedImage({ key, uploadedBy, labels, uploadedAt: at(time) }));
    await record('a', 'ada', '10:00:00');
    await record('b', 'bob', '11:00:00');
    await record('c', 'ada', '12:00:00', []);
    await metadata.recordRejected(
      rejectedImage({ key: 'd', uploadedBy: 'ada', uploadedAt: at('13:00:00') }),
    );
    expect(await keysOf(metadata, { uploadedBy: 'ada' })).toEqual(['d', 'c', 'a']);
    expect(await keysOf(metadata, { uploadedBy: 'ada', status: 'rejected' })).toEqual(['d']);
    expect(await keysOf(metadata, { label: 'Dog' })).toEqual(['b', 'a']);
    expect(await keysOf(metadata, { label: 'Dog', uploadedBy: 'ada' })).toEqual(['a']);
    expect(await keysOf(metadata, { label: 'Dog', status: 'processed' })).toEqual(['b', 'a']);
    expect(await keysOf(metadata, { label: 'Dog', status: 'rejected' })).toEqual([]);
    expect(await keysOf(metadata, { label: 'Smoking' })).toEqual([]);
    const morning = { uploadedFrom: at('11:00:00'), uploadedBefore: at('12:00:00') };
    expect(await keysOf(metadata, morning)).toEqual(['b']);
    expect(await keysOf(metadata, { ...morning, label: 'Dog', uploadedBy: 'ada' })).toEqual([]);
  });

  test('has the requested order, in which the pages do not overlap', async () => {
    const { metadata } = context;
    const record = (key: string, fileName: string | null, byteCount: number, time: string) =>
      metadata.recordProcessed(
        processedImage({ key, fileName, byteCount, labels: [dog], uploadedAt: at(time) }),
      );
    await record('k1', 'b.jpg', 30, '10:00:00');
    await record('k2', 'A.jpg', 10, '11:00:00');
    await record('c', null, 20, '12:00:00');
    for (const label of [{}, { label: 'Dog' }]) {
      const inOrder = (sort: ListImagesRequest['sort']) => keysOf(metadata, { ...label, sort });
      expect(await inOrder('newest')).toEqual(['c', 'k2', 'k1']);
      expect(await inOrder('oldest')).toEqual(['k1', 'k2', 'c']);
      expect(await inOrder('name')).toEqual(['k2', 'k1', 'c']);
      expect(await inOrder('largest')).toEqual(['k1', 'c', 'k2']);
    }
    const page = await metadata.listImages({ sort: 'name', offset: 1, limit: 1 });
    expect(page.images.map(({ key }) => key)).toEqual(['k1']);
    expect(page.next).toBeNull();
  });

  test('skips as many images as requested, whatever their times', async () => {
    const { metadata } = context;
    const start = Date.parse(at('00:00:00'));
    // Seven minutes apart: two or three images in a quarter of an hour.
    const rows = Array.from({ length: 2_500 }, (_, index) => ({
      ...{ bucket: 'originals', sequencer: '0A', rowVersion: 1, uploadedBy: 'ada' },
      expiresAt: toSqlTime(at('23:59:59')),
      imageId: String(index).padStart(32, '0'),
      objectKey: String(index).padStart(4, '0'),
      status: index % 5 === 0 ? ('trashed' as const) : ('processed' as const),
      uploadedAt: toSqlTime(new Date(start + index * 7 * 60_000).toISOString()),
    }));
    for (const chunk of chunksOf(rows, 100)) {
      await metadata.db.insertInto('image').values(chunk).execute();
    }
    const present = rows.filter(({ status }) => status !== 'trashed').map((each) => each.objectKey);
    for (const offset of [999, 1_000, 1_001, 1_234, 1_993]) {
      const page = { withoutRemoved: true, offset };
      const newest = present.toReversed().slice(offset, offset + 10);
      expect(await keysOf(metadata, page)).toEqual(newest);
      expect(await keysOf(metadata, { ...page, uploadedBy: 'ada' })).toEqual(newest);
      expect(await keysOf(metadata, { ...page, sort: 'oldest' })).toEqual(
        present.slice(offset, offset + 10),
      );
      const uploadedBefore = toIsoTime(rows[2_400]!.uploadedAt);
      expect(await keysOf(metadata, { offset, uploadedBefore })).toEqual(
        rows
          .slice(2_390 - offset, 2_400 - offset)
          .map((each) => each.objectKey)
          .toReversed(),
      );
    }
    expect(await keysOf(metadata, { withoutRemoved: true, offset: 2_000 })).toEqual([]);
  });

  test('by camera and capture time contains the images that match both, without removed ones', async () => {
    const { metadata } = context;
    const record = (key: string, cameraModel: string, capturedAt: string) =>
      metadata.recordProcessed(processedImage({ key, cameraModel, capturedAt, labels: [dog] }));
    await record('a', 'Pixel 4a', '2022-08-22T23:59:59.999');
    await record('b', 'Pixel 4a', '2022-08-23T00:00:00');
    await record('c', 'EOS 5D', '2022-08-22T10:00:00');
    const day = { capturedFrom: '2022-08-22T00:00:00', capturedBefore: '2022-08-23T00:00:00' };
    for (const label of [{}, { label: 'Dog' }]) {
      expect(await keysOf(metadata, { ...label, cameraModel: 'Pixel 4a', ...day })).toEqual(['a']);
      expect((await keysOf(metadata, { ...label, ...day })).toSorted()).toEqual(['a', 'c']);
      expect(await metadata.countByDay({ ...label, cameraModel: 'Pixel 4a' })).toEqual([
        { day: DAY, count: 2 },
      ]);
    }
    await metadata.recordRemoved(removedImage({ key: 'a', sequencer: sequencer(2) }));
    expect(await keysOf(metadata, { cameraModel: 'Pixel 4a' })).toEqual(['b']);
  });

  test('by label reflects new records and removals', async () => {
    const { metadata } = context;
    await metadata.recordProcessed(processedImage({ key: 'a', labels: [dog] }));
    await metadata.recordProcessed(
      processedImage({ key: 'a', labels: [dog], uploadedBy: 'bob', sequencer: sequencer(2) }),
    );
    expect(await keysOf(metadata, { label: 'Dog', uploadedBy: 'ada@example.org' })).toEqual([]);
    expect(await keysOf(metadata, { label: 'Dog', uploadedBy: 'bob' })).toEqual(['a']);
    await metadata.recordRemoved(removedImage({ key: 'a', sequencer: sequencer(3) }));
    expect(await keysOf(metadata, { label: 'Dog' })).toEqual([]);
  });

  test.each<[string, Omit<ListImagesRequest, 'limit'>]>([
    ['image_uploader', { uploadedBy: 'ada@example.org' }],
    ['image_uploader', { uploadedBy: 'ada@example.org', withoutRemoved: true }],
    ['image_uploaded_at', { withoutRemoved: true }],
    ['image_uploader_status', { uploadedBy: 'ada@example.org', status: 'rejected' }],
    ['image_status', { status: 'rejected' }],
    ['image_camera_make', { cameraMake: 'Google' }],
    ['image_camera_model', { cameraModel: 'Pixel 4a', withoutRemoved: true }],
    ['image_label_listed', { label: 'Dog' }],
    ['image_label_listed', { label: 'Dog', status: 'processed' }],
    ['image_label_uploader', { label: 'Dog', uploadedBy: 'ada@example.org' }],
  ])('is read through the index %s for %j', async (index, request) => {
    const { db } = context.metadata;
    const compiled = selectPage(db, { ...request, limit: 50 }).compile();
    const explain = engine.kind === 'sqlite' ? 'explain query plan ' : 'explain format=json ';
    const literals = [...compiled.parameters];
    const text = compiled.sql.replaceAll('?', () => {
      const value = literals.shift();
      return typeof value === 'number' ? String(value) : `'${String(value)}'`;
    });
    const { rows } = await sql.raw(explain + text).execute(db);
    expect(JSON.stringify(rows)).toMatch(new RegExp(`${index}\\b`));
    if (engine.kind === 'sqlite') expect(JSON.stringify(rows)).not.toMatch(/TEMP B-TREE|SCAN/);
    // MySQL must not even consider it: with a million images it would read thousands of rows.
    if (engine.name === 'MySQL' && /^image_(uploader|status)/.test(index)) {
      expect(JSON.stringify(rows)).not.toContain('image_uploaded_at');
    }
  });

  test('of some days continues after a cursor with a single upper bound', async () => {
    const { metadata } = context;
    for (const hour of ['08', '09', '10', '11']) {
      const uploadedAt = at(`${hour}:00:00`);
      await metadata.recordProcessed(processedImage({ key: hour, uploadedAt, labels: [dog] }));
    }
    const after = { uploadedAt: '2026-11-21T10:00:00.000Z', imageId: '0'.repeat(32) };
    const behind = (uploadedBefore: string, label?: string) =>
      keysOf(metadata, { after, uploadedBefore, ...(label !== undefined && { label }) });
    for (const label of [undefined, 'Dog']) {
      expect(await behind('2026-11-22T00:00:00.000Z', label)).toEqual(['09', '08']);
      expect(await behind('2026-11-21T09:00:00.000Z', label)).toEqual(['08']);
    }
    const request = { after, uploadedBefore: '2026-11-22T00:00:00.000Z', limit: 50 };
    expect(selectPage(metadata.db, request).compile().sql).not.toMatch(/uploaded_at. < \? and/);
  });
});
