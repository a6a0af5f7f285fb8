import { purgeExpired, type PurgeReport } from '@miniatura/retention';
import { printableJson } from '@miniatura/text';
import { connectRetention } from '../stack/connect-retention.ts';
import { RETENTION_DAYS } from '../stack/names.ts';
import { printedCommand } from '../stack/stack-choice.ts';
import { countOf } from './count-of.ts';
import { nowOption } from './options.ts';
import { createProgram, runProgram } from './program.ts';
import { withStack } from './with-stack.ts';

const program = createProgram({
  command: 'npm run purge',
  description: `Deletes everything older than ${RETENTION_DAYS} days now, without waiting for the schedule.`,
  environment: ['DATABASE_URL'],
})
  .addOption(
    nowOption('purge as if it were this time; everything expired by then is deleted permanently'),
  )
  .option('--json', 'print the report as JSON')
  .addHelpText('after', '\nThe next ETL run purges the warehouse: npm run etl')
  .parse();

const options = program.opts<{ now?: Date; json?: true }>();

await runProgram(program, async (choice) => {
  const report = await withStack(choice, async ({ clients, metadata }) => {
    const dependencies = connectRetention(clients, metadata);
    const { now = new Date() } = options;
    return purgeExpired({ ...dependencies, now: () => now });
  });
  console.log(
    options.json
      ? printableJson(report)
      : sentenceOf(report, printedCommand('npm run etl', choice)),
  );
});

function sentenceOf(report: PurgeReport, etlCommand: string): string {
  const { imageCount, originalCount, thumbnailCount, stagedFileCount, lakeFileCount, uploadCount } =
    report;
  const counts =
    imageCount + originalCount + thumbnailCount + stagedFileCount + lakeFileCount + uploadCount;
  if (counts + report.failureCount + report.deliveryCount === 0)
    return 'Nothing to purge: nothing has expired.';
  return (
    `${countOf(imageCount, 'image')} purged: ${countOf(originalCount, 'original')} and ${countOf(thumbnailCount, 'thumbnail')} ` +
    `deleted, ${countOf(stagedFileCount, 'staged file')}, ${countOf(lakeFileCount, 'file')} of the data lake, ${countOf(uploadCount, 'unfinished upload')}, ` +
    `${countOf(report.failureCount, 'record')} of failures, ${countOf(report.deliveryCount, 'delivery', 'deliveries')} of webhooks.\nTo purge the warehouse, run ${etlCommand}`
  );
}
