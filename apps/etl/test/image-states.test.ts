import { imageIdOf, openMetadata } from '@miniatura/metadata';
import { describeOnEachEngine } from '@miniatura/metadata/test-support/describe-on-each-engine';
import { sequencer } from '@miniatura/test-support/sequencer';
import { expect, onTestFinished, test } from 'vitest';
import { runEtl } from '../src/index.ts';
import { etlOf } from './both-sides.ts';
import {
  BUCKET,
  processedImage,
  purgeImage,
  recordRejection,
  removeImage,
} from './sample-images.ts';
import { emptyWarehouse, useWarehouse } from './start-warehouse.ts';

const warehouse = useWarehouse();

function statesOf(key: string): string {
  return `SELECT status, valid_from, valid_to, is_current FROM analytics.v_image_state
    WHERE image_id = '${imageIdOf(BUCKET, key)}' ORDER BY state_number`;
}

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
    const change = { sequencer: sequencer(2), processedAt: '2026-11-20T11:00:00.000Z' };
    await recordRejection(metadata, 'a.jpg');
    await metadata.recordProcessed(processedImage('b.jpg'));
    await load();
    await metadata.recordProcessed(processedImage('a.jpg', change));
    // This image keeps its state.
    await metadata.recordProcessed(processedImage('b.jpg', change));
    await load();
    await purgeImage(metadata, 'a.jpg');
    await removeImage(metadata, 'b.jpg');
    await load();
    const purged = (await warehouse.select(statesOf('a.jpg'))).at(-1)?.['valid_from'];
    const [first, second] = ['2026-11-20 10:00:01.25', '2026-11-20 11:00:00'];
    const removed = '2026-11-21 08:00:00';
    expect(await warehouse.select(statesOf('a.jpg'))).toEqual([
      { status: 'rejected', valid_from: first, valid_to: second, is_current: false },
      { status: 'processed', valid_from: second, valid_to: purged, is_current: false },
      { status: 'purged', valid_from: expect.any(String), valid_to: null, is_current: true },
    ]);
    expect(await warehouse.select(statesOf('b.jpg'))).toEqual([
      { status: 'processed', valid_from: first, valid_to: removed, is_current: false },
      { status: 'removed', valid_from: removed, valid_to: null, is_current: true },
    ]);
  });
});
