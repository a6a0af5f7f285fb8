import { imageIdOf, type Metadata } from '@miniatura/metadata';
import { describeOnEachEngine } from '@miniatura/metadata/test-support/describe-on-each-engine';
import { beforeEach, expect, test } from 'vitest';
import { reconcile, runEtl } from '../src/create-handler.ts';
import { etlOf } from './both-sides.ts';
import { BUCKET, processedImage, purgeImage, recordImages, removeImage } from './sample-images.ts';
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
  const deps = etlOf(warehouse, metadata);
  await runEtl(deps);
  return deps;
}

async function damage(sql: string): Promise<void> {
  await warehouse.api.queryTable({ sql }).catch(() => undefined);
}

const differenceOf = (key: string, day: string, difference: string) => ({
  imageId: imageIdOf(BUCKET, key),
  day,
  difference,
});

describeOnEachEngine('Reconciliation', (engine) => {
  test('finds both sides equal, and counts them, purged images aside', () =>
    withSource(engine, async (metadata) => {
      const deps = await carried(metadata);
      await purgeImage(metadata, '2026-11-18/a');
      await runEtl(deps);
      expect(await reconcile(deps)).toEqual({
        isEqual: true,
        dayCount: 4,
        sourceCount: 9,
        warehouseCount: 9,
        differences: [],
        hasMore: false,
        underwayCount: 0,
      });
    }));

  test('names each image that differs, and how', () =>
    withSource(engine, async (metadata) => {
      const deps = await carried(metadata);
      const id = (key: string) => `image_id = '${imageIdOf(BUCKET, key)}'`;
      await damage(`DELETE FROM warehouse.fact_image WHERE ${id('2026-11-18/a')}`);
      await damage(
        `UPDATE warehouse.fact_image SET row_version = row_version + 1 WHERE ${id('2026-11-19/a')}`,
      );
      await damage(`DELETE FROM warehouse.bridge_image_label WHERE ${id('2026-11-19/b')}`);
      await metadata.db
        .deleteFrom('image')
        .where('image_id', '=', imageIdOf(BUCKET, '2026-11-20/c'))
        .execute();
      const report = await reconcile(deps);
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

  test('does not take for a difference what the next run will carry', () =>
    withSource(engine, async (metadata) => {
      const deps = await carried(metadata);
      await recordImages(metadata, ['new']);
      expect(await reconcile(deps)).toMatchObject({ isEqual: true, underwayCount: 1 });
      await runEtl(deps);
      expect(await reconcile(deps)).toMatchObject({ isEqual: true, underwayCount: 0 });
    }));

  test('stops naming after a hundred, and says that there are more', () =>
    withSource(engine, async (metadata) => {
      await recordImages(
        metadata,
        Array.from({ length: 130 }, (_, n) => `${n}`),
      );
      const deps = etlOf(warehouse, metadata);
      await runEtl(deps);
      await damage('DELETE FROM warehouse.fact_image');
      const report = await reconcile(deps);
      expect(report).toMatchObject({ isEqual: false, hasMore: true });
      expect(report.differences).toHaveLength(100);
    }));
});
