import { printableJson, showProgress } from '@miniatura/text';
import { Option } from 'commander';
import { dryRun } from '../import/dry-run.ts';
import { excludedPaths } from '../import/excluded-paths.ts';
import { findFiles, findRoots } from '../import/find-files.ts';
import { importImages } from '../import/import-images.ts';
import type { ImportResult } from '../import/import-result.ts';
import { importSummary } from '../import/import-summary.ts';
import { ImportTally } from '../import/import-tally.ts';
import { DEFAULT_IMPORTER, USERNAMES } from '../import/import-user.ts';
import { waitForStack, watchForStop } from '../import/wait-for-stack.ts';
import { isDiskFull } from '../stack/disk-watch.ts';
import { printedCommand, type StackChoice } from '../stack/stack-choice.ts';
import { askHealth } from './ask-health.ts';
import { createProgram, runProgram } from './program.ts';
import { StackStoppedError } from './retry-call.ts';
import { type StackAccess, withFoundStack } from './with-stack.ts';

const program = createProgram({
  command: 'npm run import',
  description: 'Uploads files or folders through S3, waits, and prints the result of each file.',
  environment: ['DATABASE_URL'],
})
  .argument('<path...>', 'images or folders of images')
  .addOption(
    new Option('--user <name>', 'owner of the images')
      .choices(USERNAMES)
      .default(DEFAULT_IMPORTER.username),
  )
  .option(
    '--exclude <glob>',
    'skip files and folders with this name or path, such as "*.tif" or "2023/raw";\nmay be repeated',
    (glob: string, globs: readonly string[]) => [...globs, glob],
    [] as readonly string[],
  )
  .option('--dry-run', 'list the files, upload nothing')
  .option('--json', 'print one JSON object per line for each file')
  .addHelpText(
    'after',
    '\nSkipped: files whose content is not an image, hidden files, links to folders, and files that other\n' +
      'programs store beside images (@eaDir folders, ._* and *_original files).\n' +
      'A second run uploads only new and changed files.\n\n' +
      'Exit status: 0 when each image was processed or rejected, 1 otherwise.',
  )
  .parse();

const options = program.opts<{
  user: string;
  exclude: readonly string[];
  dryRun?: true;
  json?: true;
}>();
const isExcluded = excludedPaths(options.exclude);
const tally = new ImportTally();

await runProgram(program, async (choice) => {
  const roots = await findRoots(program.args);
  const files = () => findFiles(roots, isExcluded);
  if (options.dryRun) {
    await dryRun(files(), { ...options, tally });
  } else {
    const found = await waitForStack(choice, onceEach());
    await withFoundStack(choice, found, (access) => run(files, choice, access));
  }
  if (tally.hasFailed) process.exitCode = 1;
});

/** Creates a function that prints each sentence once. */
function onceEach(): (sentence: string) => void {
  const printed = new Set<string>();
  return (sentence) => {
    if (!printed.has(sentence)) console.error(sentence);
    printed.add(sentence);
  };
}

async function run(
  files: () => ReturnType<typeof findFiles>,
  choice: StackChoice,
  { clients, endpoints, metadata }: StackAccess,
): Promise<void> {
  const startedAt = performance.now();
  const counts = { doneCount: 0, totalCount: 0, isTotalKnown: false };
  const counting = count(files(), counts);
  const progress = showProgress('files', () => counts);
  const onResult = (result: ImportResult) => {
    tally.add(result);
    counts.doneCount++;
    counts.totalCount = Math.max(counts.totalCount, counts.doneCount);
    progress.clear();
    if (options.json) console.log(printableJson(result));
  };
  const summarize = () => {
    progress.stop();
    if (options.json) return;
    const durationMs = performance.now() - startedAt;
    const { user: username } = options;
    console.log(importSummary(tally, { durationMs, choice, username, page: endpoints.page }));
  };
  stopOnSignal(summarize);
  try {
    await importImages(files(), {
      ...clients,
      metadata,
      uploadedBy: options.user,
      onResult,
      onWait: (error) => progress.note(waitText(error)),
      isStackStopped: watchForStop(choice),
      askHealth: () => askHealth(endpoints.api),
      onUnhealthy: (sentence) => progress.note(`The import is waiting. ${sentence}`),
    });
    await counting;
    summarize();
  } catch (error) {
    summarize();
    if (!(error instanceof StackStoppedError)) throw error;
    throw new StackStoppedError(stoppedText(choice), { cause: error });
  }
}

function waitText(error: Error): string {
  return isDiskFull(error)
    ? 'The import is waiting: the disk of the stack is full.'
    : 'The stack did not answer as expected. The import is retrying.';
}

/** Counts the files while the import runs. Listing folders is much faster than importing. */
async function count(
  files: ReturnType<typeof findFiles>,
  counts: { totalCount: number; isTotalKnown: boolean },
): Promise<void> {
  let found = 0;
  for await (const _ of files) counts.totalCount = Math.max(counts.totalCount, ++found);
  counts.isTotalKnown = true;
}

function stoppedText(choice: StackChoice): string {
  return (
    `The stack has stopped. Start it: ${printedCommand('npm start', choice)}\n` +
    'Then run the same command again: it resumes where this one ended.'
  );
}

function stopOnSignal(summarize: () => void): void {
  process.once('SIGINT', () => {
    summarize();
    console.error('Interrupted. Run the same command again: it resumes where this one ended.');
    process.exit(130);
  });
}
