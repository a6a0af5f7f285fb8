import { openMetadata } from '@miniatura/metadata';
import { describeOnEachEngine } from '@miniatura/metadata/test-support/describe-on-each-engine';
import { checkWarehouse } from '@miniatura/warehouse';
import { expect, onTestFinished, test } from 'vitest';
import { runEtl } from '../src/create-handler.ts';
import { etlOf } from './both-sides.ts';
import { processedImage, purgeImage, recordRejection, removeImage } from './sample-images.ts';
import { emptyWarehouse, useWarehouse } from './start-warehouse.ts';

const warehouse = useWarehouse();

const STATES = `SELECT status, valid_from, valid_to, is_current FROM analytics.v_image_state
  ORDER BY image_id, state_number`;

describeOnEachEngine('The history of the states of images', (engine) => {
  test('has each state that was loaded, and outlives a purge', async () => {
    const database = await engine.newDatabase();
    const metadata = await openMetadata({ url: database.url });
    onTestFinished(async () => {
      await metadata.close();
      await database.dispose();
    });
    await emptyWarehouse(warehouse.api);
    const load = () => runEtl(etlOf(warehouse, metadata));
    await recordRejection(metadata, 'a.jpg');
    await load();
    await metadata.recordProcessed(
      processedImage('a.jpg', {
        sequencer: '000000000000000002',
        processedAt: '2026-11-20T11:00:00.000Z',
      }),
    );
    await load();
    // The same state again is no new one.
    await metadata.recordProcessed(
      processedImage('a.jpg', {
        sequencer: '000000000000000003',
        processedAt: '2026-11-20T12:00:00.000Z',
      }),
    );
    await load();
    await removeImage(metadata, 'a.jpg');
    await load();
    await purgeImage(metadata, 'a.jpg');
    await load();
    const rows = await warehouse.select(STATES);
    const times = ['2026-11-20 10:00:01.25', '2026-11-20 11:00:00', '2026-11-21 08:00:00'];
    expect(rows).toEqual([
      { status: 'rejected', valid_from: times[0], valid_to: times[1], is_current: false },
      { status: 'processed', valid_from: times[1], valid_to: times[2], is_current: false },
      {
        status: 'removed',
        valid_from: times[2],
        valid_to: rows[3]?.['valid_from'],
        is_current: false,
      },
      { status: 'purged', valid_from: expect.any(String), valid_to: null, is_current: true },
    ]);
    expect(await checkWarehouse(warehouse.api)).toEqual([]);
  });
});
