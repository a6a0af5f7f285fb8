import { imageIdOf, type Metadata, type ProcessedImage } from '@miniatura/metadata';
import { sequencer } from '@miniatura/test-support/sequencer';

export const BUCKET = 'originals';

const ARRIVAL = {
  bucket: BUCKET,
  sequencer: sequencer(1),
  uploadedBy: 'ada@example.org',
  uploadedThrough: 'presigned-post',
  uploadedAt: '2026-11-20T10:00:00.000Z',
  processedAt: '2026-11-20T10:00:01.250Z',
  expiresAt: '2026-11-27T10:00:00.000Z',
} as const;

/** What a camera has written. */
const CAMERA_FACTS = {
  cameraMake: 'Google',
  cameraModel: 'Pixel 4a',
  lensModel: 'Pixel 4a back camera 4.38mm f/1.73',
  capturedAt: '2022-08-22T20:30:46.023',
  captureZone: '+02:00',
  focalLengthMm: 4.4,
  exposureSeconds: 0.00003125,
  fNumber: 1.7,
  isoSpeed: 47,
} as const;

export function processedImage(key: string, changes: Partial<ProcessedImage> = {}): ProcessedImage {
  return {
    ...ARRIVAL,
    key,
    sha256: 'ab'.repeat(32),
    mediaType: 'image/jpeg',
    byteCount: 5_000,
    width: 4000,
    height: 2000,
    frameCount: 1,
    perceptualHash: '0123456789abcdef',
    dominantColors: [{ hex: '#1e90ff', fraction: 1 }],
    ...CAMERA_FACTS,
    renditions: [
      {
        name: 'small',
        key: `thumbnails/${key}/small.webp`,
        mediaType: 'image/webp',
        width: 128,
        height: 64,
        byteCount: 700,
      },
    ],
    labels: [
      { name: 'Cat', confidence: 99.8765, parents: ['Animal', 'Pet'], modelVersion: '3.0' },
      { name: 'Sofa', confidence: 60.5, parents: [], modelVersion: '3.0' },
    ],
    moderationLabels: [],
    analysisStatus: 'done',
    altText: 'A cat on a sofa.',
    altTextSource: 'labels',
    ...changes,
  };
}

/** Records images under these keys. */
export async function recordImages(metadata: Metadata, keys: readonly string[]): Promise<void> {
  for (const key of keys) await metadata.recordProcessed(processedImage(key));
}

export async function recordRejection(metadata: Metadata, key: string): Promise<void> {
  await metadata.recordRejected({
    ...ARRIVAL,
    key,
    rejectionCode: 'unsupported-type',
    rejectionMessage: 'Expected a JPEG for the image but received a PDF',
    byteCount: 77,
  });
}

export async function recordCall(metadata: Metadata, key: string): Promise<void> {
  await metadata.recordAnalysisCall({
    imageId: imageIdOf(BUCKET, key),
    operation: 'DetectLabels',
    modelVersion: '3.0',
    calledAt: '2026-11-20T10:00:01.000Z',
    outcome: 'done',
    requestUnits: 1,
  });
}

/** What an owner does. */
export async function removeImage(metadata: Metadata, key: string, n = 9): Promise<void> {
  await metadata.recordRemoved({
    bucket: BUCKET,
    key,
    sequencer: sequencer(n),
    removedAt: '2026-11-21T08:00:00.000Z',
    expiresAt: ARRIVAL.expiresAt,
  });
}

/** What retention does: the row and its parts go, and the outbox says so, in one transaction. */
export async function purgeImage({ db }: Metadata, key: string): Promise<void> {
  const imageId = imageIdOf(BUCKET, key);
  await db.transaction().execute(async (tx) => {
    const { rowVersion } = await tx
      .selectFrom('image')
      .select('rowVersion')
      .where('imageId', '=', imageId)
      .executeTakeFirstOrThrow();
    for (const table of ['rendition', 'imageLabel', 'image'] as const) {
      await tx.deleteFrom(table).where('imageId', '=', imageId).execute();
    }
    const createdAt = '2026-11-27 10:00:00.000000';
    await tx
      .insertInto('outbox')
      .values({ imageId, rowVersion: rowVersion + 1, op: 'P', createdAt, batchId: null })
      .execute();
  });
}
