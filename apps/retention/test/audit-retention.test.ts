import { CreateMultipartUploadCommand } from '@aws-sdk/client-s3';
import { describeOnEachEngine } from '@miniatura/metadata/test-support/describe-on-each-engine';
import { sequencer } from '@miniatura/test-support/sequencer';
import { expect, test } from 'vitest';
import { auditRetention, purgeExpired } from '../src/create-handler.ts';
import {
  addImage,
  idOf,
  LAKE,
  ORIGINALS,
  recordImage,
  STAGING,
  type System,
  THUMBNAILS,
  withSystem,
} from './start-system.ts';

/** An audit of the buckets and the rows with an empty warehouse. */
function audit(system: System, daysAhead: number) {
  return auditRetention({ ...system.retention(daysAhead), api: { query: async () => [] } });
}

async function found(system: System, daysAhead: number) {
  return (await audit(system, daysAhead)).findings.map(({ reason, kind }) => `${reason} ${kind}`);
}

const thumbnailOf = (key: string) => `${idOf(key)}/${sequencer(1)}/small.webp`;

describeOnEachEngine('An audit', (engine) => {
  test('finds nothing before expiry, then expired rows, then all overdue data, and nothing after a purge', () =>
    withSystem(engine, { isVersioned: true }, async (system) => {
      await addImage(system, 'a');
      await system.s3.send(new CreateMultipartUploadCommand({ Bucket: ORIGINALS, Key: 'half' }));
      expect(await audit(system, 6.99)).toMatchObject({ isKept: true, findings: [], rowCount: 1 });
      const due = await audit(system, 7.03);
      expect(due).toMatchObject({ isKept: true, outlivedCount: 0, expiredCount: 1, rowCount: 1 });
      expect(due.findings).toMatchObject([{ reason: 'expired', kind: 'row' }]);
      const overdue = await audit(system, 7.05);
      expect(overdue).toMatchObject({ isKept: false, outlivedCount: 4, hasMore: false });
      expect(overdue.findings.map(({ where }) => where)).toEqual([
        expect.stringMatching(/^s3:\/\/originals\/a\?versionId=\w+$/),
        expect.stringMatching(/^s3:\/\/originals\/half\?uploadId=\w+/),
        expect.stringContaining(`s3://thumbnails/${thumbnailOf('a')}`),
        `image ${idOf('a')} (s3://originals/a)`,
      ]);
      await purgeExpired(system.retention(7.05));
      expect(await audit(system, 7.05)).toMatchObject({ isKept: true, findings: [], rowCount: 0 });
    }));

  test('finds deliveries of webhooks after seven days, which a purge deletes', () =>
    withSystem(engine, { isVersioned: true }, async (system) => {
      const at = '2026-01-01 00:00:00.000000';
      const names = {
        webhookId: 'w',
        eventId: 'e',
        imageId: 'i',
        imageStatus: 'processed',
      } as const;
      const times = { createdAt: at, nextAttemptAt: at };
      const outcome = {
        state: 'delivered',
        attemptCount: 1,
        httpStatus: 204,
        failure: null,
      } as const;
      await system.metadata.db
        .insertInto('webhookDelivery')
        .values({ ...names, ...times, ...outcome })
        .execute();
      expect(await found(system, 0)).toEqual(['outlived webhook-delivery']);
      expect(await purgeExpired(system.retention(0))).toMatchObject({ deliveryCount: 1 });
      expect(await found(system, 0)).toEqual([]);
    }));

  test('immediately finds expired rows in the warehouse, and purged rows that still exist', () =>
    withSystem(engine, { isVersioned: true }, async (system) => {
      const row = (id: string, expires_at: string) => ({
        table_name: 'fact_image',
        id,
        expires_at,
      });
      const dependencies = system.retention(0);
      const at = (minutes: number) =>
        new Date(dependencies.now().getTime() + minutes * 60_000).toISOString();
      const rows = [row('old', at(-61)), row('due', at(-1)), row('purged', at(1))];
      const report = await auditRetention({
        ...dependencies,
        api: { query: async () => rows as never },
      });
      expect(report.findings.map(({ reason, where }) => `${reason} ${where}`)).toEqual([
        'outlived warehouse.fact_image old',
        'expired warehouse.fact_image due',
        'outlived warehouse.fact_image purged',
      ]);
    }));

  test('finds overdue data that the purge has missed, wherever it is', () =>
    withSystem(engine, { isVersioned: true }, async (system) => {
      await addImage(system, 'a');
      await purgeExpired(system.retention(8));
      await system.put(ORIGINALS, 'a');
      await system.remove('a');
      await system.put(THUMBNAILS, thumbnailOf('a'));
      await system.put(STAGING, 'batches/1/1/images-00001.json.zst');
      expect(await found(system, 8.5)).toEqual([
        'outlived original',
        'outlived delete-marker',
        'outlived thumbnail',
        'outlived staged-file',
      ]);
    }));

  test('finds an old version below a new one', () =>
    withSystem(engine, { isVersioned: true }, async (system) => {
      await addImage(system, 'a');
      const expiresAt = '2026-01-01 00:00:00.000000';
      await system.metadata.db.updateTable('image').set({ expiresAt }).execute();
      expect(await found(system, 0)).toEqual([
        'outlived original',
        'outlived thumbnail',
        'outlived row',
      ]);
    }));

  test('reports files of the data lake that should be deleted', () =>
    withSystem(engine, { isVersioned: false }, async (system) => {
      const day = new Date().toISOString().slice(0, 10);
      const key = `image_personal/expires_day=${day}/0000_part_00.parquet`;
      await system.put(LAKE, key);
      const report = await audit(system, 1);
      expect(report).toMatchObject({ isKept: false, outlivedCount: 1, lakeFileCount: 1 });
      expect(report.findings).toMatchObject([{ kind: 'lake-file', where: `s3://${LAKE}/${key}` }]);
    }));

  test('reports objects without rows and rows without objects, unless they are in progress', () =>
    withSystem(engine, { isVersioned: false }, async (system) => {
      await system.put(ORIGINALS, 'without a row');
      await system.put(THUMBNAILS, thumbnailOf('without a row'));
      await system.put(STAGING, 'batches/1/1/images-00001.json.zst');
      const uploadedAt = new Date();
      const thumbnail = thumbnailOf('without objects');
      await recordImage(system.metadata, { key: 'without objects', n: 1, uploadedAt, thumbnail });
      expect(await found(system, 0)).toEqual([]);
      const report = await audit(system, 1);
      expect(report).toMatchObject({ isKept: true, outlivedCount: 0, orphanCount: 5 });
      expect(report.findings.map(({ kind }) => kind)).toEqual([
        'original',
        'thumbnail',
        'staged-file',
        'row-without-original',
        'row-without-thumbnails',
      ]);
    }));
});
