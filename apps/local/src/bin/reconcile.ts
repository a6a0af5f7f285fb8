#!/usr/bin/env node
import { Command } from 'commander';
import { reconcile, type ReconcileReport } from '@miniatura/etl';
import { connectWarehouse } from '../connect-warehouse.ts';
import { dataDirectory } from '../data-directory.ts';
import { DATA_OPTION, portOption } from '../options.ts';
import { withStack } from '../with-stack.ts';

const program = new Command('npm run reconcile --')
  .description('Compares the database with the warehouse, day by day, by counts and checksums.')
  .addOption(DATA_OPTION)
  .addOption(portOption('the port that the stack was started with'))
  .option('--json', 'print the report as JSON')
  .helpOption('--help', 'tell the options')
  .addHelpText('after', '\nExit status: 0 when both agree, 1 when they differ.')
  .parse();

const options = program.opts<{ data: string; port: number; json?: true }>();

try {
  const report = await withStack(
    dataDirectory(options.data),
    options.port,
    async ({ clients, metadata }) => reconcile(connectWarehouse(clients, metadata)),
  );
  console.log(options.json ? JSON.stringify(report) : textOf(report));
  process.exitCode = report.isEqual ? 0 : 1;
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}

function textOf(report: ReconcileReport): string {
  const { isEqual, dayCount, sourceCount, warehouseCount, underwayCount } = report;
  const counts = `${sourceCount} images in the database, ${warehouseCount} in the warehouse, over ${dayCount} days`;
  const underway = underwayCount > 0 ? `; ${underwayCount} on their way (npm run etl)` : '';
  if (isEqual) return `Both agree: ${counts}${underway}.`;
  const differences = report.differences.map(
    ({ imageId, day, difference }) => `  ${day}  ${imageId}  ${difference}`,
  );
  if (report.hasMore) differences.push('  … and others');
  return [`They differ: ${counts}${underway}.`, ...differences].join('\n');
}
