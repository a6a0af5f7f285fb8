import { CreateMultipartUploadCommand, ListMultipartUploadsCommand } from '@aws-sdk/client-s3';
import { describeOnEachEngine } from '@miniatura/metadata/test-support/describe-on-each-engine';
import { sequencer } from '@miniatura/test-support/sequencer';
import { describe, expect, test } from 'vitest';
import { purgeExpired } from '../src/create-handler.ts';
import { PurgeIncompleteError } from '../src/errors.ts';
import {
  addImage,
  DAY_MS,
  daysFromNow,
  idOf,
  LAKE,
  lastOperations,
  ORIGINALS,
  recordImage,
  recordRemoval,
  remainsOf,
  STAGING,
  THUMBNAILS,
  withSystem,
} from './start-system.ts';

describeOnEachEngine('A purge', (engine) => {
  describe.each([{ isVersioned: true }, { isVersioned: false }])('with %o buckets', (kind) => {
    test('deletes nothing before its expiry', () =>
      withSystem(engine, kind, async (system) => {
        await addImage(system, 'cat.jpg');
        const before = await remainsOf(system);
        expect(await purgeExpired(system.retention(6.99))).toMatchObject({
          outcome: 'done',
          imageCount: 0,
          originalCount: 0,
          oldestOverdueMs: 0,
        });
        expect(await remainsOf(system)).toEqual(before);
      }));

    test('deletes expired objects, rows and parts, and writes to the outbox', () =>
      withSystem(engine, kind, async (system) => {
        const keys = ['a', 'ab', 'a/b', 'été + 1.jpg', 'a&b <c>.jpg'];
        for (const key of keys) await addImage(system, key);
        const report = await purgeExpired(system.retention(8));
        expect(report).toMatchObject({ outcome: 'done', imageCount: 5, thumbnailCount: 5 });
        expect(report.originalCount).toBe(5);
        expect(report.oldestOverdueMs / 3_600_000).toBeCloseTo(24, 1);
        expect(await remainsOf(system)).toEqual([]);
        const purged = Object.fromEntries(keys.map((key) => [idOf(key), 'P']));
        expect(await lastOperations(system)).toEqual(purged);
      }));

    test('has the same result for images that were removed by the owner or a lifecycle rule, or replaced', () =>
      withSystem(engine, kind, async (system) => {
        for (const key of ['removed', 'expired', 'untold']) await addImage(system, key);
        for (const key of ['removed', 'expired', 'untold']) await system.remove(key);
        await recordRemoval(system, 'removed');
        await recordRemoval(system, 'expired');
        await recordRemoval(system, 'never seen');
        await addImage(system, 'replaced', 1);
        await addImage(system, 'replaced', 2);
        await purgeExpired(system.retention(8));
        expect(await remainsOf(system)).toEqual([]);
        expect(new Set(Object.values(await lastOperations(system)))).toEqual(new Set(['P']));
      }));

    test('deletes an object whose event was lost, and its removal creates no row', () =>
      withSystem(engine, kind, async (system) => {
        await system.put(ORIGINALS, 'unknown');
        expect(await purgeExpired(system.retention(8))).toMatchObject({ originalCount: 1 });
        expect(await recordRemoval(system, 'unknown')).toEqual({ outcome: 'stale' });
        expect(await remainsOf(system)).toEqual([]);
      }));

    test('deletes abandoned thumbnails and staged files, and keeps those of a row', () =>
      withSystem(engine, kind, async (system) => {
        await addImage(system, 'kept');
        const kept = await remainsOf(system);
        await system.put(THUMBNAILS, `${idOf('kept')}/${sequencer(0)}/small.webp`);
        await system.put(THUMBNAILS, `${idOf('gone')}/${sequencer(1)}/small.webp`);
        await system.put(STAGING, 'batches/1/1/images-00001.json.zst');
        const soon = await remainsOf(system);
        await purgeExpired(system.retention(0));
        expect(await remainsOf(system)).toEqual(soon);
        const report = await purgeExpired(system.retention(0.05));
        expect(report).toMatchObject({ thumbnailCount: 2, stagedFileCount: 1 });
        expect(await remainsOf(system)).toEqual(kept);
      }));

    test("takes the data lake's files of a day as the day begins, and no others", () =>
      withSystem(engine, kind, async (system) => {
        // The day does not change during the test.
        const [today, tomorrow] = [daysFromNow(0), daysFromNow(1)];
        const dayIn = (days: number) =>
          new Date(today.getTime() + days * DAY_MS).toISOString().slice(0, 10);
        const kept = [
          `image_change/loaded_day=${dayIn(-30)}/1-000.parquet`,
          `image_personal/expires_day=${dayIn(2)}/0000_part_00.parquet`,
        ];
        for (const key of [
          ...kept,
          `image_label/expires_day=${dayIn(1)}/0000_part_00.parquet`,
          `image_personal/expires_day=${dayIn(1)}/0000_part_00.parquet`,
        ]) {
          await system.put(LAKE, key);
        }
        const purgeAt = (time: Date) => purgeExpired(system.retention(0, { now: () => time }));
        expect(await purgeAt(today)).toMatchObject({ lakeFileCount: 0 });
        expect(await purgeAt(tomorrow)).toMatchObject({ lakeFileCount: 2 });
        expect(await system.keysIn(LAKE)).toEqual(kept);
      }));

    test('keeps the images of a later time', () =>
      withSystem(engine, kind, async (system) => {
        await addImage(system, 'a');
        await addImage(system, 'ab');
        const expired = { expiresAt: '2026-01-01 00:00:00.000000' };
        await system.metadata.db
          .updateTable('image')
          .set(expired)
          .where('objectKey', '=', 'a')
          .execute();
        expect(await purgeExpired(system.retention(0))).toMatchObject({ imageCount: 1 });
        expect(await remainsOf(system)).toEqual([
          'ab',
          `${idOf('ab')}/${sequencer(1)}/small.webp`,
          'row of ab',
          `row of ${idOf('ab')}/${sequencer(1)}/small.webp`,
          'label Cat',
        ]);
      }));
  });

  test('ignores late events, and accepts a new upload of the key', () =>
    withSystem(engine, { isVersioned: true }, async (system) => {
      await addImage(system, 'a', 5);
      await purgeExpired(system.retention(8));
      const late = { key: 'a', uploadedAt: new Date(), thumbnail: 'x' };
      expect(await recordImage(system.metadata, { ...late, n: 4 })).toEqual({ outcome: 'stale' });
      expect(await recordImage(system.metadata, { ...late, n: 5 })).toEqual({ outcome: 'stale' });
      expect(await recordRemoval(system, 'a', 6)).toEqual({ outcome: 'stale' });
      expect(await recordImage(system.metadata, { ...late, n: 7 })).toMatchObject({
        outcome: 'written',
      });
      expect(await recordRemoval(system, 'a', 8)).toMatchObject({ outcome: 'written' });
    }));

  test('records a purge for as long as an event may be in flight', () =>
    withSystem(engine, { isVersioned: true }, async (system) => {
      await addImage(system, 'a');
      const marks = () => system.metadata.db.selectFrom('imagePurge').select('imageId').execute();
      await purgeExpired(system.retention(8));
      await purgeExpired(system.retention(21));
      expect(await marks()).toEqual([{ imageId: idOf('a') }]);
      await purgeExpired(system.retention(23));
      expect(await marks()).toEqual([]);
    }));

  test('aborts incomplete uploads', () =>
    withSystem(engine, { isVersioned: true }, async (system) => {
      const command = new CreateMultipartUploadCommand({ Bucket: ORIGINALS, Key: 'half' });
      await system.s3.send(command);
      expect(await purgeExpired(system.retention(6))).toMatchObject({ uploadCount: 0 });
      expect(await purgeExpired(system.retention(8))).toMatchObject({ uploadCount: 1 });
      const uploads = await system.s3.send(new ListMultipartUploadsCommand({ Bucket: ORIGINALS }));
      expect(uploads.Uploads ?? []).toEqual([]);
    }));

  test('deletes expired failure records', () =>
    withSystem(engine, { isVersioned: true }, async (system) => {
      const at = '2026-01-01 00:00:00.000000';
      const names = { failureId: 'f', messageId: 'f', source: 'thumbnailer', state: 'parked' };
      const counts = { receiveCount: 5, redriveCount: 0 };
      const times = { firstSeenAt: at, lastSeenAt: at, expiresAt: at };
      const failure = { ...names, ...counts, ...times, body: '{}' };
      await system.metadata.db
        .insertInto('failure')
        .values(failure as never)
        .execute();
      expect(await purgeExpired(system.retention(0))).toMatchObject({ failureCount: 1 });
    }));

  test('continues when an image fails, and reports it', () =>
    withSystem(engine, { isVersioned: true }, async (system) => {
      for (const key of ['bad', 'good', 'better']) await addImage(system, key);
      const dependencies = system.retention(8);
      const purge: typeof dependencies.purges.purge = (image, at) =>
        image.imageId === idOf('bad')
          ? Promise.reject(new Error('no space'))
          : dependencies.purges.purge(image, at);
      const run = purgeExpired({ ...dependencies, purges: { ...dependencies.purges, purge } });
      await expect(run).rejects.toThrow(PurgeIncompleteError);
      await expect(run).rejects.toThrow('1 failed: no space');
      expect(await remainsOf(system)).toEqual([
        'row of bad',
        `row of ${idOf('bad')}/${sequencer(1)}/small.webp`,
        'label Cat',
      ]);
      await purgeExpired(dependencies);
      expect(await remainsOf(system)).toEqual([]);
    }));

  test('stops before its deadline, and the next run continues', () =>
    withSystem(engine, { isVersioned: true }, async (system) => {
      await addImage(system, 'a');
      const deadlineMs = Date.now() + 10_000;
      expect(await purgeExpired(system.retention(8), { deadlineMs })).toMatchObject({
        outcome: 'out-of-time',
        imageCount: 0,
      });
      expect(await purgeExpired(system.retention(8))).toMatchObject({ imageCount: 1 });
    }));

  test('purges more images than a page has', () =>
    withSystem(engine, { isVersioned: true }, async (system) => {
      const uploadedAt = new Date();
      for (let n = 0; n < 230; n++) {
        await recordImage(system.metadata, { key: `${n}`, n: 1, uploadedAt, thumbnail: `${n}` });
      }
      expect(await purgeExpired(system.retention(8))).toMatchObject({ imageCount: 230 });
      expect(await remainsOf(system)).toEqual([]);
    }));
});
