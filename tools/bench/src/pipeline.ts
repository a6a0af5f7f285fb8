import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DECODER_ENVIRONMENT } from '@miniatura/resize/decoder-environment';
import { Command } from 'commander';
import { alternate, median } from './alternate.ts';
import type { PipelineReport, PipelineRequest } from './contenders/run-pipeline-in-child.ts';
import { drawImages } from './draw-images.ts';
import { formatTable } from './format-table.ts';
import { runScript } from './measure-process.ts';
import { parseCount } from './parse-count.ts';

const BASELINE = 'loop';
/** The limits of the pipeline, as multiples of the loop's figures. */
const MIN_RATE_RATIO = 0.88;
const MAX_CPU_RATIO = 1.12;
const MAX_MEMORY_RATIO = 1.2;
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
    return runScript<PipelineReport>(CHILD_SCRIPT, request, environmentOf(contender));
  });
  report(samples);
} finally {
  await rm(scratch, { recursive: true });
}

/** The variables with which `npm start` and Lambda start; a loop is started without them. */
function environmentOf(contender: (typeof contenders)[number]): NodeJS.ProcessEnv {
  const isLoop = contender === BASELINE || contender === 'sharp-loop';
  return isLoop ? process.env : { ...process.env, ...DECODER_ENVIRONMENT };
}

async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map(({ name }) => join(folder, name));
}

function report(samples: ReadonlyMap<string, readonly PipelineReport[]>): void {
  const middle = (name: string, key: keyof PipelineReport) =>
    median((samples.get(name) ?? []).map((sample) => sample[key]));
  const ratio = (name: string, key: keyof PipelineReport) =>
    middle(name, key) / middle(BASELINE, key);
  const rows = [...samples.keys()].map((name) => [
    name,
    middle(name, 'perSecond').toFixed(1),
    ratio(name, 'perSecond').toFixed(2),
    middle(name, 'cpuMsPerImage').toFixed(0),
    ratio(name, 'cpuMsPerImage').toFixed(2),
    (middle(name, 'peakBytes') / 1e6).toFixed(0),
    ratio(name, 'peakBytes').toFixed(2),
  ]);
  const share = `/ ${BASELINE}`;
  const header = ['contender', 'images/s', share, 'CPU ms/image', share, 'peak MB', share];
  console.log(formatTable(header, rows));
  if (functions) {
    reportLimit("The function's processor time", ratio('function', 'cpuMsPerImage'), {
      most: MAX_FUNCTION_RATIO,
    });
    return;
  }
  reportLimit("The pipeline's rate", ratio('pipeline', 'perSecond'), { least: MIN_RATE_RATIO });
  reportLimit('Its processor time', ratio('pipeline', 'cpuMsPerImage'), { most: MAX_CPU_RATIO });
  reportLimit('Its peak memory', ratio('pipeline', 'peakBytes'), { most: MAX_MEMORY_RATIO });
}

function reportLimit(
  what: string,
  ratio: number,
  { least = 0, most = Infinity }: { readonly least?: number; readonly most?: number },
): void {
  const limit = least > 0 ? `at least ${least.toFixed(2)}` : `at most ${most.toFixed(2)}`;
  const verdict = ratio >= least && ratio <= most ? 'kept' : 'MISSED';
  console.log(`${what} ${limit} of the loop: ${ratio.toFixed(2)}, ${verdict}`);
}
