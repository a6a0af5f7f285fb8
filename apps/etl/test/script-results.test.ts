import { RECORD_LIMITS } from '@miniatura/metadata';
import { describeOnEachEngine } from '@miniatura/metadata/test-support/describe-on-each-engine';
import { beforeEach, expect, test } from 'vitest';
import { runEtl } from '../src/index.ts';
import { etlOf, expectBothSidesEqual } from './both-sides.ts';
import { processedImage, purgeImage } from './sample-images.ts';
import { emptyWarehouse, useWarehouse } from './start-warehouse.ts';
import { withSource } from './with-source.ts';

const warehouse = useWarehouse();
beforeEach(() => emptyWarehouse(warehouse.api));

const TEXT = JSON.stringify({ album: 'Zoë "x"\n\\N 猫', at: null });
const LONGEST = JSON.stringify('x'.repeat(RECORD_LIMITS.maxScriptResultBytes - 2));

describeOnEachEngine("A script's result", (engine) => {
  test('reaches the warehouse unchanged, and is deleted by a purge', { timeout: 120_000 }, () =>
    withSource(engine, async (metadata) => {
      const results = { a: TEXT, b: LONGEST };
      for (const [key, scriptResult] of Object.entries(results)) {
        await metadata.recordProcessed(processedImage(key, { scriptStatus: 'done', scriptResult }));
      }
      await runEtl(etlOf(warehouse, metadata));
      await expectBothSidesEqual(warehouse, metadata);
      const select =
        'SELECT script_status, script_result FROM warehouse.fact_image ORDER BY object_key';
      expect(await warehouse.select(select)).toEqual([
        { script_status: 'done', script_result: TEXT },
        { script_status: 'done', script_result: LONGEST },
      ]);
      const duplicates = 'SELECT COUNT(duplicate_of) AS n FROM analytics.v_image';
      expect(await warehouse.select(duplicates)).toEqual([{ n: 1 }]);
      await purgeImage(metadata, 'a');
      await runEtl(etlOf(warehouse, metadata));
      const purged = "SELECT script_status, script_result FROM warehouse.fact_image WHERE op = 'P'";
      expect(await warehouse.select(purged)).toEqual([
        { script_status: 'done', script_result: null },
      ]);
    }),
  );
});
