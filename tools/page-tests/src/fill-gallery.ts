import { PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { ORIGINALS_BUCKET, THUMBNAILS_BUCKET } from '@miniatura/local';
import { imageIdOf, type Metadata, renditionKey } from '@miniatura/metadata';
import { makeRenditions } from '@miniatura/resize';
import { drawScene, type Scene, SCENES } from './draw-scene.ts';

const DAY_MS = 24 * 60 * 60 * 1000;
const SEQUENCER = '01';
/** Images per day, the newest day first. */
const IMAGES_PER_DAY = [5, 4, 7, 0, 3, 6, 2, 4, 8, 3, 0, 5, 6, 4];

const CAMERA = {
  cameraMake: 'Google',
  cameraModel: 'Pixel 8',
  lensModel: 'Pixel 8 back camera 6.9mm f/1.68',
  focalLengthMm: 6.9,
  exposureSeconds: 0.004,
  fNumber: 1.68,
  isoSpeed: 64,
};

/**
 * Stores drawn images of two weeks, with thumbnails and rows, as the thumbnailer does.
 * @returns their number
 */
export async function fillGallery(
  metadata: Metadata,
  s3: S3Client,
  uploadedBy: string,
): Promise<number> {
  const drawn = await Promise.all(
    SCENES.map(async (scene) => ({ scene, bytes: await drawScene(scene) })),
  );
  let next = 0;
  for (const [day, count] of IMAGES_PER_DAY.entries()) {
    for (let index = 0; index < count; index++) {
      const { scene, bytes } = drawn[next++ % drawn.length] as (typeof drawn)[number];
      const uploadedAt = new Date(Date.now() - day * DAY_MS - index * 60_000);
      await store({ scene, bytes, uploadedAt, number: next, uploadedBy }, metadata, s3);
    }
  }
  return next;
}

interface Upload {
  readonly scene: Scene;
  readonly bytes: Buffer;
  readonly uploadedAt: Date;
  readonly number: number;
  readonly uploadedBy: string;
}

async function store(
  { scene, bytes, uploadedAt, number, uploadedBy }: Upload,
  metadata: Metadata,
  s3: S3Client,
): Promise<void> {
  const key = `screenshots/${number}.jpg`;
  const imageId = imageIdOf(ORIGINALS_BUCKET, key);
  const made = await makeRenditions(bytes);
  const renditions = [];
  for (const { bytes: rendition, ...facts } of made.renditions) {
    const fileName = `${facts.name}.webp`;
    const stored = renditionKey({ imageId, sequencer: SEQUENCER, fileName });
    await s3.send(
      new PutObjectCommand({
        ...{ Bucket: THUMBNAILS_BUCKET, Key: stored, Body: rendition },
        ContentType: 'image/webp',
      }),
    );
    renditions.push({ ...facts, key: stored });
  }
  const { mediaType, byteCount, width, height, frameCount, sha256 } = made;
  const { thumbHash, perceptualHash, dominantColors } = made;
  await metadata.recordProcessed({
    ...{ bucket: ORIGINALS_BUCKET, key, sequencer: SEQUENCER, uploadedBy },
    ...{ fileName: scene.name, uploadedThrough: 'presigned-post' },
    uploadedAt: uploadedAt.toISOString(),
    processedAt: new Date(uploadedAt.getTime() + 1500 + (number % 5) * 400).toISOString(),
    expiresAt: new Date(Date.now() + DAY_MS).toISOString(),
    ...{ mediaType, byteCount, width, height, frameCount, sha256 },
    ...{ thumbHash, perceptualHash, dominantColors, renditions },
    ...CAMERA,
    capturedAt: uploadedAt.toISOString().slice(0, 19),
    altText: `A landscape: ${scene.labels.join(', ').toLowerCase()}.`,
    altTextSource: 'labels',
    labels: scene.labels.map((name, index) => ({
      ...{ name, confidence: 99 - index * 3, parents: [], modelVersion: '3.0' },
    })),
    ...{ moderationLabels: [], analysisStatus: 'done' },
  });
}
