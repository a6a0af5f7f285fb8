#!/usr/bin/env node
import { appendFile, copyFile, mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { DEFAULT_RENDITIONS } from '@miniatura/resize';
import { Command } from 'commander';
import { alternate, median } from './alternate.ts';
import { findCommands, vipsthumbnailArguments } from './contenders/commands.ts';
import { drawImages } from './draw-images.ts';
import { formatTable } from './format-table.ts';
import { type CommandTime, measureCommand } from './measure-process.ts';
import { parseCount } from './parse-count.ts';
import { forkStack } from './stack/fork-stack.ts';
import { importFolder } from './stack/import-folder.ts';

const MAX_RATIO = 0.8;
const CORES = availableParallelism();

const { images, count, rounds } = new Command('npx nx run bench:import --')
  .description(
    'Times npm run import of many photos, compared with vipsthumbnail that makes the same three ' +
      'sizes of the same files.',
  )
  .option('--images <folder>', 'photos to copy; drawn by default')
  .option('--count <count>', 'number of photos', parseCount, 1000)
  .option('--rounds <count>', 'number of rounds, in which the contenders alternate', parseCount, 3)
  .parse()
  .opts<{ images?: string; count: number; rounds: number }>();

await using resources = new AsyncDisposableStack();
const scratch = await mkdtemp(join(tmpdir(), 'bench-import-'));
resources.defer(() => rm(scratch, { recursive: true }));
const photos = await listPhotos(images ?? (await draw()));
const stack = await forkStack(join(scratch, 'data'));
resources.defer(stack.stop);

type Contender = (folder: string, paths: readonly string[]) => Promise<CommandTime>;
const ONE_CALL = 'vipsthumbnail';
const contenders = new Map<string, Contender>([['npm run import', runImport]]);
if ((await findCommands()).commands.some(({ name }) => name === ONE_CALL)) {
  contenders.set(ONE_CALL, (_, paths) => runVipsthumbnail(paths));
  contenders.set(`${ONE_CALL}, ${CORES} at a time`, runVipsthumbnails);
} else {
  console.log('Skipped vipsthumbnail: it is not installed (package libvips-tools)');
}
await withCopies(Math.ceil(count / 10), runImport);
report(
  await alternate([...contenders.keys()], rounds, (name) =>
    withCopies(count, contenders.get(name) as Contender),
  ),
);

async function draw(): Promise<string> {
  console.log('Drawing photos …');
  const folder = join(scratch, 'drawn');
  await drawImages(folder);
  return folder;
}

async function listPhotos(folder: string): Promise<string[]> {
  const names = (await readdir(folder)).filter((name) => /\.jpe?g$/i.test(name)).sort();
  if (names.length === 0) throw new Error(`Expected JPEG images in ${folder} but received none`);
  return names.map((name) => join(folder, name));
}

/** Measures work on a new folder of copies, which differ by bytes after their end. */
async function withCopies(copyCount: number, measure: Contender): Promise<CommandTime> {
  const folder = await mkdtemp(join(scratch, 'photos-'));
  try {
    const paths: string[] = [];
    for (let index = 0; index < copyCount; index += 1) {
      const photo = photos[index % photos.length] as string;
      const path = join(folder, `${index}-${basename(photo)}`);
      await copyFile(photo, path);
      await appendFile(path, path);
      paths.push(path);
    }
    return await measure(folder, paths);
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** The processor time is that of the command and of the stack. */
async function runImport(folder: string): Promise<CommandTime> {
  const cpuBefore = await stack.cpuMs();
  const { wallMs, cpuMs } = await importFolder(folder, stack.data.path);
  return { wallMs, cpuMs: cpuMs + (await stack.cpuMs()) - cpuBefore };
}

/** One call per size, because vipsthumbnail makes one size of each image. */
async function runVipsthumbnail(paths: readonly string[]): Promise<CommandTime> {
  const total = { wallMs: 0, cpuMs: 0 };
  for (const { name, width } of DEFAULT_RENDITIONS) {
    const outFolder = join(scratch, 'out', name);
    await mkdir(outFolder, { recursive: true });
    const time = await measureCommand(ONE_CALL, vipsthumbnailArguments(paths, width, outFolder));
    total.wallMs += time.wallMs;
    total.cpuMs += time.cpuMs;
  }
  return total;
}

/** One process per core, each with its share of the photos. */
async function runVipsthumbnails(_: string, paths: readonly string[]): Promise<CommandTime> {
  const shares = Array.from({ length: CORES }, (_share, core) =>
    paths.filter((_path, index) => index % CORES === core),
  );
  const times = await Promise.all(shares.map(runVipsthumbnail));
  return {
    wallMs: Math.max(...times.map(({ wallMs }) => wallMs)),
    cpuMs: times.reduce((sum, { cpuMs }) => sum + cpuMs, 0),
  };
}

function report(samples: ReadonlyMap<string, readonly CommandTime[]>): void {
  const of = (name: string, key: keyof CommandTime) =>
    median((samples.get(name) ?? []).map((time) => time[key]));
  const rows = [...samples.keys()].map((name) => [
    name,
    (of(name, 'wallMs') / 1000).toFixed(1),
    ((count * 1000) / of(name, 'wallMs')).toFixed(1),
    (of(name, 'cpuMs') / count).toFixed(1),
  ]);
  const title = `${count} photos on ${CORES} cores`;
  console.log(formatTable([title, 'seconds', 'photos/s', 'CPU ms/photo'], rows));
  if (!samples.has(ONE_CALL)) return;
  const ratio = of('npm run import', 'wallMs') / of(ONE_CALL, 'wallMs');
  const verdict = ratio <= MAX_RATIO ? 'kept' : 'MISSED';
  console.log(
    `The import at most ${MAX_RATIO} × the time of ${ONE_CALL}: ${ratio.toFixed(2)}, ${verdict}`,
  );
  if (verdict === 'MISSED') process.exitCode = 1;
}
