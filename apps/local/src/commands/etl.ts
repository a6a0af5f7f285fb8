import { setTimeout as sleep } from 'node:timers/promises';
import { backfill, runEtl, type EtlReport } from '@miniatura/etl';
import { connectWarehouse } from '../connect-warehouse.ts';
import { createProgram, runProgram } from '../program.ts';
import { withStack } from '../with-stack.ts';

const program = createProgram({
  command: 'npm run etl',
  description: 'Carries all changes into the warehouse now, without waiting for the schedule.',
  environment: ['DATABASE_URL'],
})
  .option('--backfill', 'copy every image again, not only what has changed')
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
      console.error('Waiting for another run, or for the end of one that was cut off.');
    }
    while (result.outcome === 'busy') {
      await sleep(BUSY_PAUSE_MS);
      result = await run(dependencies);
    }
    return result;
  });
  console.log(options.json ? JSON.stringify(report) : sentenceOf(report));
});

function sentenceOf(report: EtlReport): string {
  if (report.batchCount === 0) return 'Nothing to carry: the warehouse knows all.';
  const { claimedCount, batchCount, mergedCount, staleCount, redshiftMs } = report;
  return (
    `${claimedCount} changes carried in ${batchCount} batches: ${mergedCount} images merged, ` +
    `${staleCount} known newer, ${(redshiftMs / 1000).toFixed(1)} s of the warehouse.`
  );
}
