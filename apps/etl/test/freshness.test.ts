import { describeOnEachEngine } from '@miniatura/metadata/test-support/describe-on-each-engine';
import { beforeEach, expect, test } from 'vitest';
import { runEtl } from '../src/index.ts';
import { etlOf } from './both-sides.ts';
import { recordImages } from './sample-images.ts';
import { emptyWarehouse, useWarehouse } from './start-warehouse.ts';
import { withSource } from './with-source.ts';

const warehouse = useWarehouse();
beforeEach(() => emptyWarehouse(warehouse.api));

async function change(sql: string) {
  return void (await warehouse.api.wait(
    await warehouse.api.submitBatch({
      sqls: [sql],
      name: 'change',
      clientToken: crypto.randomUUID(),
    }),
  ));
}
async function levels() {
  const both = 'analytics.v_freshness a CROSS JOIN analytics.v_freshness_2 b';
  const [row] = await warehouse.select(`SELECT a.level AS old, b.level AS new FROM ${both}`);
  return [row?.['old'], row?.['new']];
}
async function pendingAt() {
  const sql = 'SELECT oldest_pending_at FROM analytics.v_freshness_2';
  return (await warehouse.select(sql))[0]?.['oldest_pending_at'];
}

describeOnEachEngine('Freshness', (engine) => {
  test('outlasts days without changes, and not a day of failing runs', () =>
    withSource(engine, async (metadata) => {
      await recordImages(metadata, ['a']);
      await runEtl(etlOf(warehouse, metadata));
      expect(await levels()).toEqual(['fresh', 'fresh']);
      await change('UPDATE etl.batch SET applied_at = DATEADD(day, -3, GETDATE())');
      await change('UPDATE etl.run_state SET last_success_at = DATEADD(hour, -25, GETDATE())');
      expect(await levels()).toEqual(['warning', 'warning']);
      await change('UPDATE etl.run_state SET last_success_at = DATEADD(day, -4, GETDATE())');
      expect(await levels()).toEqual(['error', 'error']);
      const later = etlOf(warehouse, metadata, { now: () => new Date('2026-11-22T00:00:00Z') });
      expect(await runEtl(later)).toMatchObject({ outcome: 'nothing-pending', paidSeconds: 60 });
      expect(await levels()).toEqual(['fresh', 'fresh']);
      expect(await runEtl(later)).toMatchObject({ outcome: 'nothing-pending', paidSeconds: 0 });
    }));

  test('reports since when a change is pending that no run can load', () =>
    withSource(engine, async (metadata) => {
      await recordImages(metadata, ['a']);
      const dependencies = etlOf(warehouse, metadata);
      await runEtl(dependencies);
      expect(await pendingAt()).toBe(null);
      await recordImages(metadata, ['b']);
      const put = () => Promise.reject(new Error('no staging'));
      const failing = runEtl({ ...dependencies, staging: { ...dependencies.staging, put } });
      await expect(failing).rejects.toThrow('no staging');
      const mark = await metadata.db
        .selectFrom('outbox')
        .select('createdAt')
        .orderBy('seq', 'desc')
        .limit(1)
        .executeTakeFirstOrThrow();
      expect(Date.parse(`${await pendingAt()}Z`)).toBe(Date.parse(`${mark.createdAt}Z`));
      await change('UPDATE etl.run_state SET oldest_pending_at = DATEADD(hour, -25, GETDATE())');
      expect(await levels()).toEqual(['warning', 'warning']);
      await runEtl(dependencies);
      expect(await pendingAt()).toBe(null);
    }));
});
