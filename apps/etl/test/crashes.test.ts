import { type Metadata, openMetadata } from '@miniatura/metadata';
import { describeOnEachEngine } from '@miniatura/metadata/test-support/describe-on-each-engine';
import type { TestEngine } from '@miniatura/metadata/test-support/test-engine';
import { Crash } from '@miniatura/test-support/intercept-calls';
import { sequencer } from '@miniatura/test-support/sequencer';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runEtl } from '../src/index.ts';
import { etlOf, expectBothSidesEqual } from './both-sides.ts';
import { crashingAt, watched } from './crash-at.ts';
import {
  processedImage,
  purgeImage,
  recordCall,
  recordImages,
  removeImage,
} from './sample-images.ts';
import { emptyWarehouse, useWarehouse } from './start-warehouse.ts';

/** Every call that leaves the process in a run with one batch; a crash is tried before each. */
const STEPS = [
  'feed.pendingChanges',
  'feed.acquireLease',
  'feed.findUnfinishedBatch',
  'feed.claimChanges',
  'feed.lastAppliedBatches',
  'api.query',
  'api.query',
  'feed.knownBatches',
  'feed.readProgress',
  'api.queryTable',
  'feed.writeProgress',
  'feed.forgetAppliedBatches',
  'feed.readImages',
  'feed.readCalls',
  'staging.put labels-00001.json.zst',
  'staging.put labels.manifest',
  'staging.put calls-00001.json.zst',
  'staging.put calls.manifest',
  'staging.put images-00001.json.zst',
  'staging.put images.manifest',
  'feed.saveStaged',
  'api.submitBatch',
  'feed.saveStatement',
  'api.wait',
  'api.query',
  'staging.deleteAll',
  'feed.markApplied',
  'feed.readProgress',
  'feed.pendingChanges',
  'api.submitBatch',
  'api.wait',
  'feed.writeProgress',
  'feed.writeProgress',
  'feed.releaseLease',
] as const;

const warehouse = useWarehouse();

/**
 * Where to crash. Until the next call of the feed a server's database is as it was: what a crash
 * before S3 or the warehouse leaves in these is tried with SQLite alone.
 */
function crashesOn({ kind }: TestEngine): readonly (readonly [step: string, n: number])[] {
  const all = [...STEPS, 'the end'].map((step, n) => [step, n] as const);
  return kind === 'sqlite' ? all : all.filter(([step]) => !/^(api|staging)\./.test(step));
}

/** An image each that is new, changed, removed and purged, and a paid call. */
async function changeMuch(metadata: Metadata, round: number): Promise<void> {
  const [kept, removed, purged] = ['kept', 'removed', 'purged'].map((name) => `${name}-${round}`);
  await recordImages(metadata, [kept!]);
  await metadata.recordProcessed(
    processedImage('common', { sequencer: sequencer(round + 2), width: round + 1 }),
  );
  await removeImage(metadata, removed!);
  await purgeImage(metadata, purged!);
  await recordCall(metadata, kept!);
}

/** What a process that died leaves behind: its lease, for as long as it lasts. */
async function letLeaseRunOut({ db }: Metadata): Promise<void> {
  await db.updateTable('etlLease').set({ expiresAtMs: 0 }).execute();
}

describeOnEachEngine('After a crash', (engine) => {
  let metadata: Metadata;
  let dispose: () => Promise<void>;

  beforeAll(async () => {
    const database = await engine.migratedDatabase();
    dispose = database.dispose;
    metadata = await openMetadata({ url: database.url });
    const rounds = Array.from({ length: STEPS.length + 1 }, (_, round) => round);
    const keys = rounds.flatMap((round) => [`removed-${round}`, `purged-${round}`]);
    await recordImages(metadata, ['common', ...keys]);
    await emptyWarehouse(warehouse.api);
    await runEtl(etlOf(warehouse, metadata));
  });
  afterAll(async () => {
    await metadata.close();
    await dispose();
  });

  test.each(crashesOn(engine))(
    'before %s (call %i) the next run brings both sides together',
    async (_step, n) => {
      await changeMuch(metadata, n);
      const run = runEtl(crashingAt(etlOf(warehouse, metadata), n));
      if (n < STEPS.length) await expect(run).rejects.toBeInstanceOf(Crash);
      else await run;
      await letLeaseRunOut(metadata);
      await runEtl(etlOf(warehouse, metadata));
      await expectBothSidesEqual(warehouse, metadata);
    },
  );

  test('nothing is left out of these tests: a run takes these steps', async () => {
    await recordImages(metadata, ['another']);
    await recordCall(metadata, 'another');
    const steps: string[] = [];
    const dependencies = watched(etlOf(warehouse, metadata), (step) => steps.push(step));
    expect(await runEtl(dependencies)).toMatchObject({ outcome: 'done', batchCount: 1 });
    expect(steps).toEqual(STEPS);
  });
});
