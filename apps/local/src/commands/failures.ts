import { type Failure, FAILURE_STATES, failureLogOf, type FailureState } from '@miniatura/metadata';
import { escapeControlCharacters, printableJson } from '@miniatura/text';
import { InvalidArgumentError } from 'commander';
import { Table } from 'console-table-printer';
import { openDatabase } from '../stack/open-database.ts';
import { printedCommand } from '../stack/stack-choice.ts';
import { countParser } from './options.ts';
import { createProgram, runProgram } from './program.ts';

const LARGEST_LIMIT = 1000;

const program = createProgram({
  command: 'npm run failures',
  description: 'Lists messages that could not be processed and the reasons, latest first.',
  environment: ['DATABASE_URL'],
})
  .option('--state <state>', `one of ${FAILURE_STATES.join(', ')}; all by default`, parseState)
  .option(
    '--limit <number>',
    `maximum number of failures, 1 to ${LARGEST_LIMIT}`,
    countParser(LARGEST_LIMIT),
    50,
  )
  .option('--json', 'print one JSON object per line for each failure')
  .parse();

const { state, limit, json } = program.opts<{
  state?: FailureState;
  limit: number;
  json?: true;
}>();

await runProgram(program, async (choice) => {
  const metadata = await openDatabase(choice);
  const log = failureLogOf(metadata.db);
  const failures = await log.list({ states: state ? [state] : FAILURE_STATES, limit });
  const counts = await log.count();
  await metadata.close();
  if (json) {
    for (const failure of failures) console.log(printableJson(failure));
  } else {
    if (failures.length > 0) printTable(failures);
    console.log(`${FAILURE_STATES.map((name) => `${counts[name] ?? 0} ${name}`).join(', ')}.`);
    if (counts.parked) {
      const all = printedCommand('npm run redrive', choice, ['--all']);
      console.log(`Redrive: ${all}, or ${printedCommand('npm run redrive', choice, ['ID…'])}`);
    }
  }
});

function parseState(text: string): FailureState {
  const known = FAILURE_STATES.find((name) => name === text);
  if (known === undefined) {
    throw new InvalidArgumentError(`Expected one of ${FAILURE_STATES.join(', ')}.`);
  }
  return known;
}

function printTable(failures: readonly Failure[]): void {
  const table = new Table({
    shouldDisableColors: true,
    defaultColumnOptions: { alignment: 'left', maxLen: 60 },
  });
  for (const failure of failures) {
    table.addRow({
      'Last seen': failure.lastSeenAt.slice(0, 19).replace('T', ' '),
      State: failure.state,
      Tries: failure.receiveCount,
      Reason: escapeControlCharacters(failure.reason ?? 'unknown: no attempt could record it'),
      Key: escapeControlCharacters(failure.key ?? ''),
      Id: failure.failureId,
    });
  }
  table.printTable();
}
