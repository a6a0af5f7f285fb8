import { redriveFailures, type RedriveReport } from '@miniatura/failures';
import { printableJson } from '@miniatura/text';
import { connectFailures } from '../stack/map-failures.ts';
import { createProgram, runProgram } from './program.ts';
import { withStack } from './with-stack.ts';

const program = createProgram({
  command: 'npm run redrive',
  description: 'Sends parked messages back to their source queues.',
  environment: ['DATABASE_URL'],
})
  .argument('[id...]', 'ids of failures, as listed by npm run failures')
  .option('--all', 'redrive all parked messages')
  .option('--json', 'print the report as JSON')
  .addHelpText('after', '\nExit status: 0 when each id was found, 1 otherwise.')
  .parse();

const options = program.opts<{ all?: true; json?: true }>();
const ids = program.args;
if (Boolean(options.all) === ids.length > 0) {
  program.error('error: expected ids or --all, not both or none');
}

await runProgram(program, async (choice) => {
  const report = await withStack(choice, async ({ endpoints, ...access }) => {
    const dependencies = connectFailures({ ...access, sqsEndpoint: endpoints.sqs });
    return redriveFailures(options.all ? 'all' : ids, dependencies);
  });
  console.log(options.json ? printableJson(report) : textOf(report));
  process.exitCode = report.notFound.length > 0 ? 1 : 0;
});

function textOf({ redriven, solved, refusedRecords, notFound }: RedriveReport): string {
  const lines = [
    `${redriven.length} redriven.`,
    solved.length > 0 && `${solved.length} succeeded in the meantime.`,
    refusedRecords.length > 0 &&
      `${refusedRecords.length} rejected Kafka records stay parked: only their producer can correct them.`,
    notFound.length > 0 && `Not parked: ${notFound.join(', ')}`,
  ];
  return lines.filter(Boolean).join('\n');
}
