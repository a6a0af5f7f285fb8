import { randomInt } from 'node:crypto';
import { imageIdOf, type Metadata, purgesOf } from '@miniatura/metadata';
import { describeOnEachEngine } from '@miniatura/metadata/test-support/describe-on-each-engine';
import { Crash } from '@miniatura/test-support/intercept-calls';
import { sequencer } from '@miniatura/test-support/sequencer';
import { beforeEach, expect, test } from 'vitest';
import { runEtl } from '../src/index.ts';
import { reconcile } from '../src/reconcile.ts';
import { repair } from '../src/repair.ts';
import { etlOf, expectBothSidesEqual } from './both-sides.ts';
import { crashingAt } from './crash-at.ts';
import { type Copy, copySource, copyWarehouse } from './restore-tables.ts';
import { BUCKET, processedImage, recordCall, removeImage } from './sample-images.ts';
import { emptyWarehouse, useWarehouse } from './start-warehouse.ts';
import { withSource } from './with-source.ts';

const warehouse = useWarehouse();
beforeEach(() => emptyWarehouse(warehouse.api));

/** Mulberry32: numbers from 0 to below a limit that a seed determines. */
function numbersOf(seed: number): (limit: number) => number {
  let state = seed;
  return (limit) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * limit);
  };
}

const KEYS = ['a', 'b', 'c', 'd', 'e', 'f'];
const CHANGES = 24;

/** One change of an image that the seed chooses: written, removed or purged, or a paid call. */
async function changeSomething(
  metadata: Metadata,
  n: number,
  choose: (limit: number) => number,
): Promise<void> {
  const key = KEYS[choose(KEYS.length)]!;
  const imageId = imageIdOf(BUCKET, key);
  const row = await metadata.findImage(imageId);
  const kind = choose(6);
  if (kind === 0 && row) await removeImage(metadata, key, n + 2);
  else if (kind === 1 && row) {
    await purgesOf(metadata.db).purge({ imageId, rowVersion: row.rowVersion }, new Date());
  } else if (kind === 2) await recordCall(metadata, key);
  else {
    await metadata.recordProcessed(
      processedImage(key, {
        sequencer: sequencer(n + 2),
        width: 100 + n,
        uploadedBy: `${n}@example.org`,
      }),
    );
  }
}

interface History {
  readonly changes: number;
  readonly choose: (limit: number) => number;
  readonly copyAt: number;
  readonly copy: () => Promise<Copy>;
}

/** Makes changes, carries them now and then, and takes a copy at a moment. */
async function liveThrough(metadata: Metadata, history: History): Promise<Copy> {
  const { changes, choose, copyAt, copy } = history;
  let taken: Copy | undefined;
  for (let n = 0; n < changes; n++) {
    if (n === copyAt) taken = await copy();
    await changeSomething(metadata, n, choose);
    if (choose(4) === 0) await runEtl(etlOf(warehouse, metadata, { maxRowsPerBatch: 3 }));
  }
  await runEtl(etlOf(warehouse, metadata));
  return taken ?? expect.fail('no copy');
}

/** Repairs that die before some of their calls, and then one that does not. */
async function repairWithKills(metadata: Metadata, choose: (limit: number) => number) {
  for (let kill = 0; kill < 3; kill++) {
    const dying = repair(crashingAt(etlOf(warehouse, metadata), choose(60)));
    await dying.catch((error: unknown) => expect(error).toBeInstanceOf(Crash));
    await metadata.db.updateTable('etlLease').set({ expiresAtMs: 0 }).execute();
  }
  return repair(etlOf(warehouse, metadata));
}

/** Each run tries another one, which its title prints. */
const seeds = [randomInt(2 ** 31)];

