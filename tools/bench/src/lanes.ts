import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { awsClients, ORIGINALS_BUCKET } from '@miniatura/local';
import { imageIdOf, openMetadata } from '@miniatura/metadata';
import { Command } from 'commander';
import sharp from 'sharp';
import { median } from './alternate.ts';
import { drawImages } from './draw-images.ts';
import { formatTable } from './format-table.ts';
import { parseCount } from './parse-count.ts';
import { forkStack } from './stack/fork-stack.ts';
import { importFolder, writeCopies } from './stack/import-folder.ts';

const MAX_RATIO = 2;
/** Width in pixels of the imported images, which have about 60 kB each. */
const WIDTH = 800;
const POLL_MS = 5;
/** Pause between uploads, in which a user looks at the image. */
const PAUSE_MS = 500;

const { images, uploads } = new Command('npx nx run bench:lanes --')
  .description('Times uploads to an idle stack, and uploads during an import.')
  .option('--images <count>', 'number of imported images', parseCount, 500)
  .option('--uploads <count>', 'number of uploads before the import', parseCount, 20)
  .parse()
  .opts<{ images: number; uploads: number }>();

await using resources = new AsyncDisposableStack();
const scratch = await mkdtemp(join(tmpdir(), 'bench-lanes-'));
resources.defer(() => rm(scratch, { recursive: true }));
const paths = await drawImages(join(scratch, 'drawn'));
const image = paths.find((path) => path.endsWith('phone-8mp.jpg')) ?? '';
const folder = join(scratch, 'import');
const bytes = await readFile(image);
await writeCopies(folder, await sharp(bytes).resize(WIDTH).jpeg().toBuffer(), images);

const { endpoints, data, stop } = await forkStack(join(scratch, 'data'));
resources.defer(stop);
const { s3 } = awsClients(endpoints);
const metadata = await openMetadata({ url: data.databaseUrl });
resources.defer(() => metadata.close());

let uploadCount = 0;

/** Uploads an image, and returns the time in milliseconds until its row has thumbnails. */
async function upload(): Promise<number> {
  const Key = `uploads/${(uploadCount += 1)}.jpg`;
  const Body = Buffer.concat([bytes, Buffer.from(Key)]);
  const startedAt = performance.now();
  await s3.send(new PutObjectCommand({ Bucket: ORIGINALS_BUCKET, Key, Body }));
  while ((await metadata.findImages([imageIdOf(ORIGINALS_BUCKET, Key)])).length === 0) {
    await sleep(POLL_MS);
  }
  return performance.now() - startedAt;
}

async function uploadWhile(isDue: () => boolean): Promise<readonly number[]> {
  const durations: number[] = [];
  while (isDue()) {
    durations.push(await upload());
    await sleep(PAUSE_MS);
  }
  return durations;
}

await upload();
let leftCount = uploads;
const idle = await uploadWhile(() => leftCount-- > 0);
let isImporting = true;
const importing = importFolder(folder, data.path).finally(() => (isImporting = false));
const during = await uploadWhile(() => isImporting);
report(idle, during, (await importing).wallMs);

function report(before: readonly number[], meanwhile: readonly number[], importMs: number): void {
  const rowOf = (name: string, durations: readonly number[]) => [
    name,
    String(durations.length),
    median(durations).toFixed(0),
    quantile(durations, 0.95).toFixed(0),
    Math.max(...durations).toFixed(0),
  ];
  const header = ['an upload', 'count', 'median ms', '95 % ms', 'most ms'];
  const rows = [rowOf('idle', before), rowOf(`importing ${images}`, meanwhile)];
  console.log(formatTable(header, rows));
  console.log(`The import: ${((images * 1000) / importMs).toFixed(1)} images/s`);
  const ratio = median(meanwhile) / median(before);
  const verdict = ratio <= MAX_RATIO ? 'kept' : 'MISSED';
  console.log(`An upload at most ${MAX_RATIO} × its idle time: ${ratio.toFixed(2)}, ${verdict}`);
}

function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN;
}
