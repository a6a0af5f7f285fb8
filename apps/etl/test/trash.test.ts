import { changeFeedOf, imageIdOf } from '@miniatura/metadata';
import { SQLITE } from '@miniatura/metadata/test-support/sqlite-engine';
import { beforeEach, expect, test } from 'vitest';
import { runEtl } from '../src/index.ts';
import { reconcile } from '../src/reconcile.ts';
import { etlOf, expectBothSidesEqual } from './both-sides.ts';
import { BUCKET, recordImages } from './sample-images.ts';
import { emptyWarehouse, useWarehouse } from './start-warehouse.ts';
import { withSource } from './with-source.ts';

/** What each subject's view says of the images that are there. */
const VIEWS = [
  'SELECT object_key, uploaded_by FROM analytics.v_image_owner ORDER BY 1',
  'SELECT image_id, label FROM analytics.v_image_label ORDER BY 1, 2',
  'SELECT image_id, camera_model FROM analytics.v_image_camera ORDER BY 1',
  'SELECT SUM(image_count) AS images FROM analytics.v_label_popularity',
];

const warehouse = useWarehouse();
beforeEach(() => emptyWarehouse(warehouse.api));

const answers = () => Promise.all(VIEWS.map((view) => warehouse.select(view)));

test('The trash hides an image from the views until it is restored, and both sides agree', () =>
  withSource(SQLITE, async (metadata) => {
    const etl = etlOf(warehouse, metadata);
    const trashed = imageIdOf(BUCKET, 'trashed.jpg');
    await recordImages(metadata, ['kept.jpg']);
    await runEtl(etl);
    const withoutIt = await answers();
    await recordImages(metadata, ['trashed.jpg']);
    await runEtl(etl);
    const withIt = await answers();
    expect(withIt).not.toEqual(withoutIt);

    await metadata.trashImage(trashed);
    await runEtl(etl);
    expect(await answers()).toEqual(withoutIt);
    const ports = { feed: changeFeedOf(metadata.db), api: warehouse.api };
    const report = await reconcile({ ...ports, prepareWarehouse: async () => undefined });
    expect(report).toMatchObject({ isEqual: true, underwayCount: 0, differences: [] });

    await metadata.restoreImage(trashed);
    await runEtl(etl);
    expect(await answers()).toEqual(withIt);
    await expectBothSidesEqual(warehouse, metadata);
  }));
