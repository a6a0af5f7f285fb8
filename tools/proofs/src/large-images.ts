import { randomFillSync } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { dataDirectory, startStack } from '@miniatura/local';
import { type ImageRecord, type Metadata, openMetadata } from '@miniatura/metadata';
import { DEFAULT_MODERATION_POLICY } from '@miniatura/moderation';
import { Command } from 'commander';
import sharp from 'sharp';

new Command('npx nx run proofs:large-images --')
  .description(
    "Uploads a TIFF of 300 megapixels and a PNG of 400 MB to the laptop's stack with large images " +
      'enabled. The thumbnailer must defer both, and a job in a separate process must make their ' +
      'thumbnails and rows. Exits with 1 otherwise.',
  )
  .parse();

const DEADLINE_MS = 900_000;
const POLL_MS = 500;

/** Draws a uniform image, so that 300 megapixels take few bytes. */
function drawTiff(): Promise<Buffer> {
  return sharp({
    create: { width: 20_000, height: 15_000, channels: 3, background: '#336699' },
    limitInputPixels: false,
  })
    .tiff({ compression: 'deflate', tile: true })
    .toBuffer();
}

/** Draws uncompressed noise: 11,600 × 11,500 pixels of three bytes. */
function drawPng(): Promise<Buffer> {
  const raw = { width: 11_600, height: 11_500, channels: 3 } as const;
  const pixels = randomFillSync(Buffer.alloc(raw.width * raw.height * raw.channels));
  return sharp(pixels, { raw, limitInputPixels: false })
    .png({ compressionLevel: 0, adaptiveFiltering: false })
    .toBuffer();
}

await using resources = new AsyncDisposableStack();
const directory = await mkdtemp(join(tmpdir(), 'proofs-large-images-'));
resources.defer(() => rm(directory, { recursive: true }));
const data = dataDirectory(directory);
const stack = await startStack({
  data,
  port: 0,
  databaseUrl: data.databaseUrl,
  retentionDays: 7,
  moderationPolicy: DEFAULT_MODERATION_POLICY,
  hasLargeImages: true,
  log: {
    info: (message, { key, outcome }) => {
      if (outcome !== undefined) console.log(`${message}: ${String(key)} ${String(outcome)}`);
    },
    error: (message, { error }) => console.error(message, error),
  },
});
resources.defer(() => stack.stop());
const metadata = await openMetadata({ url: data.databaseUrl });
resources.defer(() => metadata.close());
const s3 = new S3Client({
  region: 'us-east-1',
  endpoint: stack.endpoints.s3,
  credentials: { accessKeyId: 'local', secretAccessKey: 'local-secret' },
});
resources.defer(() => s3.destroy());

for (const [key, draw] of [
  ['300-megapixels.tiff', drawTiff],
  ['400-mb.png', drawPng],
] as const) {
  const bytes = await draw();
  const startedAt = performance.now();
  await s3.send(new PutObjectCommand({ Bucket: 'originals', Key: key, Body: bytes }));
  const image = await untilRecorded(metadata, key);
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  const { status, width, height, byteCount, renditions = [] } = image;
  const isKept = status === 'processed' && renditions.length > 0;
  console.log(
    `${key}: ${status}, ${width} × ${height}, ${byteCount} bytes, ${seconds} s: ${isKept ? 'kept' : 'BROKEN'}`,
  );
  if (!isKept) process.exitCode = 1;
}

/** @throws Error if there is no row within the time limit */
async function untilRecorded({ findImageByKey }: Metadata, key: string): Promise<ImageRecord> {
  const deadline = performance.now() + DEADLINE_MS;
  for (;;) {
    const image = await findImageByKey('originals', key);
    if (image !== null) return image;
    if (performance.now() > deadline) throw new Error(`Expected a row of ${key} in 15 minutes`);
    await sleep(POLL_MS);
  }
}
