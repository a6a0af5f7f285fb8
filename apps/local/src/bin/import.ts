#!/usr/bin/env node
import { userInfo } from 'node:os';
import { SingleBar } from 'cli-progress';
import { Command } from 'commander';
import { dataDirectory } from '../data-directory.ts';
import { findFiles } from '../find-files.ts';
import { importPictures, type ImportResult } from '../import-pictures.ts';
import { importSummary } from '../import-summary.ts';
import { DATA_OPTION, portOption } from '../options.ts';
import { withStack } from '../with-stack.ts';

const program = new Command('npm run import --')
  .description('Puts files or folders in through S3, waits, and tells what became of each.')
  .argument('<path...>', 'pictures, or folders of them')
  .addOption(DATA_OPTION)
  .addOption(portOption('the port that the stack was started with'))
  .option('--json', 'print one JSON object a line for each file, and nothing else')
  .helpOption('--help', 'tell the options')
  .addHelpText('after', '\nExit status: 0 when each file was processed or rejected, 1 otherwise.')
  .parse();

const options = program.opts<{ data: string; port: number; json?: true }>();

try {
  const results = await run();
  process.exitCode = results.some(({ status }) => status === 'failed') ? 1 : 0;
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}

async function run(): Promise<ImportResult[]> {
  const files = await findFiles(program.args);
  const data = dataDirectory(options.data);
  return withStack(data, options.port, async ({ clients, metadata }) => {
    const startedAt = performance.now();
    const bar = progressBar(files.length);
    const results: ImportResult[] = [];
    const onResult = (result: ImportResult) => {
      results.push(result);
      bar?.increment();
      if (options.json) console.log(JSON.stringify(result));
    };
    const uploadedBy = userInfo().username;
    await importPictures(files, { ...clients, metadata, uploadedBy, onResult }).finally(() =>
      bar?.stop(),
    );
    if (!options.json) {
      console.log(importSummary(results, { durationMs: performance.now() - startedAt, data }));
    }
    return results;
  });
}

function progressBar(total: number): SingleBar | undefined {
  if (options.json || !process.stderr.isTTY) return undefined;
  const bar = new SingleBar({
    format: '{bar} {value}/{total} pictures, {eta_formatted} left',
    stream: process.stderr,
  });
  bar.start(total, 0);
  return bar;
}
