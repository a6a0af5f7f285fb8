import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DECODER_ENVIRONMENT } from '@miniatura/resize/decoder-environment';
import { Command } from 'commander';
import { formatTable } from './format-table.ts';
import { runScript } from './measure-process.ts';
import { drawMixed } from './memory/draw-mixed.ts';
import type { ManyReport, ManyRequest } from './memory/make-many-in-child.ts';
import { parseCount } from './parse-count.ts';

const CHILD_SCRIPT = join(import.meta.dirname, 'memory/make-many-in-child.ts');
const MAX_GROWTH = 1.5;
const WARM_IMAGES = 200;

const { images } = new Command('npx nx run bench:memory --')
  .description(
    'The resident memory of a process that makes the renditions of many mixed images, two at a time, ' +
      'with the environment that it is started with on AWS and on a laptop, and without.',
  )
  .option('--images <count>', `how many, more than ${WARM_IMAGES}`, parseCount, 4_000)
  .parse()
  .opts<{ images: number }>();

await using resources = new AsyncDisposableStack();
const folder = await mkdtemp(join(tmpdir(), 'bench-memory-'));
resources.defer(() => rm(folder, { recursive: true }));
console.log('Drawing images …');
const readings = [WARM_IMAGES, Math.round((WARM_IMAGES + images) / 2), images];
const request: ManyRequest = {
  paths: await drawMixed(folder),
  imageCount: images,
  inFlight: 2,
  readings,
};
const withIt = await run(DECODER_ENVIRONMENT);
const without = await run({});
const header = ['', ...readings.map((count) => `MB after ${count}`), 'growth', 'CPU s'];
const [name = '', value = ''] = Object.entries(DECODER_ENVIRONMENT)[0] ?? [];
console.log(formatTable(header, [row(`${name}=${value}`, withIt), row('without', without)]));
const growth = growthOf(withIt);
const verdict = growth <= MAX_GROWTH ? 'kept' : 'MISSED';
console.log(
  `At most ${MAX_GROWTH} times that after ${WARM_IMAGES}: ${growth.toFixed(2)}, ${verdict}`,
);
process.exitCode = growth <= MAX_GROWTH ? 0 : 1;

function run(environment: Readonly<Record<string, string>>): Promise<ManyReport> {
  const { MALLOC_ARENA_MAX: _, ...own } = process.env;
  return runScript<ManyReport>(CHILD_SCRIPT, request, { ...own, ...environment });
}

function growthOf({ residentBytes }: ManyReport): number {
  return (residentBytes.at(-1) ?? NaN) / (residentBytes[0] ?? NaN);
}

function row(title: string, report: ManyReport): string[] {
  return [
    title,
    ...report.residentBytes.map((bytes) => (bytes / 1e6).toFixed(0)),
    growthOf(report).toFixed(2),
    (report.cpuMs / 1_000).toFixed(0),
  ];
}
