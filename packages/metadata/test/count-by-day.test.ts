import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { selectDays } from '../src/images/count-by-day.ts';
import { type CountByDayRequest, imageIdOf } from '../src/index.ts';
import { describeOnEachEngine } from '../test-support/describe-on-each-engine.ts';
import { BUCKET, processedImage, rejectedImage, removedImage, sequencer } from './sample-images.ts';
import { useMetadata } from './use-metadata.ts';

const ADA = 'ada@example.org';
const dog = { name: 'Dog', confidence: 90, parents: [], modelVersion: '3.0' };

describeOnEachEngine('Counts by day', (engine) => {
  const context = useMetadata(engine);

  test('count the images that match all filters, newest day first, without removed ones', async () => {
    const { metadata } = context;
    const record = (key: string, uploadedAt: string, changes = {}) =>
      metadata.recordProcessed(processedImage({ key, uploadedAt, ...changes }));
    await record('a', '2026-11-20T00:00:00.000Z', { labels: [dog] });
    await record('b', '2026-11-20T23:59:59.999Z', { labels: [] });
    await record('c', '2026-11-22T10:00:00.000Z', { labels: [dog], uploadedBy: 'bob' });
    await record('d', '2026-11-22T11:00:00.000Z');
    await metadata.recordRemoved(removedImage({ key: 'd', sequencer: sequencer(2) }));
    await metadata.recordRejected(
      rejectedImage({ key: 'e', uploadedAt: '2026-11-21T10:00:00.000Z' }),
    );
    const countsOf = async (request: CountByDayRequest) =>
      (await metadata.countByDay(request)).map(({ day, count }) => [day, count]);

    expect(await countsOf({})).toEqual([
      ['2026-11-22', 1],
      ['2026-11-21', 1],
      ['2026-11-20', 2],
    ]);
    expect(await countsOf({ uploadedBy: 'bob' })).toEqual([['2026-11-22', 1]]);
    expect(await countsOf({ utcOffsetMinutes: -30 })).toEqual([
      ['2026-11-22', 1],
      ['2026-11-21', 1],
      ['2026-11-20', 1],
      ['2026-11-19', 1],
    ]);
    expect(await countsOf({ label: 'Dog', utcOffsetMinutes: 840 })).toEqual([
      ['2026-11-23', 1],
      ['2026-11-20', 1],
    ]);
    expect(await countsOf({ status: 'removed' })).toEqual([['2026-11-22', 1]]);
    expect(await countsOf({ label: 'Dog' })).toEqual([
      ['2026-11-22', 1],
      ['2026-11-20', 1],
    ]);
    expect(await countsOf({ label: 'Dog', uploadedBy: ADA, status: 'processed' })).toEqual([
      ['2026-11-20', 1],
    ]);
    expect(await countsOf({ label: 'Dog', status: 'rejected' })).toEqual([]);
    const range = {
      uploadedFrom: '2026-11-21T00:00:00.000Z',
      uploadedBefore: '2026-11-22T00:00:00.000Z',
    };
    expect(await countsOf(range)).toEqual([['2026-11-21', 1]]);
    const later = { uploadedFrom: '2026-11-21T10:00:00.0000001Z' };
    expect(await countsOf({ ...later, status: 'rejected' })).toEqual([['2026-11-21', 1]]);
    const before = { uploadedBefore: '2026-11-20T00:00:00.0001Z' };
    expect(await countsOf(before)).toEqual([['2026-11-20', 1]]);
    expect(await countsOf({ ...range, label: 'Dog' })).toEqual([]);
  });

  test('follow every change of an image', async () => {
    const { metadata } = context;
    const times = [
      '2026-11-20T23:44:59.999Z',
      '2026-11-20T23:45:00.000Z',
      '2026-11-21T00:00:00.000Z',
    ];
    const countsOf = async (uploadedBy?: string) => {
      const days = await metadata.countByDay({
        ...(uploadedBy && { uploadedBy }),
        utcOffsetMinutes: 15,
      });
      return days.map(({ day, count }) => `${day} ${count}`);
    };
    for (const [index, uploadedAt] of times.entries()) {
      await metadata.recordProcessed(processedImage({ key: `${index}`, uploadedAt }));
    }
    expect(await countsOf()).toEqual(['2026-11-21 2', '2026-11-20 1']);
    const [, second = ''] = times;
    const again = { key: '0', sequencer: sequencer(2), uploadedAt: second, uploadedBy: 'bob' };
    await metadata.recordProcessed(processedImage(again));
    expect([await countsOf(), await countsOf(ADA), await countsOf('bob')]).toEqual([
      ['2026-11-21 3'],
      ['2026-11-21 2'],
      ['2026-11-21 1'],
    ]);
    await metadata.trashImage(imageIdOf(BUCKET, '1'));
    await metadata.recordRemoved(removedImage({ key: '2', sequencer: sequencer(2) }));
    expect([await countsOf(), await countsOf(ADA)]).toEqual([['2026-11-21 1'], []]);
    expect(await metadata.countByDay({ status: 'trashed' })).toHaveLength(1);
    await metadata.db.deleteFrom('image').execute();
    expect([await countsOf(), await countsOf('bob')]).toEqual([[], []]);
    expect(await metadata.countByDay({ status: 'trashed' })).toEqual([]);
  });

  test('show at which offset of the list a day begins', async () => {
    const { metadata } = context;
    for (const hour of ['08', '09', '10', '11']) {
      const uploadedAt = `2026-11-20T${hour}:00:00.000Z`;
      await metadata.recordProcessed(processedImage({ key: hour, uploadedAt, labels: [dog] }));
    }
    await metadata.recordRemoved(removedImage({ key: '11', sequencer: sequencer(2) }));
    for (const label of [undefined, 'Dog']) {
      const { images } = await metadata.listImages({
        ...(label !== undefined && { label }),
        uploadedBefore: '2026-11-21T00:00:00.000Z',
        withoutRemoved: true,
        offset: 1,
        limit: 1,
      });
      expect(images.map(({ key }) => key)).toEqual(['09']);
    }
  });

  test('read only an index, whatever the filters', async () => {
    const { metadata } = context;
    for (let i = 0; i < 300; i++) {
      const uploadedBy = i % 3 === 0 ? ADA : `user-${i}`;
      await metadata.recordProcessed(processedImage({ key: `${i}`, uploadedBy, labels: [dog] }));
    }
    const { db } = metadata;
    if (engine.kind === 'mysql') await sql`analyze table image, image_label`.execute(db);
    const uploadedFrom = '2026-11-20T00:00:00.000Z';
    const stored = engine.kind === 'sqlite' ? 'image_count' : undefined;
    const indexes: readonly (readonly [string, CountByDayRequest])[] = [
      [stored ?? 'image_status', {}],
      [stored ?? 'image_status', { status: 'rejected' }],
      [stored ?? 'image_uploader_status', { uploadedBy: ADA }],
      [stored ?? 'image_uploader_status', { uploadedBy: ADA, uploadedFrom }],
      ['image_status', { uploadedFrom: '2026-11-20T00:01:00.000Z' }],
      ['image_status', { utcOffsetMinutes: 1 }],
      ['image_label_listed', { label: 'Dog' }],
      ['image_label_uploader', { label: 'Dog', uploadedBy: ADA }],
    ];
    for (const [index, request] of indexes) {
      const compiled = selectDays(db, request).compile();
      const explain = engine.kind === 'sqlite' ? 'explain query plan ' : 'explain format=json ';
      const literals = [...compiled.parameters];
      const text = compiled.sql.replaceAll('?', () => `'${String(literals.shift())}'`);
      const { rows } = await sql.raw(explain + text).execute(db);
      const plan = JSON.stringify(rows);
      expect(plan).toMatch(new RegExp(`${index}\\b`));
      expect(plan).toMatch(/COVERING INDEX|image_count USING PRIMARY KEY|using_index\W+true/);
    }
  });
});
