import { mkdtemp, readdir, readFile, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DEFAULT_LIMITS, readDimensions } from '@miniatura/resize';
import { Command, InvalidArgumentError } from 'commander';
import { alternate, median } from './alternate.ts';
import { checkOut } from './check-out.ts';
import { type CommandContender, findCommands } from './contenders/commands.ts';
import type { ChildReport, ChildRequest } from './contenders/run-in-child.ts';
import { drawImages } from './draw-images.ts';
import { formatTable } from './format-table.ts';
import { measureCommand, runScript } from './measure-process.ts';
import { compareHeics } from './resize/compare-heics.ts';
import { drawHeics } from './resize/draw-heics.ts';

const TASKS = [
  { name: 'one', sizes: [128], maxCpuRatio: 1.1 },
  { name: 'three', sizes: [128, 512, 1024], maxCpuRatio: 0.6 },
] as const;
type Task = (typeof TASKS)[number];

const MAX_PEAK_RATIO = 1.3;
const BASELINE = 'sharp';
const REPOSITORY = join(import.meta.dirname, '../../..');
const CHILDREN = ['miniatura', BASELINE, 'sharp-defaults', 'ipx'];
const CHILD_SCRIPT = join(import.meta.dirname, 'contenders/run-in-child.ts');
const WARMUPS = 30;

/** Returns the sum of each image's median over the rounds. */
function totalOfMedians(runs: readonly (readonly number[])[]): number {
  return (runs[0] ?? [])
    .map((_, image) => median(runs.map((run) => run[image] ?? NaN)))
    .reduce((sum, value) => sum + value, 0);
}

const program = new Command('npx nx run bench:resize --')
  .description('Measures processor time and memory of renditions, compared with other software.')
  .option('--images <folder>', 'images to resize; drawn by default')
  .option('--rounds <count>', 'number of rounds, in which the contenders alternate', parseRounds, 5)
  .option('--before <commit>', 'an earlier commit as a further contender')
  .option('--only-heic', 'compare HEIC images only')
  .parse();

function parseRounds(text: string): number {
  const rounds = Number(text);
  if (Number.isInteger(rounds) && rounds >= 1) return rounds;
  throw new InvalidArgumentError(`Expected a whole number from 1 but received "${text}".`);
}

const { images, rounds, before, onlyHeic } = program.opts<{
  images?: string;
  rounds: number;
  before?: string;
  onlyHeic?: true;
}>();
await using resources = new AsyncDisposableStack();
const scratch = await mkdtemp(join(tmpdir(), 'bench-resize-'));
resources.defer(() => rm(scratch, { recursive: true }));
const beforeFolder = before === undefined ? undefined : await checkOutWithPackages(before);
const listed = await listImages(images ?? (await draw()));
const [heics = [], others = []] = [true, false].map((isHeic) =>
  listed.filter(({ mediaType }) => (mediaType === 'image/heic') === isHeic).map(({ path }) => path),
);
if (!onlyHeic) await comparePeers(others);
await compareHeics({ paths: heics, rounds, folder: scratch, before: beforeFolder });

/** Checks a commit out. It uses the packages that are installed in this workspace. */
async function checkOutWithPackages(commit: string): Promise<string> {
  const folder = await checkOut(REPOSITORY, commit, resources);
  await symlink(join(REPOSITORY, 'node_modules'), join(folder, 'node_modules'));
  return folder;
}

/** Compares images of other types than HEIC, which the other software does not decode. */
async function comparePeers(paths: readonly string[]): Promise<void> {
  const { commands, missing } = await findCommands();
  for (const name of missing) console.log(`Skipped ${name}: it is not installed`);
  for (const task of TASKS) await compareCpu(task, paths, commands);
  for (const task of TASKS) await comparePeak(task, paths[0] ?? '');
}

async function draw(): Promise<string> {
  console.log('Drawing images …');
  const folder = join(scratch, 'images');
  if (!onlyHeic) await drawImages(folder);
  await drawHeics(folder);
  return folder;
}

/** Lists the images, the largest (in pixels) first. Unsupported files are reported and skipped. */
async function listImages(folder: string) {
  const found: { path: string; mediaType: string; pixelCount: number }[] = [];
  for (const name of (await readdir(folder)).sort()) {
    const path = join(folder, name);
    try {
      const { mediaType, width, height } = await readDimensions(
        await readFile(path),
        DEFAULT_LIMITS,
      );
      found.push({ path, mediaType, pixelCount: width * height });
    } catch (error) {
      console.log(`Skipped ${name}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  if (found.length === 0) throw new Error(`Expected images in ${folder} but received none`);
  return found.sort((one, other) => other.pixelCount - one.pixelCount);
}

async function compareCpu(
  task: Task,
  paths: readonly string[],
  commands: readonly CommandContender[],
): Promise<void> {
  const names = [...children(), ...commands.map(({ name }) => name)];
  const samples = await alternate(names, rounds, async (name) => {
    const command = commands.find((candidate) => candidate.name === name);
    return command ? [await runCommand(command, task, paths)] : await runChild(name, task, paths);
  });
  const totals = new Map([...samples].map(([name, runs]) => [name, totalOfMedians(runs)]));
  report(`${task.name} rendition(s) of ${paths.length} images, CPU ms`, totals);
  printVerdict(`${task.name}: CPU`, totals, task.maxCpuRatio);
}

function children(): string[] {
  return beforeFolder === undefined ? CHILDREN : [...CHILDREN, 'before'];
}

async function runChild(contender: string, { sizes }: Task, paths: readonly string[]) {
  const request: ChildRequest = {
    ...{ contender, sizes, paths },
    warmups: WARMUPS,
    before: beforeFolder,
  };
  return (await runScript<ChildReport>(CHILD_SCRIPT, request)).cpuMs;
}

async function runCommand(contender: CommandContender, { sizes }: Task, paths: readonly string[]) {
  let cpuMs = 0;
  for (const size of sizes) {
    const outFolder = await mkdtemp(join(scratch, 'out-'));
    const args = contender.toArguments(paths, size, outFolder);
    cpuMs += (await measureCommand(contender.command, args)).cpuMs;
    await rm(outFolder, { recursive: true });
  }
  return cpuMs;
}

async function comparePeak({ name, sizes }: Task, path: string): Promise<void> {
  const samples = await alternate(children(), Math.min(rounds, 3), async (contender) => {
    const request: ChildRequest = {
      ...{ contender, sizes },
      paths: [path],
      warmups: 0,
      before: beforeFolder,
    };
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
