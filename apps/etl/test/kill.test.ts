import { fork } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { describeOnEachEngine } from '@miniatura/metadata/test-support/describe-on-each-engine';
import { sequencer } from '@miniatura/test-support/sequencer';
import { expect, test } from 'vitest';
import { runEtl } from '../src/index.ts';
import { etlOf, expectBothSidesEqual } from './both-sides.ts';
import { processedImage, recordCall, recordImages } from './sample-images.ts';
import { emptyWarehouse, STAGING_BUCKET, useWarehouse } from './start-warehouse.ts';
import { withSource } from './with-source.ts';

const SCRIPT = fileURLToPath(new URL('run-etl-script.ts', import.meta.url));
const warehouse = useWarehouse();

/** Runs the ETL in a process that is killed after so long, unless it has ended. */
async function runAndKill(url: string, afterMs: number): Promise<void> {
  const [s3, redshift] = warehouse.endpoints;
  const child = fork(SCRIPT, [url, s3, redshift, STAGING_BUCKET]);
  const exit = once(child, 'exit');
  await once(child, 'message');
  await Promise.race([exit, delay(afterMs)]);
  child.kill('SIGKILL');
  await exit;
}

describeOnEachEngine('kill -9', (engine) => {
  test('at any moment loses nothing and doubles nothing', { timeout: 120_000 }, () =>
    withSource(engine, async (metadata, url) => {
      await emptyWarehouse(warehouse.api);
      const keys = Array.from({ length: 100 }, (_, n) => `${n}`);
      await recordImages(metadata, keys);
      for (const key of keys) await recordCall(metadata, key);
      for (const [n, afterMs] of [10, 40, 80, 130, 200, 300].entries()) {
        await runAndKill(url, afterMs);
        const changed = { sequencer: sequencer(n + 2), width: n + 1 };
        await metadata.recordProcessed(processedImage(String(n), changed));
      }
      await metadata.db.updateTable('etlLease').set({ expiresAtMs: 0 }).execute();
      expect(await runEtl(etlOf(warehouse, metadata))).toMatchObject({ outcome: 'done' });
      await expectBothSidesEqual(warehouse, metadata);
    }),
  );
});
