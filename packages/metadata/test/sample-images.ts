import type { Metadata, ProcessedImage, RejectedImage, RemovedImage } from '../src/index.ts';

export const BUCKET = 'originals';
export const KEY = '2026/11/21/01JD/cat.jpg';

/** The sequencer of the n-th event of a key, as long as those of S3. */
export function sequencer(n: number): string {
  return n.toString(16).toUpperCase().padStart(18, '0');
}

const ARRIVAL = {
  bucket: BUCKET,
  key: KEY,
  sequencer: sequencer(1),
  versionId: 'v1.abc',
  etag: 'd41d8cd98f00b204e9800998ecf8427e',
  uploadedBy: 'ada@example.org',
  uploadedThrough: 'presigned-post',
  fileName: 'Größe 🐱.jpg',
  uploadedAt: '2026-11-21T10:00:00.000Z',
  processedAt: '2026-11-21T10:00:01.250Z',
  expiresAt: '2026-11-28T10:00:00.000Z',
} as const;

export function rendition(name: string, key = `thumbnails/1/${name}.webp`) {
  const width = { thumbnail: 128, small: 512, large: 1024 }[name] ?? 64;
  return { name, key, mediaType: 'image/webp', width, height: width / 2, byteCount: width * 10 };
}

export function processedImage(changes: Partial<ProcessedImage> = {}): ProcessedImage {
  return {
    ...ARRIVAL,
    sha256: 'ab'.repeat(32),
    mediaType: 'image/jpeg',
    byteCount: 5_000_000_000,
    width: 4000,
    height: 2000,
    frameCount: 1,
    thumbHash: '3OcRJYB4d3h/iIeHeEh3eIhw+j2w',
    perceptualHash: '0123456789abcdef',
    dominantColors: [
      { hex: '#1e90ff', fraction: 0.75 },
      { hex: '#ffffff', fraction: 0.25 },
    ],
    warning: null,
    renditions: [rendition('thumbnail'), rendition('small'), rendition('large')],
    renditionFingerprint: '0f'.repeat(16),
    labels: [
      { name: 'Cat', confidence: 99.8765, parents: ['Animal', 'Pet'], modelVersion: '3.0' },
      { name: 'Sofa', confidence: 60.5, parents: [], modelVersion: '3.0' },
    ],
    moderationLabels: [
      {
        name: 'Smoking',
        confidence: 71.25,
        parents: ['Drugs & Tobacco'],
        taxonomyLevel: 2,
        modelVersion: '7.0',
      },
    ],
    analysisStatus: 'done',
    analysisDetail: null,
    altText: 'A cat on a sofa.',
    altTextSource: 'labels',
    altTextModel: null,
    ...changes,
  };
}

/** An image with all fields. */
export function completeImage(changes: Partial<ProcessedImage> = {}): ProcessedImage {
  return processedImage({
    warning: 'Invalid EXIF',
    cameraMake: 'Google',
    cameraModel: 'Pixel 4a',
    lensModel: 'Pixel 4a back camera 4.38mm f/1.73',
    capturedAt: '2022-08-22T20:30:46.023',
    captureZone: '+02:00',
    focalLengthMm: 4.4,
    exposureSeconds: 0.00093721,
    fNumber: 1.7,
    isoSpeed: 47,
    analysisDetail: 'Labels of another image',
    altTextModel: 'local.describe-v1',
    scriptStatus: 'done',
    scriptDetail: 'In 3 ms',
    scriptResult: '{"faces":2}',
    moderationVerdict: 'flag',
    moderationPolicy: '0123456789abcdef',
    reviewDecision: 'approve',
    reviewedAt: '2026-11-21T11:00:00.000Z',
    ...changes,
  });
}

export function rejectedImage(changes: Partial<RejectedImage> = {}): RejectedImage {
  return {
    ...ARRIVAL,
    rejectionCode: 'unsupported-type',
    rejectionMessage: 'Expected a JPEG for the image but received a PDF',
    byteCount: 77,
    ...changes,
  };
}

export function removedImage(changes: Partial<RemovedImage> = {}): RemovedImage {
  const { bucket, key, expiresAt } = ARRIVAL;
  return {
    bucket,
    key,
    sequencer: sequencer(1),
    removedAt: '2026-11-22T08:00:00.000Z',
    expiresAt,
    ...changes,
  };
}

/** The outbox, oldest change first. */
export function outboxOf({ db }: Metadata) {
  return db.selectFrom('outbox').selectAll().orderBy('seq').execute();
}
