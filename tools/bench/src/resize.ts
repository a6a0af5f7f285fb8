import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command, InvalidArgumentError } from 'commander';
import { DEFAULT_LIMITS, readDimensions } from '@miniatura/resize';
import { alternate, median } from './alternate.ts';
import { type CommandContender, findCommands } from './contenders/commands.ts';
import type { ChildReport, ChildRequest } from './contenders/run-in-child.ts';
import { drawImages } from './draw-images.ts';
import { formatTable } from './format-table.ts';
import { commandCpuMs, runScript } from './measure-process.ts';

const TASKS = [
  { name: 'one', sizes: [128], maxCpuRatio: 1.1 },
  { name: 'three', sizes: [128, 512, 1024], maxCpuRatio: 0.6 },
] as const;
type Task = (typeof TASKS)[number];

const MAX_PEAK_RATIO = 1.3;
const BASELINE = 'sharp';
const CHILDREN = ['miniatura', BASELINE, 'sharp-defaults', 'ipx'];
const CHILD_SCRIPT = join(import.meta.dirname, 'contenders/run-in-child.ts');
const WARMUPS = 30;

/** Returns the sum of each image's median over the rounds. */
const totalOfMedians = (runs: readonly (readonly number[])[]): number =>
  (runs[0] ?? [])
    .map((_, image) => median(runs.map((run) => run[image] ?? NaN)))
    .reduce((sum, value) => sum + value, 0);

const program = new Command('bench:resize')
  .description('Measures processor time and memory of renditions, compared with other software.')
  .option('--images <folder>', 'images to resize; drawn by default')
  .option('--rounds <count>', 'number of rounds, in which the contenders alternate', parseRounds, 5)
  .parse();

function parseRounds(text: string): number {
  const rounds = Number(text);
  if (Number.isInteger(rounds) && rounds >= 1) return rounds;
  throw new InvalidArgumentError(`Expected a whole number from 1 but received "${text}".`);
}

const { images, rounds } = program.opts<{ images?: string; rounds: number }>();
const scratch = await mkdtemp(join(tmpdir(), 'bench-resize-'));
try {
  const paths = await listImages(images ?? (await draw()));
  const { commands, missing } = await findCommands();
  for (const name of missing) console.log(`Skipped ${name}: it is not installed`);
  for (const task of TASKS) await compareCpu(task, paths, commands);
  for (const task of TASKS) await comparePeak(task, paths[0] ?? '');
} finally {
  await rm(scratch, { recursive: true });
}

async function draw(): Promise<string> {
  console.log('Drawing images …');
  const folder = join(scratch, 'images');
  await drawImages(folder);
  return folder;
}

/** Lists the images, the largest (in pixels) first. Unsupported files are reported and skipped. */
async function listImages(folder: string): Promise<string[]> {
  const found: { path: string; pixelCount: number }[] = [];
  for (const name of (await readdir(folder)).sort()) {
    const path = join(folder, name);
    try {
      const { width, height } = await readDimensions(await readFile(path), DEFAULT_LIMITS);
      found.push({ path, pixelCount: width * height });
    } catch (error) {
      console.log(`Skipped ${name}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  if (found.length === 0) throw new Error(`Expected images in ${folder} but received none`);
  return found.sort((one, other) => other.pixelCount - one.pixelCount).map(({ path }) => path);
}

async function compareCpu(
  task: Task,
  paths: readonly string[],
  commands: readonly CommandContender[],
): Promise<void> {
  const names = [...CHILDREN, ...commands.map(({ name }) => name)];
  const samples = await alternate(names, rounds, async (name) => {
    const command = commands.find((candidate) => candidate.name === name);
    return command ? [await runCommand(command, task, paths)] : await runChild(name, task, paths);
  });
  const totals = new Map([...samples].map(([name, runs]) => [name, totalOfMedians(runs)]));
  report(`${task.name} rendition(s) of ${paths.length} images, CPU ms`, totals);
  printVerdict(`${task.name}: CPU`, totals, task.maxCpuRatio);
}

async function runChild(contender: string, { sizes }: Task, paths: readonly string[]) {
  const request: ChildRequest = { contender, sizes, paths, warmups: WARMUPS };
  return (await runScript<ChildReport>(CHILD_SCRIPT, request)).cpuMs;
}

async function runCommand(contender: CommandContender, { sizes }: Task, paths: readonly string[]) {
  let cpuMs = 0;
  for (const size of sizes) {
    const outFolder = await mkdtemp(join(scratch, 'out-'));
    cpuMs += await commandCpuMs(contender.command, contender.toArguments(paths, size, outFolder));
    await rm(outFolder, { recursive: true });
  }
  return cpuMs;
}

async function comparePeak({ name, sizes }: Task, path: string): Promise<void> {
  const samples = await alternate(CHILDREN, Math.min(rounds, 3), async (contender) => {
    const request: ChildRequest = { contender, sizes, paths: [path], warmups: 0 };
    return (await runScript<ChildReport>(CHILD_SCRIPT, request)).peakBytes / 1e6;
  });
  const peaks = new Map([...samples].map(([contender, runs]) => [contender, median(runs)]));
  report(`${name} rendition(s) of the largest image, peak MB of the process`, peaks);
  printVerdict(`${name}: peak memory`, peaks, MAX_PEAK_RATIO);
}

function report(title: string, medians: ReadonlyMap<string, number>): void {
  const baseline = medians.get(BASELINE) ?? NaN;
  const rows = [...medians].map(([name, value]) => [
    name,
    value.toFixed(1),
    (value / baseline).toFixed(2),
  ]);
  console.log(`\n${formatTable([title, 'median', `/ ${BASELINE}`], rows)}`);
}

function printVerdict(what: string, medians: ReadonlyMap<string, number>, limit: number): void {
  const ratio = (medians.get('miniatura') ?? NaN) / (medians.get(BASELINE) ?? NaN);
  const verdict = ratio <= limit ? 'kept' : 'MISSED';
  console.log(
    `${what} at most ${limit.toFixed(2)} of bare sharp's: ${ratio.toFixed(2)}, ${verdict}`,
  );
}
