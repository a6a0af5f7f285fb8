import { setTimeout as sleep } from 'node:timers/promises';
import { backfill, runEtl, type EtlReport } from '@miniatura/etl';
import { printableJson } from '@miniatura/text';
import { connectWarehouse } from '../connect-warehouse.ts';
import { createProgram, runProgram } from '../program.ts';
import { withStack } from '../with-stack.ts';

const program = createProgram({
  command: 'npm run etl',
  description: 'Loads all changes into the warehouse now, without waiting for the schedule.',
  environment: ['DATABASE_URL'],
})
  .option('--backfill', 'load every image again, not only the changes')
  .option('--json', 'print the report as JSON')
  .parse();

const options = program.opts<{ backfill?: true; json?: true }>();
const run = options.backfill ? backfill : runEtl;
const BUSY_PAUSE_MS = 500;

await runProgram(program, async (choice) => {
  const report = await withStack(choice, async ({ clients, metadata }) => {
    const dependencies = connectWarehouse(clients, metadata);
    let result = await run(dependencies);
    if (result.outcome === 'busy') {
      console.error('Waiting for another run to finish, or for an interrupted one to end.');
    }
    while (result.outcome === 'busy') {
      await sleep(BUSY_PAUSE_MS);
      result = await run(dependencies);
    }
    return result;
  });
  console.log(options.json ? printableJson(report) : sentenceOf(report));
});

function sentenceOf(report: EtlReport): string {
  if (report.batchCount === 0) return 'Nothing to load: the warehouse is up to date.';
  const { claimedCount, batchCount, mergedCount, staleCount, redshiftMs } = report;
  return (
    `${claimedCount} changes loaded in ${batchCount} batches: ${mergedCount} images merged, ` +
    `${staleCount} already newer in the warehouse, ${(redshiftMs / 1000).toFixed(1)} s in the warehouse.`
  );
}
