import { imageIdOf } from '@miniatura/metadata';
import { describeOnEachEngine } from '@miniatura/metadata/test-support/describe-on-each-engine';
import { beforeEach, expect, test } from 'vitest';
import { createHandler, type HandlerDependencies } from '../src/create-handler.ts';
import { etlOf } from './both-sides.ts';
import { BUCKET, recordImages } from './sample-images.ts';
import { emptyWarehouse, useWarehouse } from './start-warehouse.ts';
import { withSource } from './with-source.ts';

const warehouse = useWarehouse();
beforeEach(() => emptyWarehouse(warehouse.api));

const CONTEXT = { getRemainingTimeInMillis: () => 15 * 60 * 1000 };

/** What EventBridge sends on a schedule, in part. */
const SCHEDULED = {
  version: '0',
  'detail-type': 'Scheduled Event',
  source: 'aws.events',
  detail: {},
};

function handlerOf(dependencies: Omit<HandlerDependencies, 'log' | 'recordMetrics'>) {
  const reported: unknown[] = [];
  const log = {
    info: (message: string) => void reported.push(message),
    error: (message: string) => void reported.push(message),
  };
  const recordMetrics = (metrics: object) => void reported.push(metrics);
  return { handle: createHandler({ ...dependencies, log, recordMetrics }), reported };
}

describeOnEachEngine('The handler', (engine) => {
  test('loads changes on a schedule, and records its metrics', () =>
    withSource(engine, async (metadata) => {
      await recordImages(metadata, ['a', 'b']);
      const { handle, reported } = handlerOf(etlOf(warehouse, metadata));
      expect(await handle(SCHEDULED, CONTEXT)).toMatchObject({ outcome: 'done', mergedCount: 2 });
      expect(reported).toEqual([
        'Changes loaded',
        {
          lag: expect.any(Number),
          claimed: 2,
          staged: 2,
          merged: 2,
          stale: 0,
          rejected: 0,
          paid: 60,
          restored: 0,
        },
        { failedTests: 0 },
      ]);
    }));

  test('tests the data after a load, and reports which tests fail', () =>
    withSource(engine, async (metadata) => {
      await recordImages(metadata, ['a']);
      const { handle, reported } = handlerOf(etlOf(warehouse, metadata));
      await warehouse.api.queryTable({
        sql: "INSERT INTO warehouse.dim_label VALUES ('x', 'colour', 'Red', NULL)",
      });
      expect(await handle(SCHEDULED, CONTEXT)).toMatchObject({ outcome: 'done' });
      expect(reported.slice(2)).toEqual([{ failedTests: 1 }, 'Data tests of the warehouse fail']);
      reported.length = 0;
      expect(await handle(SCHEDULED, CONTEXT)).toMatchObject({ outcome: 'nothing-pending' });
      expect(reported).toHaveLength(2);
    }));

  test('copies everything, and compares both sides, when it is asked to', () =>
    withSource(engine, async (metadata) => {
      await recordImages(metadata, ['a']);
      const { handle, reported } = handlerOf(etlOf(warehouse, metadata));
      expect(await handle({ action: 'backfill' }, CONTEXT)).toMatchObject({ mergedCount: 1 });
      reported.length = 0;
      expect(await handle({ action: 'reconcile' }, CONTEXT)).toMatchObject({ isEqual: true });
      expect(reported).toEqual(['Database and warehouse agree', { differences: 0, underway: 0 }]);
    }));

  test('raises its voice, and its metric, when the sides differ', () =>
    withSource(engine, async (metadata) => {
      await recordImages(metadata, ['a']);
      const { handle, reported } = handlerOf(etlOf(warehouse, metadata));
      await handle(SCHEDULED, CONTEXT);
      await metadata.db.deleteFrom('image').where('imageId', '=', imageIdOf(BUCKET, 'a')).execute();
      reported.length = 0;
      expect(await handle({ action: 'reconcile' }, CONTEXT)).toMatchObject({ isEqual: false });
      expect(reported).toEqual(['Database and warehouse differ', { differences: 1, underway: 0 }]);
    }));

  test('stops before the invocation ends', () =>
    withSource(engine, async (metadata) => {
      await recordImages(metadata, ['a']);
      const { handle } = handlerOf(etlOf(warehouse, metadata));
      const short = { getRemainingTimeInMillis: () => 20_000 };
      expect(await handle(SCHEDULED, short)).toMatchObject({ outcome: 'out-of-time' });
      expect(await handle(SCHEDULED, CONTEXT)).toMatchObject({ outcome: 'done' });
    }));

  test('acknowledges no change when a mistake is made: the next run carries it', () =>
    withSource(engine, async (metadata) => {
      await recordImages(metadata, ['a']);
      const dependencies = etlOf(warehouse, metadata);
      for (const broken of ['api', 'staging'] as const) {
        const { handle } = handlerOf({ ...dependencies, [broken]: undefined as never });
        await expect(handle(SCHEDULED, CONTEXT)).rejects.toThrow(TypeError);
      }
      const { handle } = handlerOf(dependencies);
      expect(await handle(SCHEDULED, CONTEXT)).toMatchObject({ outcome: 'done', mergedCount: 1 });
    }));

  test('logs what fails, and throws it', () =>
    withSource(engine, async (metadata) => {
      await recordImages(metadata, ['a']);
      const { handle, reported } = handlerOf({
        ...etlOf(warehouse, metadata),
        prepareWarehouse: () => Promise.reject(new Error('no such workgroup')),
      });
      await expect(handle({}, CONTEXT)).rejects.toThrow('no such workgroup');
      expect(reported).toEqual(['Run failed']);
    }));
});

test('An event that asks for something else is rejected', async () => {
  const { handle } = handlerOf({} as never);
  await expect(handle({ action: 'drop' }, CONTEXT)).rejects.toThrow(/run.*backfill.*reconcile/);
});
