#!/usr/bin/env node
import { copyFile, mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { DEFAULT_RENDITIONS } from '@miniatura/resize';
import { Command } from 'commander';
import { alternate, median } from './alternate.ts';
import { type CommandContender, findCommands } from './contenders/commands.ts';
import type { ChildReport, ChildRequest } from './contenders/run-in-child.ts';
import type { PipelineReport, PipelineRequest } from './contenders/run-pipeline-in-child.ts';
import { lambdaCostOf } from './cost/lambda-cost.ts';
import { drawImages } from './draw-images.ts';
import { formatTable } from './format-table.ts';
import { measureCommand, runScript } from './measure-process.ts';
import { parseCount } from './parse-count.ts';

const CHILD_SCRIPT = join(import.meta.dirname, 'contenders/run-in-child.ts');
const PIPELINE_SCRIPT = join(import.meta.dirname, 'contenders/run-pipeline-in-child.ts');
const RESIZE = join(import.meta.dirname, '../../../packages/resize/src/bin/miniatura-resize.ts');
const SIZES = DEFAULT_RENDITIONS.map(({ width }) => width);
const WARMUPS = 20;

const { images, copies, rounds } = new Command('npx nx run bench:cost --')
  .description(
    'Measures the processor time of three sizes of each image in Miniatura and in other software, ' +
      'and prints images per second per core and the cost of a million images on Lambda.',
  )
  .option('--images <folder>', 'images to resize; drawn by default')
  .option('--copies <count>', 'number of copies of each image for commands', parseCount, 10)
  .option('--rounds <count>', 'number of rounds, in which the contenders alternate', parseCount, 3)
  .parse()
  .opts<{ images?: string; copies: number; rounds: number }>();

await using resources = new AsyncDisposableStack();
const scratch = await mkdtemp(join(tmpdir(), 'bench-cost-'));
resources.defer(() => rm(scratch, { recursive: true }));
const paths = images === undefined ? await draw() : await filesIn(images);
const copied = await copyImages();
const { commands, missing } = await findCommands();
for (const name of missing) console.log(`Skipped ${name}: it is not installed`);

/** Measures the processor time per image, in milliseconds. */
type Measure = () => Promise<number>;
const contenders = new Map<string, Measure>([
  ["the thumbnailer's function, with labels and rows", runFunction],
  ['makeRenditions', () => runChild('miniatura')],
  ['sharp, one call per size', () => runChild('sharp')],
  ['ipx, one request per size', () => runChild('ipx')],
  ['miniatura-resize', runMiniaturaResize],
  ...commands.map((command) => [command.name, () => runCommand(command)] as const),
]);
const samples = await alternate([...contenders.keys()], rounds, (name) =>
  (contenders.get(name) as Measure)(),
);
const rows = [...samples].map(([name, cpuMs]) => {
  const { imagesPerSecondPerCore, dollarsPerMillion } = lambdaCostOf(median(cpuMs));
  return [
    name,
    median(cpuMs).toFixed(0),
    imagesPerSecondPerCore.toFixed(1),
    dollarsPerMillion.toFixed(2),
  ];
});
const title = `${SIZES.join(', ')} pixels of ${paths.length} images`;
const header = [title, 'CPU ms/image', 'images/s per core', '$ per million on Lambda'];
console.log(formatTable(header, rows));

function draw(): Promise<string[]> {
  console.log('Drawing images …');
  return drawImages(join(scratch, 'drawn'));
}

async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map(({ name }) => join(folder, name));
  if (files.length === 0) throw new Error(`Expected images in ${folder} but received none`);
  return files.sort();
}

/** Copies make the start of a command a small part of its processor time. */
async function copyImages() {
  const folder = join(scratch, 'copies');
  await mkdir(folder);
  const targets: string[] = [];
  for (let copy = 0; copy < copies; copy += 1) {
    for (const path of paths) {
      const target = join(folder, `${copy}-${basename(path)}`);
      await copyFile(path, target);
      targets.push(target);
    }
  }
  return { folder, paths: targets };
}

async function runFunction(): Promise<number> {
  const request: PipelineRequest = { contender: 'function', paths, copies };
  return (await runScript<PipelineReport>(PIPELINE_SCRIPT, request)).cpuMsPerImage;
}

async function runChild(contender: string): Promise<number> {
  const request: ChildRequest = { contender, sizes: SIZES, paths, warmups: WARMUPS };
  const { cpuMs } = await runScript<ChildReport>(CHILD_SCRIPT, request);
  return cpuMs.reduce((sum, value) => sum + value, 0) / paths.length;
}

async function runMiniaturaResize(): Promise<number> {
  return withOutFolder(async (outFolder) => {
    const options = ['--out', outFolder, '--size', SIZES.join(',')];
    const time = await measureCommand(process.execPath, [RESIZE, copied.folder, ...options]);
    return time.cpuMs / copied.paths.length;
  });
}

async function runCommand({ command, toArguments }: CommandContender): Promise<number> {
  let cpuMs = 0;
  for (const size of SIZES) {
    cpuMs += await withOutFolder(async (outFolder) => {
      const time = await measureCommand(command, toArguments(copied.paths, size, outFolder));
      return time.cpuMs;
    });
  }
  return cpuMs / copied.paths.length;
}

async function withOutFolder(measure: (outFolder: string) => Promise<number>): Promise<number> {
  const outFolder = await mkdtemp(join(scratch, 'out-'));
  try {
    return await measure(outFolder);
  } finally {
    await rm(outFolder, { recursive: true });
  }
}
