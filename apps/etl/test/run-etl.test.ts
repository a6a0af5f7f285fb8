import { describeOnEachEngine } from '@miniatura/metadata/test-support/describe-on-each-engine';
import { sequencer } from '@miniatura/test-support/sequencer';
import { formatTraceHeader, Tracer } from '@miniatura/tracing';
import { beforeEach, expect, test } from 'vitest';
import { backfill, runEtl } from '../src/index.ts';
import { etlOf, expectBothSidesEqual } from './both-sides.ts';
import {
  processedImage,
  purgeImage,
  recordCall,
  recordImages,
  recordRejection,
  removeImage,
} from './sample-images.ts';
import { emptyWarehouse, useWarehouse } from './start-warehouse.ts';
import { withSource } from './with-source.ts';

const UPLOAD = { traceId: '1-5759e988-bd862e3fe1be46a994272793', parentId: '53995c3f42cd8ad8' };

const warehouse = useWarehouse();
beforeEach(() => emptyWarehouse(warehouse.api));

describeOnEachEngine('A run', (engine) => {
  test('carries images, labels, owners and calls, and says how many', () =>
    withSource(engine, async (metadata) => {
      await recordImages(metadata, ['a.jpg', 'b.jpg']);
      await recordRejection(metadata, 'c.pdf');
      await recordCall(metadata, 'a.jpg');
      expect(await runEtl(etlOf(warehouse, metadata))).toMatchObject({
        outcome: 'done',
        batchCount: 1,
        claimedCount: 4,
        stagedCount: 3,
        mergedCount: 3,
        staleCount: 0,
        stagedCallCount: 1,
        rejectedCount: 0,
        paidSeconds: 60,
      });
      await expectBothSidesEqual(warehouse, metadata);
    }));

  test('adds its batch to the traces of the uploads that it loads', () =>
    withSource(engine, async (metadata) => {
      const sent: object[] = [];
      const tracer = new Tracer('etl', async (segment) => void sent.push(segment));
      const traceHeader = formatTraceHeader(UPLOAD);
      await metadata.recordProcessed(processedImage('a.jpg', { traceHeader }));
      await metadata.recordProcessed(processedImage('b.jpg'));
      await runEtl(etlOf(warehouse, metadata, { tracer }));
      expect(sent).toMatchObject([
        {
          ...{ name: 'etl', trace_id: UPLOAD.traceId, parent_id: UPLOAD.parentId },
          annotations: { batchId: expect.stringMatching(/^\d{8}T/) as string },
        },
      ]);
    }));

  test('does not touch Redshift or S3 when there is nothing to carry', () =>
    withSource(engine, async (metadata) => {
      const untouchable = () => {
        throw new Error('touched');
      };
      const dependencies = etlOf(warehouse, metadata, {
        api: new Proxy({} as never, { get: untouchable }),
        staging: new Proxy({} as never, { get: untouchable }),
        prepareWarehouse: untouchable,
      });
      expect(await runEtl(dependencies)).toMatchObject({
        outcome: 'nothing-pending',
        paidSeconds: 0,
      });
    }));

  test('loads more changes than fit into a batch in several batches, and then finds none', () =>
    withSource(engine, async (metadata) => {
      await recordImages(metadata, ['1', '2', '3', '4', '5']);
      const dependencies = etlOf(warehouse, metadata, { maxRowsPerBatch: 2 });
      expect(await runEtl(dependencies)).toMatchObject({
        outcome: 'done',
        batchCount: 3,
        mergedCount: 5,
      });
      expect(await runEtl(dependencies)).toMatchObject({
        outcome: 'nothing-pending',
        batchCount: 0,
      });
      await expectBothSidesEqual(warehouse, metadata);
    }));

  test('ends although changes keep coming: they wait for the next run', () =>
    withSource(engine, async (metadata) => {
      await recordImages(metadata, ['0']);
      const dependencies = etlOf(warehouse, metadata);
      let count = 0;
      const claimChanges: typeof dependencies.feed.claimChanges = async (request) => {
        const batch = await dependencies.feed.claimChanges(request);
        if (count++ < 3) await recordImages(metadata, [`${count}`]);
        return batch;
      };
      const busy = { ...dependencies, feed: { ...dependencies.feed, claimChanges } };
      expect(await runEtl(busy)).toMatchObject({ outcome: 'done', batchCount: 1 });
      expect(await runEtl(dependencies)).toMatchObject({ outcome: 'done', mergedCount: 1 });
      await expectBothSidesEqual(warehouse, metadata);
    }));

  test('loads changes, removals and purges of images that it loaded before', () =>
    withSource(engine, async (metadata) => {
      const dependencies = etlOf(warehouse, metadata);
      await recordImages(metadata, ['kept', 'changed', 'removed', 'purged']);
      await runEtl(dependencies);
      const changed = { sequencer: sequencer(2), width: 7, uploadedBy: 'eve@example.org' };
      await metadata.recordProcessed(processedImage('changed', { ...changed, labels: [] }));
      await removeImage(metadata, 'removed');
      await purgeImage(metadata, 'purged');
      expect(await runEtl(dependencies)).toMatchObject({ mergedCount: 3, staleCount: 0 });
      await expectBothSidesEqual(warehouse, metadata);
    }));

  test('copies everything into an empty warehouse, in ranges, through the same path', () =>
    withSource(engine, async (metadata) => {
      const dependencies = etlOf(warehouse, metadata, { maxRowsPerBatch: 2 });
      await recordImages(metadata, ['1', '2', '3', '4', '5']);
      await recordCall(metadata, '1');
      await runEtl(dependencies);
      await emptyWarehouse(warehouse.api);
      expect(await runEtl(dependencies)).toMatchObject({ outcome: 'nothing-pending' });
      expect(await backfill(dependencies)).toMatchObject({ outcome: 'done', batchCount: 4 });
      await expectBothSidesEqual(warehouse, metadata);
      expect(await backfill(dependencies)).toMatchObject({ mergedCount: 0, staleCount: 5 });
      await expectBothSidesEqual(warehouse, metadata);
    }));

  test('stops before its time is over, and the next run continues', () =>
    withSource(engine, async (metadata) => {
      await recordImages(metadata, ['a.jpg']);
      const dependencies = etlOf(warehouse, metadata);
      const soon = { deadlineMs: Date.now() + 1000 };
      expect(await runEtl(dependencies, soon)).toMatchObject({
        outcome: 'out-of-time',
        batchCount: 0,
      });
      expect(await runEtl(dependencies)).toMatchObject({ outcome: 'done', batchCount: 1 });
      await expectBothSidesEqual(warehouse, metadata);
    }));
});
