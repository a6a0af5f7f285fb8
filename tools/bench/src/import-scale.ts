import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import sharp from 'sharp';
import { formatTable } from './format-table.ts';
import { parseCount } from './parse-count.ts';
import { forkStack } from './stack/fork-stack.ts';
import { importFolder, writeCopies } from './stack/import-folder.ts';

const MIN_RATIO = 0.85;
/** Width in pixels: small, so that the time is not mostly spent on decoding. */
const WIDTH = 160;

interface Round {
  readonly perSecond: number;
  readonly cpuMsPerImage: number;
}

const { images, window } = new Command('npx nx run bench:import-scale --')
  .description(
    'Imports one folder after another into one stack, and reports whether imports become slower.',
  )
  .option('--images <count>', 'total number of images', parseCount, 10_000)
  .option('--window <count>', 'number of images per folder', parseCount, 1000)
  .parse()
  .opts<{ images: number; window: number }>();

await using resources = new AsyncDisposableStack();
const scratch = await mkdtemp(join(tmpdir(), 'bench-import-scale-'));
resources.defer(() => rm(scratch, { recursive: true }));
const noise = { type: 'gaussian', mean: 128, sigma: 30 } as const;
const drawing = { width: WIDTH, height: WIDTH, channels: 3, background: '#808080', noise } as const;
const image = await sharp({ create: drawing }).jpeg().toBuffer();
const stack = await forkStack(join(scratch, 'data'));
resources.defer(stack.stop);

/** Imports a folder of new images, and removes the folder. */
async function importRound(name: string, count: number): Promise<Round> {
  const folder = join(scratch, name);
  await writeCopies(folder, image, count);
  const cpuBefore = await stack.cpuMs();
  const { wallMs } = await importFolder(folder, stack.data.path);
  const cpuMs = (await stack.cpuMs()) - cpuBefore;
  await rm(folder, { recursive: true });
  return { perSecond: (count * 1000) / wallMs, cpuMsPerImage: cpuMs / count };
}

await importRound('warm-up', Math.ceil(window / 10));
const rounds: Round[] = [];
for (let start = 0; start < images; start += window) {
  const round = await importRound(`${start}`, window);
  rounds.push(round);
  console.log(`${start + window} of ${images}: ${round.perSecond.toFixed(1)} images/s`);
}
report(rounds);

function report(all: readonly Round[]): void {
  const rows = all.map(({ perSecond, cpuMsPerImage }, index) => [
    String((index + 1) * window),
    perSecond.toFixed(1),
    cpuMsPerImage.toFixed(1),
  ]);
  console.log(formatTable(['images', 'images/s', 'CPU ms/image'], rows));
  const [first, last] = [all[0], all.at(-1)];
  if (first === undefined || last === undefined) return;
  const ratio = last.perSecond / first.perSecond;
  const verdict = ratio >= MIN_RATIO ? 'kept' : 'MISSED';
  const cpuRatio = (first.cpuMsPerImage / last.cpuMsPerImage).toFixed(2);
  console.log(
    `The last folder at least ${MIN_RATIO} × as fast as the first: ${ratio.toFixed(2)}, ${verdict} (by processor time ${cpuRatio})`,
  );
}