describeOnEachEngine('After a restore at any point', (engine) => {
  test.each(seeds)('of the warehouse, a repair brings both sides together (seed %i)', (seed) =>
    withSource(engine, async (metadata) => {
      const choose = numbersOf(seed);
      const history = { changes: CHANGES, choose, copyAt: choose(CHANGES - 1) };
      const copy = await liveThrough(metadata, {
        ...history,
        copy: () => copyWarehouse(warehouse, `copy_${engine.kind}_${seed}`),
      });
      await expectBothSidesEqual(warehouse, metadata);
      await copy.restore();
      await changeSomething(metadata, CHANGES, choose);
      expect(await repairWithKills(metadata, choose)).toMatchObject({ outcome: 'repaired' });
      await expectBothSidesEqual(warehouse, metadata);
      expect(await runEtl(etlOf(warehouse, metadata), { asksWarehouse: true })).toMatchObject({
        outcome: 'nothing-pending',
        restored: null,
      });
    }),
  );

  test.each(seeds)('of the source, a repair brings both sides together (seed %i)', (seed) =>
    withSource(engine, async (metadata) => {
      const choose = numbersOf(seed);
      const copy = await liveThrough(metadata, {
        changes: CHANGES,
        choose,
        copyAt: choose(CHANGES - 1),
        copy: () => copySource(metadata),
      });
      const paidBefore = await warehouse.select(CALLS_PAID);
      await copy.restore();
      await metadata.db.updateTable('etlLease').set({ expiresAtMs: 0 }).execute();
      await recordCall(metadata, 'a');
      await changeSomething(metadata, CHANGES, choose);
      expect(await repairWithKills(metadata, choose)).toMatchObject({ outcome: 'repaired' });
      await expectBothSidesEqual(warehouse, metadata);
      const paid = await warehouse.select(CALLS_PAID);
      expect(paid.map(({ call_id }) => call_id)).toEqual(
        expect.arrayContaining(paidBefore.map(({ call_id }) => call_id)),
      );
      expect(paid.length).toBeGreaterThan(paidBefore.length);
      expect(await runEtl(etlOf(warehouse, metadata), { asksWarehouse: true })).toMatchObject({
        restored: null,
      });
    }),
  );
});

const CALLS_PAID = 'SELECT call_id FROM warehouse.fact_analysis_call';

describeOnEachEngine('A run', (engine) => {
  test('reports a warehouse that was restored from before a purge, until it is repaired', () =>
    withSource(engine, async (metadata) => {
      const dependencies = etlOf(warehouse, metadata);
      await metadata.recordProcessed(processedImage('a'));
      await runEtl(dependencies);
      const copy = await copyWarehouse(warehouse, `before_purge_${engine.kind}`);
      const imageId = imageIdOf(BUCKET, 'a');
      const { rowVersion } = (await metadata.findImage(imageId)) ?? expect.fail('no image');
      await purgesOf(metadata.db).purge({ imageId, rowVersion }, new Date());
      await runEtl(dependencies);
      await copy.restore();
      const asking = { asksWarehouse: true };
      expect(await runEtl(dependencies)).toMatchObject({
        outcome: 'nothing-pending',
        restored: null,
      });
      expect(await runEtl(dependencies, asking)).toMatchObject({ restored: 'warehouse' });
      for (let n = 0; n < 25; n++) {
        await metadata.recordProcessed(processedImage('b', { sequencer: sequencer(n + 1) }));
        await runEtl(dependencies);
      }
      expect(await runEtl(dependencies, asking)).toMatchObject({ restored: 'warehouse' });
      expect((await reconcile(dependencies)).differences).toMatchObject([
        { imageId, difference: 'left-over' },
      ]);
      expect(await repair(dependencies)).toMatchObject({
        outcome: 'repaired',
        reopenedBatchCount: 1,
      });
      expect(await runEtl(dependencies, asking)).toMatchObject({ restored: null });
      const held = `SELECT object_key, op FROM warehouse.fact_image WHERE image_id = '${imageId}'`;
      expect(await warehouse.select(held)).toEqual([{ object_key: null, op: 'P' }]);
    }));

  test('reports a source that was restored, and one that was replaced', () =>
    withSource(engine, async (metadata) => {
      const dependencies = etlOf(warehouse, metadata);
      const copy = await copySource(metadata);
      await metadata.recordProcessed(processedImage('a'));
      await runEtl(dependencies);
      await copy.restore();
      expect(await runEtl(dependencies, { asksWarehouse: true })).toMatchObject({
        restored: 'source',
      });
      expect(await repair(dependencies)).toMatchObject({ outcome: 'repaired', resentCount: 1 });
      expect(await runEtl(dependencies, { asksWarehouse: true })).toMatchObject({ restored: null });
    }));
});
