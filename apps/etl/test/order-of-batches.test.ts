import { imageIdOf, type Metadata, openMetadata } from '@miniatura/metadata';
import { describeOnEachEngine } from '@miniatura/metadata/test-support/describe-on-each-engine';
import { sequencer } from '@miniatura/test-support/sequencer';
import type { StatementBatch } from '@miniatura/warehouse';
import { beforeEach, expect, test } from 'vitest';
import { runEtl } from '../src/index.ts';
import { etlOf, expectBothSidesEqual } from './both-sides.ts';
import { capturing, submitAgain } from './capture-batches.ts';
import {
  BUCKET,
  processedImage,
  purgeImage,
  recordCall,
  recordImages,
  removeImage,
} from './sample-images.ts';
import { emptyWarehouse, useWarehouse } from './start-warehouse.ts';
import { withSource } from './with-source.ts';

const warehouse = useWarehouse();
beforeEach(() => emptyWarehouse(warehouse.api));

/** Hides a change as a transaction does that has not committed, and gives what commits it. */
async function holdBack({ db }: Metadata, key: string): Promise<() => Promise<void>> {
  const imageId = imageIdOf(BUCKET, key);
  const row = await db
    .selectFrom('outbox')
    .selectAll()
    .where('imageId', '=', imageId)
    .executeTakeFirstOrThrow();
  await db.deleteFrom('outbox').where('seq', '=', row.seq).execute();
  return async () => void (await db.insertInto('outbox').values(row).execute());
}

/** Writes an image like another one, with its change mark; gives the number of the mark. */
async function insertCopy(db: Metadata['db'], pattern: string, key: string): Promise<number> {
  const row = await db
    .selectFrom('image')
    .selectAll()
    .where('imageId', '=', imageIdOf(BUCKET, pattern))
    .executeTakeFirstOrThrow();
  const isStored = ([column]: [string, unknown]) => !column.startsWith('hashBand');
  const stored = Object.fromEntries(Object.entries(row).filter(isStored)) as typeof row;
  const imageId = imageIdOf(BUCKET, key);
  await db
    .insertInto('image')
    .values({ ...stored, imageId, objectKey: key })
    .execute();
  const mark = { imageId, rowVersion: row.rowVersion, op: 'U', batchId: null } as const;
  const { insertId } = await db
    .insertInto('outbox')
    .values({ ...mark, createdAt: '2026-11-21 10:00:00.000000' })
    .executeTakeFirstOrThrow();
  return Number(insertId);
}

/** Marks every batch as applied, so that no run finishes what the test will. */
async function forgetUnfinished({ db }: Metadata): Promise<void> {
  const appliedAt = '2026-11-21 12:00:00.000000';
  await db.updateTable('etlBatch').set({ appliedAt }).where('appliedAt', 'is', null).execute();
}

/** Stages, and stops right before it submits; gives what it would have submitted. */
async function prepareOnly(metadata: Metadata): Promise<StatementBatch | undefined> {
  const dependencies = etlOf(warehouse, metadata);
  const batches: StatementBatch[] = [];
  const submitBatch = async (batch: StatementBatch): Promise<never> => {
    batches.push(batch);
    throw new Error('stopped');
  };
  const stopped = runEtl({ ...dependencies, api: { ...dependencies.api, submitBatch } });
  await expect(stopped).rejects.toThrow('stopped');
  await forgetUnfinished(metadata);
  return batches[0];
}

