#!/usr/bin/env node
import { Command } from 'commander';
import { redriveFailures, type RedriveReport } from '@miniatura/failures';
import { connectFailures } from '../map-failures.ts';
import { dataDirectory } from '../data-directory.ts';
import { findStack } from '../find-stack.ts';
import { DATA_OPTION, portOption } from '../options.ts';
import { withStack } from '../with-stack.ts';

const program = new Command('npm run redrive --')
  .description('Puts parked messages back into the queues that they came from.')
  .argument('[id...]', 'failures, as npm run failures lists them')
  .option('--all', 'all that are parked')
  .addOption(DATA_OPTION)
  .addOption(portOption('the port that the stack was started with'))
  .option('--json', 'print the report as JSON')
  .helpOption('--help', 'tell the options')
  .addHelpText('after', '\nExit status: 0 when each was found, 1 otherwise.')
  .parse();

const options = program.opts<{ all?: true; data: string; port: number; json?: true }>();
const ids = program.args;
if (Boolean(options.all) === ids.length > 0) {
  program.error('error: expected either ids or --all');
}

try {
  const data = dataDirectory(options.data);
  const { sqs: sqsEndpoint } = await findStack(data, options.port);
  const report = await withStack(data, options.port, async ({ clients, metadata }) =>
    redriveFailures(options.all ? 'all' : ids, connectFailures({ clients, metadata, sqsEndpoint })),
  );
  console.log(options.json ? JSON.stringify(report) : textOf(report));
  process.exitCode = report.notFound.length > 0 ? 1 : 0;
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}

function textOf({ redriven, solved, refusedRecords, notFound }: RedriveReport): string {
  const lines = [
    `${redriven.length} put back.`,
    solved.length > 0 && `${solved.length} had succeeded meanwhile.`,
    refusedRecords.length > 0 &&
      `${refusedRecords.length} refused Kafka records stay parked: only their producer can mend them.`,
    notFound.length > 0 && `Not parked: ${notFound.join(', ')}`,
  ];
  return lines.filter(Boolean).join('\n');
}
