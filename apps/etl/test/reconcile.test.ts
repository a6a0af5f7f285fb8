import { imageIdOf, type Metadata } from '@miniatura/metadata';
import { describeOnEachEngine } from '@miniatura/metadata/test-support/describe-on-each-engine';
import { beforeEach, expect, test } from 'vitest';
import { runEtl } from '../src/index.ts';
import { reconcile } from '../src/reconcile.ts';
import { repair } from '../src/repair.ts';
import { etlOf, expectBothSidesEqual } from './both-sides.ts';
import {
  BUCKET,
  processedImage,
  purgeImage,
  recordCall,
  recordImages,
  removeImage,
} from './sample-images.ts';
import { emptyWarehouse, useWarehouse } from './start-warehouse.ts';
import { withSource } from './with-source.ts';

const warehouse = useWarehouse();
beforeEach(() => emptyWarehouse(warehouse.api));

async function carried(metadata: Metadata) {
  for (const [n, day] of ['2026-11-18', '2026-11-19', '2026-11-20'].entries()) {
    for (const key of [`${day}/a`, `${day}/b`, `${day}/c`]) {
      await metadata.recordProcessed(processedImage(key, { uploadedAt: `${day}T1${n}:00:00Z` }));
    }
  }
  await removeImage(metadata, 'never seen');
  const dependencies = etlOf(warehouse, metadata);
  await runEtl(dependencies);
  return dependencies;
}

/** What analysts see of images and of their history. */
const STATES = `SELECT i.image_id, i.is_deleted, s.status FROM warehouse.fact_image i
 JOIN warehouse.fact_image_state s ON s.image_id = i.image_id ORDER BY 1`;

async function damage(sql: string): Promise<void> {
  await warehouse.api.queryTable({ sql }).catch(() => undefined);
}

const CALL = {
  imageId: imageIdOf(BUCKET, 'a'),
  operation: 'DetectLabels',
  modelVersion: null,
  calledAt: '2026-11-20 10:00:00.000000',
  outcome: 'done',
  requestUnits: 1,
  batchId: null,
};

function differenceOf(key: string, day: string, difference: string) {
  return {
    imageId: imageIdOf(BUCKET, key),
    day,
    difference,
  };
}