describeOnEachEngine('A change', (engine) => {
  test('that began first and commits last is carried by the next run', () =>
    withSource(engine, async (metadata) => {
      await recordImages(metadata, ['late']);
      const commit = await holdBack(metadata, 'late');
      await recordImages(metadata, ['early']);
      expect(await runEtl(etlOf(warehouse, metadata))).toMatchObject({ mergedCount: 1 });
      await commit();
      expect(await runEtl(etlOf(warehouse, metadata))).toMatchObject({ mergedCount: 1 });
      await expectBothSidesEqual(warehouse, metadata);
    }));

  // An SQLite file has one writer: none can commit late.
  if (engine.kind === 'mysql') {
    test('of a transaction that is open during a run, with the lower number, is carried by the next', () =>
      withSource(engine, async (metadata) => {
        await recordImages(metadata, ['pattern']);
        const transaction = await metadata.db.startTransaction().execute();
        const seq = await insertCopy(transaction, 'pattern', 'late');
        await recordImages(metadata, ['early']);
        expect(await runEtl(etlOf(warehouse, metadata))).toMatchObject({ mergedCount: 2 });
        const carried = await metadata.db.selectFrom('outbox').selectAll().execute();
        expect(Math.max(...carried.map((row) => row.seq))).toBeGreaterThan(seq);
        await transaction.commit().execute();
        expect(await runEtl(etlOf(warehouse, metadata))).toMatchObject({ mergedCount: 1 });
        await expectBothSidesEqual(warehouse, metadata);
      }));
  }

  test('that is made between the claim and the read is loaded immediately, and is stale later', () =>
    withSource(engine, async (metadata) => {
      await recordImages(metadata, ['changed', 'removed', 'purged']);
      const dependencies = etlOf(warehouse, metadata);
      let hasChanged = false;
      const feed = {
        ...dependencies.feed,
        claimChanges: async (request: Parameters<typeof dependencies.feed.claimChanges>[0]) => {
          const batch = await dependencies.feed.claimChanges(request);
          if (hasChanged) return batch;
          hasChanged = true;
          const change = { sequencer: sequencer(2), width: 7 };
          await metadata.recordProcessed(processedImage('changed', change));
          await removeImage(metadata, 'removed');
          await purgeImage(metadata, 'purged');
          return batch;
        },
      };
      expect(await runEtl({ ...dependencies, feed })).toMatchObject({
        stagedCount: 3,
        mergedCount: 3,
      });
      // The second batch brings the purge, whose version the first could not know.
      expect(await runEtl(dependencies)).toMatchObject({
        stagedCount: 3,
        mergedCount: 1,
        staleCount: 2,
      });
      await expectBothSidesEqual(warehouse, metadata);
    }));
});

describeOnEachEngine('A batch', (engine) => {
  test('that is applied twice is there once', () =>
    withSource(engine, async (metadata) => {
      await recordImages(metadata, ['a', 'b']);
      await recordCall(metadata, 'a');
      const { dependencies, batches } = capturing(etlOf(warehouse, metadata));
      await runEtl(dependencies);
      const ledger = await warehouse.select('SELECT * FROM etl.batch');
      await submitAgain(etlOf(warehouse, metadata), batches[0]);
      expect(await warehouse.select('SELECT * FROM etl.batch')).toEqual(ledger);
      await expectBothSidesEqual(warehouse, metadata);
    }));

  test('that arrives after a newer one changes nothing', () =>
    withSource(engine, async (metadata) => {
      await recordImages(metadata, ['changed', 'removed', 'purged', 'alone']);
      const old = await prepareOnly(metadata);
      const change = { sequencer: sequencer(2), labels: [], uploadedBy: 'eve@example.org' };
      await metadata.recordProcessed(processedImage('changed', change));
      await removeImage(metadata, 'removed');
      await purgeImage(metadata, 'purged');
      await runEtl(etlOf(warehouse, metadata, { staging: keepFiles(metadata) }));
      await submitAgain(etlOf(warehouse, metadata), old);
      await expectBothSidesEqual(warehouse, metadata);
    }));
});

/** A staging area that deletes nothing: a late batch still finds its files. */
function keepFiles(metadata: Metadata) {
  return { ...etlOf(warehouse, metadata).staging, deleteAll: async () => undefined };
}

describeOnEachEngine('Two runs at once', (engine) => {
  test('are one that works, and one that says that it is busy or finds nothing', () =>
    withSource(engine, async (metadata, url) => {
      await recordImages(metadata, ['1', '2', '3', '4']);
      const other = await openMetadata({ url });
      const reports = await Promise.all([
        runEtl(etlOf(warehouse, metadata, { maxRowsPerBatch: 1 })),
        runEtl(etlOf(warehouse, other, { maxRowsPerBatch: 1 })),
      ]);
      await other.close();
      expect(reports.map((report) => report.mergedCount).toSorted()).toEqual([0, 4]);
      expect(reports.map((report) => report.outcome)).toContain('done');
      await expectBothSidesEqual(warehouse, metadata);
    }));

  test('do no harm when both believe that the lease is theirs', () =>
    withSource(engine, async (metadata, url) => {
      await recordImages(metadata, ['1', '2', '3', '4', '5', '6']);
      const other = await openMetadata({ url });
      const believer = (source: Metadata) => {
        const dependencies = etlOf(warehouse, source, { maxRowsPerBatch: 2 });
        return { ...dependencies, feed: { ...dependencies.feed, acquireLease: async () => true } };
      };
      await Promise.allSettled([runEtl(believer(metadata)), runEtl(believer(other))]);
      await other.close();
      await runEtl(etlOf(warehouse, metadata));
      await expectBothSidesEqual(warehouse, metadata);
    }));
});
