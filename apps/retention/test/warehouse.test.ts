import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RedshiftDataClient } from '@aws-sdk/client-redshift-data';
import { startLocalRedshiftData } from '@miniatura/local-redshift-data';
import { createDataApi, findOutlivedPersonalData } from '@miniatura/warehouse';
import { copyPreparedWarehouse } from '@miniatura/warehouse/test-support/copy-prepared-warehouse';
import { expect, test } from 'vitest';

const IMAGE = 'INSERT INTO warehouse.fact_image (image_id, row_version, op, status, is_deleted,';

test('Expired personal data in the warehouse is found, and nothing else', async () => {
  await using resources = new AsyncDisposableStack();
  const directory = await mkdtemp(join(tmpdir(), 'retention-'));
  resources.defer(() => rm(directory, { recursive: true, force: true }));
  await copyPreparedWarehouse(directory);
  const redshift = await startLocalRedshiftData({
    directory,
    port: 0,
    s3: {
      endpoint: 'http://127.0.0.1:1',
      region: 'us-east-1',
      credentials: { accessKeyId: 'local', secretAccessKey: 'local-secret' },
    },
  });
  resources.defer(() => redshift.close());
  const client = new RedshiftDataClient({
    region: 'us-east-1',
    endpoint: redshift.endpoint,
    credentials: { accessKeyId: 'local', secretAccessKey: 'local-secret' },
  });
  resources.defer(() => client.destroy());
  const api = createDataApi(client, { workgroupName: 'miniatura', database: 'dev' });
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
  expect(await findOutlivedPersonalData(api, dueAt)).toEqual([
    { table: 'bridge_image_label', id: 'due', expiresAt: dueAt },
    { table: 'dim_owner', id: 'nobody', expiresAt: null },
    { table: 'fact_image', id: 'badly purged', expiresAt: new Date('2026-11-28T10:00:00Z') },
    { table: 'fact_image', id: 'due', expiresAt: dueAt },
  ]);
});
