#!/usr/bin/env node
import { Command } from 'commander';
import { purgeExpired, type PurgeReport } from '@miniatura/retention';
import { connectRetention } from '../connect-retention.ts';
import { dataDirectory } from '../data-directory.ts';
import { RETENTION_DAYS } from '../names.ts';
import { DATA_OPTION, nowOption, portOption } from '../options.ts';
import { withStack } from '../with-stack.ts';

const program = new Command('npm run purge --')
  .description(
    `Deletes now what is older than ${RETENTION_DAYS} days, without waiting for the schedule.`,
  )
  .addOption(DATA_OPTION)
  .addOption(portOption('the port that the stack was started with'))
  .addOption(
    nowOption('purge as if it were this time: what has expired by then is deleted for good'),
  )
  .option('--json', 'print the report as JSON')
  .helpOption('--help', 'tell the options')
  .addHelpText('after', '\nThe warehouse hears of it by the next run of the ETL: npm run etl')
  .parse();

const options = program.opts<{ data: string; port: number; now?: Date; json?: true }>();

try {
  const report = await withStack(
    dataDirectory(options.data),
    options.port,
    async ({ clients, metadata }) => {
      const dependencies = connectRetention(clients, metadata);
      const { now = new Date() } = options;
      return purgeExpired({ ...dependencies, now: () => now });
    },
  );
  console.log(options.json ? JSON.stringify(report) : sentenceOf(report));
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}

function sentenceOf(report: PurgeReport): string {
  const { imageCount, originalCount, thumbnailCount, stagedFileCount, uploadCount } = report;
  const counts = imageCount + originalCount + thumbnailCount + stagedFileCount + uploadCount;
  if (counts + report.failureCount === 0) return 'Nothing to purge: nothing has expired.';
  return (
    `${imageCount} images purged: ${originalCount} originals and ${thumbnailCount} thumbnails ` +
    `deleted, ${stagedFileCount} staged files, ${uploadCount} unfinished uploads, ` +
    `${report.failureCount} records of failures.\nThe warehouse hears of it by npm run etl.`
  );
}
