import { reconcile, type ReconcileReport } from '@miniatura/etl';
import { printableJson } from '@miniatura/text';
import { connectWarehouse } from '../connect-warehouse.ts';
import { createProgram, runProgram } from '../program.ts';
import { printedCommand } from '../stack-choice.ts';
import { withStack } from '../with-stack.ts';

const program = createProgram({
  command: 'npm run reconcile',
  description: 'Compares the database with the warehouse, day by day, by counts and checksums.',
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
    options.json ? printableJson(report) : textOf(report, printedCommand('npm run etl', choice)),
  );
  process.exitCode = report.isEqual ? 0 : 1;
});

function textOf(report: ReconcileReport, etlCommand: string): string {
  const { isEqual, dayCount, sourceCount, warehouseCount, underwayCount } = report;
  const counts = `${sourceCount} images in the database, ${warehouseCount} in the warehouse, over ${dayCount} days`;
  const underway = underwayCount > 0 ? `; ${underwayCount} not yet loaded (${etlCommand})` : '';
  if (isEqual) return `Both agree: ${counts}${underway}.`;
  const differences = report.differences.map(
    ({ imageId, day, difference }) => `  ${day}  ${imageId}  ${difference}`,
  );
  if (report.hasMore) differences.push('  … and more');
  return [`They differ: ${counts}${underway}.`, ...differences].join('\n');
}
