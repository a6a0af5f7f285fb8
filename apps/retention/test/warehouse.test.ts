import { startRedshiftData } from '@miniatura/test-support/start-redshift-data';
import { temporaryFolder } from '@miniatura/test-support/temporary-folder';
import { createDataApi, findExpiredPersonalData } from '@miniatura/warehouse';
import { copyPreparedWarehouse } from '@miniatura/warehouse/test-support/copy-prepared-warehouse';
import { expect, test } from 'vitest';

const IMAGE = 'INSERT INTO warehouse.fact_image (image_id, row_version, op, status, is_deleted,';

test('Expired personal data in the warehouse is found, and nothing else', async () => {
  await using resources = new AsyncDisposableStack();
  const directory = await temporaryFolder(resources);
  copyPreparedWarehouse(directory);
  const { redshiftData } = await startRedshiftData(resources, { directory });
  const api = createDataApi(redshiftData, { workgroupName: 'miniatura', database: 'dev' });
  const sqls = [
    `${IMAGE} batch_id, object_key, expires_at) VALUES
 ('due', 1, 'U', 'processed', false, 'b', 'cat.jpg', '2026-11-27 10:00:00'),
 ('young', 1, 'U', 'processed', false, 'b', 'cat.jpg', '2026-11-27 10:00:01'),
 ('purged', 2, 'P', 'purged', true, 'b', NULL, '2026-11-27 10:00:00'),
 ('badly purged', 2, 'P', 'purged', true, 'b', 'cat.jpg', '2026-11-28 10:00:00')`,
    `INSERT INTO warehouse.bridge_image_label
 (image_id, label_id, position, confidence, model_version) VALUES ('due', 'l', 0, 99, '3.0')`,
    "INSERT INTO warehouse.dim_owner VALUES ('nobody', 'ada@example.org', GETDATE())",
  ];
  await api.wait(await api.submitBatch({ sqls, name: 'fill', clientToken: crypto.randomUUID() }));
  const dueAt = new Date('2026-11-27T10:00:00Z');
  expect(await findExpiredPersonalData(api, dueAt)).toEqual([
    { table: 'bridge_image_label', id: 'due', expiresAt: dueAt },
    { table: 'dim_owner', id: 'nobody', expiresAt: null },
    { table: 'fact_image', id: 'badly purged', expiresAt: new Date('2026-11-28T10:00:00Z') },
    { table: 'fact_image', id: 'due', expiresAt: dueAt },
  ]);
});
