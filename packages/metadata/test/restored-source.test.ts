import { type Kysely, sql } from 'kysely';
import { expect, test } from 'vitest';
import type { MetadataTables } from '../src/database/tables.ts';
import { changeFeedOf, imageIdOf, type Metadata, purgesOf } from '../src/index.ts';
import { describeOnEachEngine } from '../test-support/describe-on-each-engine.ts';
import { BUCKET, KEY, processedImage, sequencer } from './sample-images.ts';
import { useMetadata } from './use-metadata.ts';

const imageId = imageIdOf(BUCKET, KEY);
const ALL = { maxRows: 1000 };

async function recordCall(metadata: Metadata): Promise<number> {
  await metadata.recordAnalysisCall({
    imageId,
    operation: 'DetectLabels',
    calledAt: '2026-11-21T10:00:00.000Z',
    outcome: 'done',
    requestUnits: 1,
  });
  const calls = await metadata.db.selectFrom('analysisCall').select('callId').execute();
  return Math.max(...calls.map((call) => call.callId));
}

/** Simulates a restore: the rows are deleted, and automatic keys start again. */
async function loseCalls(db: Kysely<MetadataTables>, kind: 'mysql' | 'sqlite'): Promise<void> {
  await db.deleteFrom('analysisCall').execute();
  const counter =
    kind === 'mysql'
      ? sql`alter table analysis_call auto_increment = 1`
      : sql`delete from sqlite_sequence where name = 'analysis_call'`;
  await counter.execute(db);
}

describeOnEachEngine('A source that was restored to a point in time', (engine) => {
  const given = useMetadata(engine);
  const versionOf = async () => (await given.metadata.findImage(imageId))?.rowVersion ?? 0;
  const change = (n: number) =>
    given.metadata.recordProcessed(processedImage({ sequencer: sequencer(n) }));
  /** Resets the row to an earlier version, as a backup of that time has it. */
  const restoreTo = (rowVersion: number, n: number) =>
    given.metadata.db
      .updateTable('image')
      .set({ rowVersion, sequencer: sequencer(n) })
      .where('imageId', '=', imageId)
      .execute();

  test('reuses no id of a call', async () => {
    const lost = await recordCall(given.metadata);
    await loseCalls(given.metadata.db, engine.kind);
    const next = await recordCall(given.metadata);
    expect(next).toBeGreaterThan(lost);
    expect(Number.isSafeInteger(next)).toBe(true);
  });

  test('gives changes and purges versions above those that were lost', async () => {
    await change(1);
    const first = await versionOf();
    for (const n of [2, 3, 4]) await change(n);
    const forgotten = await versionOf();
    await restoreTo(first, 1);
    await change(2);
    const changed = await versionOf();
    expect(changed).toBeGreaterThan(forgotten);
    await restoreTo(first, 1);
    await purgesOf(given.metadata.db).purge({ imageId, rowVersion: first }, new Date());
    const marks = await given.metadata.db.selectFrom('outbox').selectAll().orderBy('seq').execute();
    expect(marks.at(-1)).toMatchObject({ op: 'P' });
    expect(marks.at(-1)?.rowVersion).toBeGreaterThan(changed);
  });
});

describeOnEachEngine('Data to load again', (engine) => {
  const given = useMetadata(engine);
  const feed = () => changeFeedOf(given.metadata.db);

  test('contains images with a version above the known one, and purges of those without a row', async () => {
    await given.metadata.recordProcessed(processedImage());
    await feed().claimChanges({ batchId: 'b1', ...ALL });
    const knownVersion = Date.now() + 1_000_000;
    const gone = 'f'.repeat(32);
    await feed().resendImages([
      { imageId, knownVersion },
      { imageId: gone, knownVersion },
    ]);
    expect(await given.metadata.findImage(imageId)).toMatchObject({ rowVersion: knownVersion + 1 });
    const marks = await given.metadata.db
      .selectFrom('outbox')
      .select(['imageId', 'op', 'rowVersion'])
      .where('batchId', 'is', null)
      .orderBy('seq')
      .execute();
    expect(marks).toEqual([
      { imageId, op: 'U', rowVersion: knownVersion + 1 },
      { imageId: gone, op: 'P', rowVersion: knownVersion + 1 },
    ]);
  });

  test('contains all changes and calls of a batch that the warehouse has lost', async () => {
    await given.metadata.recordProcessed(processedImage());
    await recordCall(given.metadata);
    const first = await feed().claimChanges({ batchId: 'b1', ...ALL });
    await feed().markApplied(first!);
    expect(await feed().lastAppliedBatches(5)).toEqual(['b1']);
    expect(await feed().claimChanges({ batchId: 'b2', ...ALL })).toBe(null);
    await feed().reopenBatches(['b1']);
    expect(await feed().knownBatches(['b1'])).toEqual(new Set());
    expect(await feed().claimChanges({ batchId: 'b2', ...ALL })).toMatchObject({ changeCount: 2 });
  });

  test('contains calls by id; those that only the warehouse has are recorded once', async () => {
    const callId = await recordCall(given.metadata);
    const batch = await feed().claimChanges({ batchId: 'b1', ...ALL });
    expect(await feed().callsUnderway([callId])).toEqual(new Set([callId]));
    await feed().markApplied(batch!);
    expect(await feed().callsUnderway([callId])).toEqual(new Set());
    await feed().resendCalls([callId]);
    expect(await feed().callsUnderway([callId])).toEqual(new Set([callId]));
    const [call] = await given.metadata.db.selectFrom('analysisCall').selectAll().execute();
    const { batchId: _, ...lost } = { ...call!, callId: 7 };
    for (const _time of [1, 2]) await feed().adoptCalls([lost]);
    const pages = [];
    for await (const page of feed().allCalls()) pages.push(page);
    expect(pages.flat()).toMatchObject([{ callId: 7 }, { callId }]);
    expect(await feed().callsUnderway([7])).toEqual(new Set());
  });
});

describeOnEachEngine('All images', (engine) => {
  const given = useMetadata(engine);

  test('is read with its parts, by day and by prefix of the ids', async () => {
    const days = { a: '2026-11-20T23:59:59.999Z', b: '2026-11-21T00:00:00.000Z' };
    for (const [key, uploadedAt] of Object.entries(days)) {
      await given.metadata.recordProcessed(processedImage({ key, uploadedAt }));
    }
    const idsOf = async (scope?: Parameters<ReturnType<typeof changeFeedOf>['allImages']>[0]) => {
      const ids = [];
      for await (const page of changeFeedOf(given.metadata.db).allImages(scope)) {
        for (const { row, labels } of page) ids.push(`${row.imageId} ${labels.length}`);
      }
      return ids;
    };
    const [a, b] = ['a', 'b'].map((key) => `${imageIdOf(BUCKET, key)} 3`);
    expect(await idsOf()).toEqual([a, b].toSorted());
    expect(await idsOf({ day: '2026-11-20' })).toEqual([a]);
    expect(await idsOf({ day: '2026-11-21' })).toEqual([b]);
    expect(await idsOf({ day: null })).toEqual([]);
    expect(await idsOf({ idPrefix: a!.slice(0, 2) })).toEqual([a]);
  });
});
