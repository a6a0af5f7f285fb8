#!/usr/bin/env node
import { SingleBar } from 'cli-progress';
import { Command, InvalidArgumentError } from 'commander';
import { backfillCursor } from '../backfill-cursor.ts';
import { backfillObjects, countObjects, parseObjectPrefix } from '../backfill-objects.ts';
import { dataDirectory } from '../data-directory.ts';
import { findStack } from '../find-stack.ts';
import { BULK_QUEUE, queueUrlOf } from '../names.ts';
import { DATA_OPTION, portOption } from '../options.ts';
import { withStack } from '../with-stack.ts';

const LARGEST_RATE = 1000;

const program = new Command('npm run backfill --')
  .description('Sends objects that exist the way of new ones, save those that are up to date.')
  .argument('<uri>', 'such as s3://originals/2026/11/')
  .option('--rate <number>', `events a second, 1 to ${LARGEST_RATE}`, parseRate, 20)
  .option('--resume', 'go on after the last object of the run that was cut off')
  .option('--json', 'print the summary as JSON')
  .addOption(DATA_OPTION)
  .addOption(portOption('the port that the stack was started with'))
  .helpOption('--help', 'tell the options')
  .parse();

const options = program.opts<{
  rate: number;
  resume?: true;
  json?: true;
  data: string;
  port: number;
}>();

try {
  await run(program.args[0] ?? '');
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}

async function run(uri: string): Promise<void> {
  const source = parseObjectPrefix(uri);
  const data = dataDirectory(options.data);
  const cursor = backfillCursor(data.path, uri);
  const { sqs: sqsEndpoint } = await findStack(data, options.port);
  const counts = { sent: 0, current: 0 };
  await withStack(data, options.port, async ({ clients, metadata }) => {
    if (!options.resume) await cursor.remove();
    const total = await countObjects(clients.s3, source, await cursor.read());
    const bar = progressBar(total);
    const queueUrl = queueUrlOf(sqsEndpoint, BULK_QUEUE);
    const onObject = (result: keyof typeof counts) => {
      counts[result] += 1;
      bar?.increment();
    };
    const { rate } = options;
    await backfillObjects(source, {
      ...{ s3: clients.s3, sqs: clients.sqs, queueUrl, metadata, cursor, rate, onObject },
    }).finally(() => bar?.stop());
  });
  console.log(
    options.json
      ? JSON.stringify(counts)
      : `${counts.sent} objects sent to the thumbnailer, ${counts.current} up to date already.`,
  );
}

function progressBar(total: number): SingleBar | undefined {
  if (options.json || !process.stderr.isTTY) return undefined;
  const bar = new SingleBar({
    format: '{bar} {value}/{total} objects, {eta_formatted} left',
    stream: process.stderr,
  });
  bar.start(total, 0);
  return bar;
}

function parseRate(text: string): number {
  const rate = Number(text);
  if (!Number.isInteger(rate) || rate < 1 || rate > LARGEST_RATE) {
    throw new InvalidArgumentError(`Expected a whole number from 1 to ${LARGEST_RATE}.`);
  }
  return rate;
}