describeOnEachEngine('Reconciliation', (engine) => {
  test('finds both sides equal, and counts them, purged images aside', () =>
    withSource(engine, async (metadata) => {
      const dependencies = await carried(metadata);
      await purgeImage(metadata, '2026-11-18/a');
      await runEtl(dependencies);
      expect(await reconcile(dependencies)).toEqual({
        isEqual: true,
        dayCount: 4,
        sourceCount: 9,
        warehouseCount: 9,
        sourceCallCount: 0,
        warehouseCallCount: 0,
        differences: [],
        differentCalls: [],
        hasMore: false,
        underwayCount: 0,
      });
    }));

  test('names each image that differs, and how', () =>
    withSource(engine, async (metadata) => {
      const dependencies = await carried(metadata);
      const id = (key: string) => `image_id = '${imageIdOf(BUCKET, key)}'`;
      await damage(`DELETE FROM warehouse.fact_image WHERE ${id('2026-11-18/a')}`);
      await damage(
        `UPDATE warehouse.fact_image SET row_version = row_version + 1 WHERE ${id('2026-11-19/a')}`,
      );
      await damage(`DELETE FROM warehouse.bridge_image_label WHERE ${id('2026-11-19/b')}`);
      await metadata.db
        .deleteFrom('image')
        .where('imageId', '=', imageIdOf(BUCKET, '2026-11-20/c'))
        .execute();
      const report = await reconcile(dependencies);
      expect(report).toMatchObject({ isEqual: false, underwayCount: 0, hasMore: false });
      const byId = <Image extends { readonly imageId: string }>(images: readonly Image[]) =>
        images.toSorted((a, b) => (a.imageId < b.imageId ? -1 : 1));
      expect(byId(report.differences)).toEqual(
        byId([
          differenceOf('2026-11-18/a', '2026-11-18', 'missing'),
          differenceOf('2026-11-19/a', '2026-11-19', 'other-version'),
          differenceOf('2026-11-19/b', '2026-11-19', 'other-labels'),
          differenceOf('2026-11-20/c', '2026-11-20', 'left-over'),
        ]),
      );
    }));

  test('names all images after UPDATE … SET width = 1, and a repair corrects them', () =>
    withSource(engine, async (metadata) => {
      await recordImages(metadata, ['a', 'b']);
      const dependencies = etlOf(warehouse, metadata);
      await runEtl(dependencies);
      await damage('UPDATE warehouse.fact_image SET width = 1');
      const { isEqual, differences } = await reconcile(dependencies);
      expect(isEqual).toBe(false);
      expect(differences).toEqual(
        ['a', 'b']
          .map((key) => differenceOf(key, '2026-11-20', 'other-values'))
          .toSorted((a, b) => (a.imageId < b.imageId ? -1 : 1)),
      );
      expect(await repair(dependencies)).toMatchObject({ outcome: 'repaired', resentCount: 2 });
      await expectBothSidesEqual(warehouse, metadata);
    }));

  test('distinguishes values of owners and labels from those of images, and a repair corrects each', () =>
    withSource(engine, async (metadata) => {
      const label = { confidence: 90, parents: [], modelVersion: '3.0' };
      for (const key of ['time', 'owner', 'confidence', 'name']) {
        const labels = [{ ...label, name: key }];
        await metadata.recordProcessed(processedImage(key, { uploadedBy: key, labels }));
      }
      const dependencies = etlOf(warehouse, metadata);
      await runEtl(dependencies);
      const of = (key: string) => `WHERE image_id = '${imageIdOf(BUCKET, key)}'`;
      const later = 'uploaded_at = DATEADD(hour, 1, uploaded_at)';
      await damage(`UPDATE warehouse.fact_image SET ${later} ${of('time')}`);
      await damage(
        "UPDATE warehouse.dim_owner SET uploaded_by = 'eve' WHERE uploaded_by = 'owner'",
      );
      await damage(`UPDATE warehouse.bridge_image_label SET confidence = 1 ${of('confidence')}`);
      await damage("UPDATE warehouse.dim_label SET name = 'dog' WHERE name = 'name'");
      const { differences } = await reconcile(dependencies);
      const found = Object.fromEntries(differences.map((each) => [each.imageId, each.difference]));
      expect(found).toEqual({
        [imageIdOf(BUCKET, 'time')]: 'other-values',
        [imageIdOf(BUCKET, 'owner')]: 'other-values',
        [imageIdOf(BUCKET, 'confidence')]: 'other-labels',
        [imageIdOf(BUCKET, 'name')]: 'other-labels',
      });
      expect(await repair(dependencies)).toMatchObject({ outcome: 'repaired', resentCount: 4 });
      await expectBothSidesEqual(warehouse, metadata);
    }));

  test.each([
    ['UPDATE warehouse.fact_image SET is_deleted = true', 'other-values'],
    ['INSERT INTO warehouse.fact_image SELECT * FROM warehouse.fact_image', 'doubled'],
    ['INSERT INTO warehouse.dim_owner SELECT * FROM warehouse.dim_owner', 'doubled'],
    ['INSERT INTO warehouse.dim_label SELECT * FROM warehouse.dim_label', 'other-labels'],
    [
      'INSERT INTO warehouse.bridge_image_label SELECT * FROM warehouse.bridge_image_label',
      'other-labels',
    ],
  ])('names all images after %s, and a repair corrects them', (sql, difference) =>
    withSource(engine, async (metadata) => {
      await recordImages(metadata, ['a', 'b']);
      const dependencies = etlOf(warehouse, metadata);
      await runEtl(dependencies);
      const before = await warehouse.select(STATES);
      await warehouse.api.queryTable({ sql });
      const { differences } = await reconcile(dependencies);
      expect(differences.map((each) => each.difference)).toEqual([difference, difference]);
      expect(await repair(dependencies)).toMatchObject({ outcome: 'repaired', resentCount: 2 });
      await expectBothSidesEqual(warehouse, metadata);
      expect(await warehouse.select(STATES)).toEqual(before);
    }),
  );

  test('does not report a repair whose rows the warehouse does not keep', () =>
    withSource(engine, async (metadata) => {
      await recordImages(metadata, ['a']);
      const dependencies = etlOf(warehouse, metadata);
      await runEtl(dependencies);
      const submitBatch: typeof dependencies.api.submitBatch = (batch) =>
        dependencies.api.submitBatch({
          ...batch,
          sqls: [...batch.sqls, 'UPDATE warehouse.fact_image SET width = 1'],
        });
      const api = { ...dependencies.api, submitBatch };
      await damage('UPDATE warehouse.fact_image SET width = 1');
      expect(await repair({ ...dependencies, api })).toMatchObject({
        outcome: 'differs',
        reconciliation: { isEqual: false, underwayCount: 0 },
      });
    }));

  test('names the images that the source has changed without a word', () =>
    withSource(engine, async (metadata) => {
      await recordImages(metadata, ['a', 'b']);
      const dependencies = etlOf(warehouse, metadata);
      await runEtl(dependencies);
      await metadata.db
        .updateTable('image')
        .set({ width: 1 })
        .where('imageId', '=', imageIdOf(BUCKET, 'b'))
        .execute();
      expect((await reconcile(dependencies)).differences).toEqual([
        differenceOf('b', '2026-11-20', 'other-values'),
      ]);
      expect(await repair(dependencies)).toMatchObject({ outcome: 'repaired', resentCount: 1 });
      expect(await warehouse.select('SELECT width FROM warehouse.fact_image')).toEqual(
        expect.arrayContaining([{ width: 1 }, { width: 4000 }]),
      );
    }));

  test('names calls that differ; a repair sends them again, or brings back what was paid', () =>
    withSource(engine, async (metadata) => {
      for (const _time of [1, 2, 3]) await recordCall(metadata, 'a');
      const dependencies = etlOf(warehouse, metadata);
      await runEtl(dependencies);
      const calls = await metadata.db.selectFrom('analysisCall').selectAll().execute();
      const [changed, missing, leftOver] = calls.map((call) => call.callId);
      await damage(
        `UPDATE warehouse.fact_analysis_call SET request_units = 9 WHERE call_id = ${changed}`,
      );
      await damage(`DELETE FROM warehouse.fact_analysis_call WHERE call_id = ${missing}`);
      await metadata.db.deleteFrom('analysisCall').where('callId', '=', leftOver!).execute();
      const day = '2026-11-20';
      expect((await reconcile(dependencies)).differentCalls).toEqual(
        [
          { callId: changed!, day, difference: 'other-values' },
          { callId: missing!, day, difference: 'missing' },
          { callId: leftOver!, day, difference: 'left-over' },
        ].toSorted((a, b) => a.callId - b.callId),
      );
      expect(await repair(dependencies)).toMatchObject({
        outcome: 'repaired',
        resentCount: 2,
        adoptedCallCount: 1,
      });
      await expectBothSidesEqual(warehouse, metadata);
      const after = await metadata.db.selectFrom('analysisCall').selectAll().execute();
      const withoutBatch = (rows: typeof after) =>
        rows.map((row) => ({ ...row, batchId: '' })).toSorted((a, b) => a.callId - b.callId);
      expect(withoutBatch(after)).toEqual(withoutBatch(calls));
    }));

  test('reads a day of many calls twice, and then only the part in which a call differs', () =>
    withSource(engine, async (metadata) => {
      const callCount = 2100;
      const ids = Array.from({ length: callCount }, (_, index) => index + 1);
      for (const some of [ids.slice(0, 1000), ids.slice(1000)]) {
        const rows = some.map((callId) => ({ ...CALL, callId }));
        await metadata.db.insertInto('analysisCall').values(rows).execute();
      }
      const dependencies = etlOf(warehouse, metadata);
      await runEtl(dependencies);
      await damage('UPDATE warehouse.fact_analysis_call SET request_units = 9 WHERE call_id = 300');
      let readCount = 0;
      const feed = {
        ...dependencies.feed,
        async *allCalls(...scope: Parameters<typeof dependencies.feed.allCalls>) {
          for await (const page of dependencies.feed.allCalls(...scope)) {
            readCount += page.length;
            yield page;
          }
        },
      };
      const { differentCalls } = await reconcile({ ...dependencies, feed });
      expect(differentCalls).toEqual([
        { callId: 300, day: '2026-11-20', difference: 'other-values' },
      ]);
      // Of 256 parts by the id, the one that holds 44, 300, 556 and so on.
      expect(readCount).toBe(2 * callCount + 9);
    }));

  test('does not take for a difference what the next run will carry', () =>
    withSource(engine, async (metadata) => {
      const dependencies = await carried(metadata);
      await recordImages(metadata, ['new']);
      expect(await reconcile(dependencies)).toMatchObject({ isEqual: true, underwayCount: 1 });
      await runEtl(dependencies);
      expect(await reconcile(dependencies)).toMatchObject({ isEqual: true, underwayCount: 0 });
    }));

  test('stops naming after a hundred, and says that there are more', () =>
    withSource(engine, async (metadata) => {
      await recordImages(
        metadata,
        Array.from({ length: 130 }, (_, n) => `${n}`),
      );
      const dependencies = etlOf(warehouse, metadata);
      await runEtl(dependencies);
      await damage('DELETE FROM warehouse.fact_image');
      const report = await reconcile(dependencies);
      expect(report).toMatchObject({ isEqual: false, hasMore: true });
      expect(report.differences).toHaveLength(100);
    }));
});
