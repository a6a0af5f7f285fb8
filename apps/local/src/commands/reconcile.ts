import type { Difference, ReconcileReport } from '@miniatura/etl';
import { reconcile } from '@miniatura/etl/reconcile';
import { printableJson } from '@miniatura/text';
import { connectWarehouse } from '../stack/connect-warehouse.ts';
import { printedCommand } from '../stack/stack-choice.ts';
import { countOf } from './count-of.ts';
import { createProgram, runProgram } from './program.ts';
import { withStack } from './with-stack.ts';

const program = createProgram({
  command: 'npm run reconcile',
  description: 'Compares all columns of the database and the warehouse, day by day, by checksums.',
  environment: ['DATABASE_URL'],
})
  .option('--json', 'print the report as JSON')
  .addHelpText('after', '\nExit status: 0 when both agree, 1 when they differ.')
  .parse();

const options = program.opts<{ json?: true }>();

await runProgram(program, async (choice) => {
  const report = await withStack(choice, async ({ clients, metadata }) =>
    reconcile(connectWarehouse(clients, metadata)),
  );
  console.log(
    options.json
      ? printableJson(report)
      : textOf(report, (options) => printedCommand('npm run etl', choice, options)),
  );
  process.exitCode = report.isEqual ? 0 : 1;
});

function textOf(
  report: ReconcileReport,
  etlCommand: (options?: readonly string[]) => string,
): string {
  const { isEqual, sourceCount, warehouseCount, dayCount, underwayCount } = report;
  const counts =
    `${countOf(sourceCount, 'image')} in the database, ${warehouseCount} in the warehouse, over ${countOf(dayCount, 'day')}; ` +
    `${report.sourceCallCount} and ${report.warehouseCallCount} paid calls`;
  const underway = underwayCount > 0 ? `; ${underwayCount} not yet loaded (${etlCommand()})` : '';
  if (isEqual) return `Both agree: ${counts}${underway}.`;
  const differences = [
    ...report.differences.map(({ imageId, ...rest }) => lineOf(imageId, rest)),
    ...report.differentCalls.map(({ callId, ...rest }) => lineOf(`call ${callId}`, rest)),
  ];
  if (report.hasMore) differences.push('  … and more');
  const advice = `Load what differs again: ${etlCommand(['--repair'])}`;
  return [`They differ: ${counts}${underway}.`, ...differences, advice].join('\n');
}

function lineOf(
  what: string,
  { day, difference }: { readonly day: string; readonly difference: Difference },
): string {
  return `  ${day}  ${what}  ${difference}`;
}
