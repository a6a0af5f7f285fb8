import { printableJson, showProgress } from '@miniatura/text';
import { BULK_QUEUE, queueUrlOf } from '../stack/names.ts';
import type { StackChoice } from '../stack/stack-choice.ts';
import { backfillCursor } from './backfill-cursor.ts';
import { backfillObjects, countObjects, parseObjectPrefix } from './backfill-objects.ts';
import { countParser } from './options.ts';
import { createProgram, runProgram } from './program.ts';
import { withStack } from './with-stack.ts';

const LARGEST_RATE = 1000;

const program = createProgram({
  command: 'npm run backfill',
  description: 'Processes existing objects again, except those that are up to date.',
  environment: ['DATABASE_URL'],
})
  .argument('<uri>', 'such as s3://originals/2026/11/')
  .option('--rate <number>', `events a second, 1 to ${LARGEST_RATE}`, countParser(LARGEST_RATE), 20)
  .option('--resume', 'resume an interrupted run after its last object')
  .option('--json', 'print the summary as JSON')
  .parse();

const options = program.opts<{
  rate: number;
  resume?: true;
  json?: true;
}>();

await runProgram(program, (choice) => run(program.args[0] ?? '', choice));

async function run(uri: string, choice: StackChoice): Promise<void> {
  const source = parseObjectPrefix(uri);
  const cursor = backfillCursor(choice.data.path, uri);
  const counts = { sent: 0, current: 0 };
  await withStack(choice, async ({ clients, endpoints, metadata }) => {
    if (!options.resume) await cursor.remove();
    const totalCount = await countObjects(clients.s3, source, await cursor.read());
    const progress = showProgress('objects', () => ({
      doneCount: counts.sent + counts.current,
      totalCount,
    }));
    const queueUrl = queueUrlOf(endpoints.sqs, BULK_QUEUE);
    const onObject = (result: keyof typeof counts) => void (counts[result] += 1);
    const { rate } = options;
    await backfillObjects(source, {
      ...{ s3: clients.s3, sqs: clients.sqs, queueUrl, metadata, cursor, rate, onObject },
    }).finally(() => progress.stop());
  });
  console.log(
    options.json
      ? printableJson(counts)
      : `${counts.sent} objects sent to the thumbnailer, ${counts.current} already up to date.`,
  );
}
