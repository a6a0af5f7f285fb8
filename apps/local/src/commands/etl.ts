import { setTimeout as sleep } from 'node:timers/promises';
import { backfill, type EtlReport, type RepairReport, runEtl } from '@miniatura/etl';
import { repair } from '@miniatura/etl/repair';
import { printableJson } from '@miniatura/text';
import { connectWarehouse } from '../stack/connect-warehouse.ts';
import { printedCommand } from '../stack/stack-choice.ts';
import { countOf } from './count-of.ts';
import { createProgram, runProgram } from './program.ts';
import { withStack } from './with-stack.ts';

const program = createProgram({
  command: 'npm run etl',
  description: 'Loads all changes into the warehouse now, without waiting for the schedule.',
  environment: ['DATABASE_URL'],
})
  .option('--backfill', 'load every image again, not only the changes')
  .option('--repair', 'after a restore: load what differs again, until both sides agree')
  .option('--json', 'print the report as JSON')
  .addHelpText(
    'after',
    '\nExit status: 0 when all changes are loaded, 1 when a database was restored and is not repaired.',
  )
  .parse();

const options = program.opts<{ backfill?: true; repair?: true; json?: true }>();
if (options.backfill && options.repair) {
  program.error('Expected --backfill or --repair but received both: a repair copies what differs.');
}
const run = options.repair ? repair : options.backfill ? backfill : runEtl;
const BUSY_PAUSE_MS = 500;

const RESTORED_SENTENCES = {
  warehouse: 'The warehouse was restored to an earlier time: it lacks batches that were loaded.',
  source: 'The database was restored to an earlier time: the warehouse has batches that it lacks.',
  both: 'The database and the warehouse have batches that the other lacks: one was restored.',
} as const;

await runProgram(program, async (choice) => {
  const report = await withStack(choice, async ({ clients, metadata }) => {
    const dependencies = connectWarehouse(clients, metadata);
    let result = await run(dependencies, { asksWarehouse: true });
    if (result.outcome === 'busy') {
      console.error('Waiting for another run to finish, or for an interrupted one to end.');
    }
    while (result.outcome === 'busy') {
      await sleep(BUSY_PAUSE_MS);
      result = await run(dependencies, { asksWarehouse: true });
    }
    return result;
  });
  const isRepair = 'reconciliation' in report;
  const text = isRepair
    ? repairSentenceOf(report, printedCommand('npm run reconcile', choice))
    : sentenceOf(report, printedCommand('npm run etl', choice, ['--repair']));
  console.log(options.json ? printableJson(report) : text);
  if (isRepair ? report.outcome !== 'repaired' : report.restored !== null) process.exitCode = 1;
});

function sentenceOf(report: EtlReport, repairCommand: string): string {
  const { restored } = report;
  if (restored === null) return loadedSentenceOf(report);
  return `${loadedSentenceOf(report)}\n${RESTORED_SENTENCES[restored]} Repair it: ${repairCommand}`;
}

function loadedSentenceOf(report: EtlReport): string {
  if (report.batchCount === 0) {
    return report.restored === null
      ? 'Nothing to load: the warehouse is up to date.'
      : 'Nothing to load.';
  }
  const { claimedCount, batchCount, mergedCount, staleCount, redshiftMs } = report;
  return (
    `${countOf(claimedCount, 'change')} loaded in ${countOf(batchCount, 'batch', 'batches')}: ${countOf(mergedCount, 'image')} merged, ` +
    `${staleCount} already newer in the warehouse, ${(redshiftMs / 1000).toFixed(1)} s in the warehouse.`
  );
}

function repairSentenceOf(report: RepairReport, reconcileCommand: string): string {
  const { outcome, reopenedBatchCount, resentCount, adoptedCallCount } = report;
  const verdict =
    outcome === 'repaired' ? 'Both agree' : `They still differ, as ${reconcileCommand} shows`;
  return (
    `${verdict}: ${reopenedBatchCount} lost batches and ${resentCount} images and calls loaded ` +
    `again, ${adoptedCallCount} calls brought back from the warehouse.`
  );
}
