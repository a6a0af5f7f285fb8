import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { alternate, median } from './alternate.ts';
import type { PipelineReport, PipelineRequest } from './contenders/run-pipeline-in-child.ts';
import { drawImages } from './draw-images.ts';
import { formatTable } from './format-table.ts';
import { runScript } from './measure-process.ts';
import { parseCount } from './parse-count.ts';

const BASELINE = 'loop';
const MIN_SHARE = 0.6;
const CHILD_SCRIPT = join(import.meta.dirname, 'contenders/run-pipeline-in-child.ts');

/** The limit of the function's processor time, as a multiple of the loop's. */
const MAX_FUNCTION_RATIO = 1.1;

const { images, rounds, copies, functions } = new Command('npx nx run bench:pipeline --')
  .description(
    'Measures images per second of the complete local pipeline (put, event, decode, renditions, ' +
      'labels, row), compared with loops that only decode and encode.',
  )
  .option('--images <folder>', 'images to upload; drawn by default')
  .option('--copies <count>', 'number of uploads of each image in a run', parseCount, 25)
  .option('--rounds <count>', 'number of rounds, in which the contenders alternate', parseCount, 3)
  .option('--functions', "measure the thumbnailer's function alone, without the stack")
  .parse()
  .opts<{ images?: string; rounds: number; copies: number; functions?: true }>();
const contenders = [functions ? 'function' : 'pipeline', BASELINE, 'sharp-loop'] as const;

const scratch = await mkdtemp(join(tmpdir(), 'bench-pipeline-'));
try {
  const paths = images === undefined ? await drawImages(scratch) : await filesIn(images);
  const samples = await alternate(contenders, rounds, (contender) => {
    const request: PipelineRequest = { contender, paths, copies };
    return runScript<PipelineReport>(CHILD_SCRIPT, request);
  });
  report(samples);
} finally {
  await rm(scratch, { recursive: true });
}

async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map(({ name }) => join(folder, name));
}

function report(samples: ReadonlyMap<string, readonly PipelineReport[]>): void {
  const rateOf = (name: string) =>
    median((samples.get(name) ?? []).map(({ perSecond }) => perSecond));
  const cpuOf = (name: string) =>
    median((samples.get(name) ?? []).map(({ cpuMsPerImage }) => cpuMsPerImage));
  const rows = [...samples].map(([name, runs]) => [
    name,
    rateOf(name).toFixed(1),
    (rateOf(name) / rateOf(BASELINE)).toFixed(2),
    cpuOf(name).toFixed(0),
    (cpuOf(name) / cpuOf(BASELINE)).toFixed(2),
    median(runs.map(({ peakBytes }) => peakBytes / 1e6)).toFixed(0),
  ]);
  const share = `/ ${BASELINE}`;
  const header = ['contender', 'images/s', share, 'CPU ms/image', share, 'peak MB'];
  console.log(formatTable(header, rows));
  const verdict = (isKept: boolean) => (isKept ? 'kept' : 'MISSED');
  if (functions) {
    const ratio = cpuOf('function') / cpuOf(BASELINE);
    const limit = MAX_FUNCTION_RATIO.toFixed(2);
    console.log(
      `The function's processor time at most ${limit} of the loop: ${ratio.toFixed(2)}, ` +
        verdict(ratio <= MAX_FUNCTION_RATIO),
    );
    return;
  }
  const rate = rateOf('pipeline') / rateOf(BASELINE);
  console.log(
    `The pipeline at least ${MIN_SHARE.toFixed(2)} of the loop: ${rate.toFixed(2)}, ` +
      verdict(rate >= MIN_SHARE),
  );
}
