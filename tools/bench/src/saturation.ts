import { execFileSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import type { PipelineReport, PipelineRequest } from './contenders/run-pipeline-in-child.ts';
import { drawImages } from './draw-images.ts';
import { formatTable } from './format-table.ts';
import { runScript } from './measure-process.ts';
import { parseCount } from './parse-count.ts';
import { drainOf, type PipelineLimits, saturationOf } from './saturation/pipeline-model.ts';

const BURSTS = [
  { uploads: 1000, overSeconds: 0 },
  { uploads: 10_000, overSeconds: 60 },
];
/** Half a second of processor time per image, as in docs/deploy.md. */
const IMAGES_PER_SECOND = 2;
/** mysql2's default size of a pool; each instance of a function has one pool. */
const CONNECTIONS_PER_INVOCATION = 10;
const CHILD_SCRIPT = join(import.meta.dirname, 'contenders/run-pipeline-in-child.ts');
/**
 * This is run as a command and not imported, because infra depends on the page, whose changes would
 * then trigger these benchmarks.
 */
const CAPACITY_SCRIPT = join(import.meta.dirname, '../../../apps/infra/src/bin/print-capacity.ts');
const FEW_COPIES = 4;
const MANY_COPIES = 16;

const { quota, validate } = new Command('npx nx run bench:saturation --')
  .description(
    'Computes from a model at which rate the pipeline of each stage saturates, and how long uploads then wait.',
  )
  .option(
    '--quota <calls>',
    "calls a second that Rekognition's quota in your account allows for an operation",
    parseCount,
    50,
  )
  .option('--validate', "compare the model with the laptop's stack")
  .parse()
  .opts<{ readonly quota: number; readonly validate?: true }>();

const header = ['stage', 'functions', 'rekognition', 'database', 'saturates at', 'by'];
const rows = Object.entries(readCapacities()).map(([stage, capacity]) => {
  const saturation = saturationOf({
    ...capacity,
    imagesPerSecond: IMAGES_PER_SECOND,
    analysesPerSecond: quota,
    connectionsPerInvocation: CONNECTIONS_PER_INVOCATION,
  });
  const { rates, by, imagesPerSecond } = saturation;
  const waits = BURSTS.map(
    (burst) => `${drainOf(burst, saturation).longestWaitSeconds.toFixed(0)} s`,
  );
  const figures = [rates.functions, rates.rekognition, rates.database, imagesPerSecond].map(String);
  return [stage, ...figures, by, ...waits];
});
const bursts = BURSTS.map(({ uploads, overSeconds }) => `${uploads} in ${overSeconds} s`);
console.log('Limit of each part in images per second, and the wait of the last of many uploads:');
console.log(formatTable([...header, ...bursts], rows));
if (validate === true) await compareWithLaptop();

function readCapacities() {
  const json = execFileSync(process.execPath, [CAPACITY_SCRIPT], { encoding: 'utf8' });
  return JSON.parse(json) as Readonly<
    Record<string, Pick<PipelineLimits, 'concurrency' | 'maxConnections'>>
  >;
}

/**
 * Checks the model's assumption that a queue drains at a constant rate, for few and for many
 * images.
 */
async function compareWithLaptop(): Promise<void> {
  const scratch = await mkdtemp(join(tmpdir(), 'bench-saturation-'));
  try {
    const paths = await drawImages(scratch);
    const rateOf = async (copies: number) => {
      const request: PipelineRequest = { contender: 'pipeline', paths, copies };
      return (await runScript<PipelineReport>(CHILD_SCRIPT, request)).perSecond;
    };
    const imagesPerSecond = await rateOf(FEW_COPIES);
    const uploads = MANY_COPIES * paths.length;
    const expected = drainOf({ uploads, overSeconds: 0 }, { imagesPerSecond }).longestWaitSeconds;
    const received = uploads / (await rateOf(MANY_COPIES));
    const share = (received / expected).toFixed(2);
    console.log(
      `On this machine ${uploads} images take ${received.toFixed(1)} s; the model predicts ${expected.toFixed(1)} s: ratio ${share}.`,
    );
  } finally {
    await rm(scratch, { recursive: true });
  }
}
