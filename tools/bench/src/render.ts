#!/usr/bin/env node
import { createReadStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { startLocalS3 } from '@miniatura/local-s3';
import { Command, Option } from 'commander';
import { alternate, median } from './alternate.ts';
import { drawImages } from './draw-images.ts';
import { formatTable } from './format-table.ts';
import { runScript } from './measure-process.ts';
import { parseCount } from './parse-count.ts';
import { CREDENTIALS, type ServeReport, type ServeRequest } from './render/serve-in-child.ts';
import { storeImages } from './render/store-images.ts';

const MIN_RATIO = 1.5;
const CHILD_SCRIPT = join(import.meta.dirname, 'render/serve-in-child.ts');
const CONTENDERS = ['miniatura', 'ipx'] as const;
const FORMATS = ['webp', 'jpeg', 'avif'] as const;
/** Typical widths of gallery tiles, and of an image that fills a window. */
const WIDTHS = [160, 320, 640, 1280];
const HEADINGS = ['format', 'miniatura', 'ipx', 'ratio', 'kB, miniatura', 'kB, ipx'];

const { rounds, formats } = new Command('npx nx run bench:render --')
  .description('Measures requests per second and core for images of any size, compared with ipx.')
  .option('--rounds <count>', 'number of rounds, in which both servers alternate', parseCount, 3)
  .addOption(
    new Option('--formats <names...>', 'requested formats').choices(FORMATS).default(FORMATS),
  )
  .parse()
  .opts<{ rounds: number; formats: (typeof FORMATS)[number][] }>();

await using resources = new AsyncDisposableStack();
const scratch = await mkdtemp(join(tmpdir(), 'bench-render-'));
resources.defer(() => rm(scratch, { recursive: true }));
console.log('Drawing and storing images …');
const folder = join(scratch, 'images');
const paths = await drawImages(folder);
const s3 = await startLocalS3({ directory: join(scratch, 's3'), credentials: CREDENTIALS });
resources.defer(() => s3.close());
const target = {
  s3Endpoint: s3.endpoint,
  databaseUrl: `sqlite:${join(scratch, 'metadata.sqlite')}`,
};
await storeImages(paths, target);
// Both servers get originals over HTTP; this server replaces S3 for ipx.
const originals = createServer(({ url = '' }, response) => {
  createReadStream(join(folder, basename(url))).pipe(response);
});
await new Promise<void>((resolve) => originals.listen(0, '127.0.0.1', resolve));
resources.defer(() => void originals.close());
const originalsUrl = `http://127.0.0.1:${(originals.address() as AddressInfo).port}`;

const rows = [];
for (const format of formats) rows.push(await compare(format));
console.log(`\n${formatTable(HEADINGS, rows)}\n`);
for (const [format, , , ratio] of rows) {
  const verdict = Number(ratio) >= MIN_RATIO ? 'kept' : 'MISSED';
  console.log(`${format}: at least ${MIN_RATIO} × ipx's requests: ${ratio}, ${verdict}`);
  if (verdict === 'MISSED') process.exitCode = 1;
}

async function compare(format: ServeRequest['format']): Promise<string[]> {
  const names = paths.map((path) => basename(path));
  const samples = await alternate(CONTENDERS, rounds, (contender) => {
    const asked = { names, format, widths: WIDTHS };
    const request: ServeRequest = { contender, originalsUrl, ...asked, ...target };
    return runScript<ServeReport>(CHILD_SCRIPT, request);
  });
  const rateOf = (name: (typeof CONTENDERS)[number]) =>
    median((samples.get(name) ?? []).map((one) => one.requestCount / one.cpuSeconds));
  const bytesOf = (name: (typeof CONTENDERS)[number]) =>
    ((samples.get(name)?.[0]?.byteCount ?? NaN) / 1000).toFixed(0);
  const [ours, theirs] = [rateOf('miniatura'), rateOf('ipx')];
  const rates = [ours.toFixed(1), theirs.toFixed(1), (ours / theirs).toFixed(2)];
  return [format, ...rates, bytesOf('miniatura'), bytesOf('ipx')];
}
