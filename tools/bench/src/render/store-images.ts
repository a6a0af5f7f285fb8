import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { imageIdOf, openMetadata, renditionKey } from '@miniatura/metadata';
import { makeRenditions } from '@miniatura/resize';
import { BUCKETS, CREDENTIALS } from './serve-in-child.ts';

const DAY_MS = 24 * 60 * 60 * 1000;
const SEQUENCER = '01';

interface Target {
  readonly s3Endpoint: string;
  readonly databaseUrl: string;
}

/** Stores originals, their thumbnails and rows, as the thumbnailer does. */
export async function storeImages(paths: readonly string[], target: Target): Promise<void> {
  const { originalsBucket, thumbnailsBucket } = BUCKETS;
  const s3 = new S3Client({
    ...{ region: 'us-east-1', endpoint: target.s3Endpoint, credentials: CREDENTIALS },
  });
  for (const Bucket of Object.values(BUCKETS)) await s3.send(new CreateBucketCommand({ Bucket }));
  const metadata = await openMetadata({ url: target.databaseUrl });
  const put = (Bucket: string, Key: string, Body: Uint8Array) =>
    s3.send(new PutObjectCommand({ Bucket, Key, Body }));
  for (const path of paths) {
    const key = basename(path);
    const bytes = await readFile(path);
    await put(originalsBucket, key, bytes);
    const made = await makeRenditions(bytes);
    const imageId = imageIdOf(originalsBucket, key);
    const renditions = [];
    for (const { bytes: rendition, ...facts } of made.renditions) {
      const fileName = `${facts.name}.webp`;
      const stored = renditionKey({ imageId, sequencer: SEQUENCER, fileName });
      await put(thumbnailsBucket, stored, rendition);
      renditions.push({ ...facts, key: stored });
    }
    const { mediaType, byteCount, width, height, frameCount, sha256 } = made;
    const { thumbHash, perceptualHash, dominantColors } = made;
    const now = new Date();
    await metadata.recordProcessed({
      ...{ bucket: originalsBucket, key, sequencer: SEQUENCER, uploadedBy: 'ada' },
      ...{ uploadedAt: now.toISOString(), processedAt: now.toISOString() },
      expiresAt: new Date(now.getTime() + DAY_MS).toISOString(),
      ...{ mediaType, byteCount, width, height, frameCount, sha256 },
      ...{ thumbHash, perceptualHash, dominantColors, renditions },
      ...{ labels: [], moderationLabels: [], analysisStatus: 'done' },
    });
  }
  await metadata.close();
}
