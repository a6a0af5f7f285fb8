#!/usr/bin/env node
import { Command, InvalidArgumentError } from 'commander';
import { Table } from 'console-table-printer';
import {
  FAILURE_STATES,
  failureLogOf,
  openMetadata,
  type Failure,
  type FailureState,
} from '@miniatura/metadata';
import { escapeControlCharacters } from '@miniatura/text';
import { databaseUrlOf } from '../config.ts';
import { dataDirectory } from '../data-directory.ts';
import { DATA_OPTION } from '../options.ts';

const LARGEST_LIMIT = 1000;

const program = new Command('npm run failures --')
  .description('Lists what could not be processed and why, the last seen first.')
  .addOption(DATA_OPTION)
  .option('--state <state>', `one of ${FAILURE_STATES.join(', ')}; all unless given`, parseState)
  .option('--limit <number>', `how many at the most, 1 to ${LARGEST_LIMIT}`, parseLimit, 50)
  .option('--json', 'print one JSON object a line for each failure, and nothing else')
  .helpOption('--help', 'tell the options')
  .parse();

const { data, state, limit, json } = program.opts<{
  data: string;
  state?: FailureState;
  limit: number;
  json?: true;
}>();

try {
  const metadata = await openMetadata({ url: databaseUrlOf(dataDirectory(data).databaseUrl) });
  const log = failureLogOf(metadata.db);
  const failures = await log.list({ states: state ? [state] : FAILURE_STATES, limit });
  const counts = await log.count();
  await metadata.close();
  if (json) {
    for (const failure of failures) console.log(JSON.stringify(failure));
  } else {
    if (failures.length > 0) printTable(failures);
    console.log(`${FAILURE_STATES.map((name) => `${counts[name] ?? 0} ${name}`).join(', ')}.`);
    if (counts.parked) console.log('Put back: npm run redrive -- --all, or npm run redrive -- ID…');
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}

function parseState(text: string): FailureState {
  const known = FAILURE_STATES.find((name) => name === text);
  if (known === undefined) {
    throw new InvalidArgumentError(`Expected one of ${FAILURE_STATES.join(', ')}.`);
  }
  return known;
}

function parseLimit(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1 || value > LARGEST_LIMIT) {
    throw new InvalidArgumentError(`Expected a whole number from 1 to ${LARGEST_LIMIT}.`);
  }
  return value;
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
      Reason: escapeControlCharacters(failure.reason ?? 'unknown: no attempt could note it'),
      Key: escapeControlCharacters(failure.key ?? ''),
      Id: failure.failureId,
    });
  }
  table.printTable();
}
