import type { ProcessedImage } from '@miniatura/metadata';
import { ORIGINALS } from './start-api.ts';

function rendition(name: string, width: number) {
  const key = `thumbnails/${name}.webp`;
  return { name, key, mediaType: 'image/webp', width, height: width / 2, byteCount: width };
}

/** An image of a dog, of the user `ada`. */
export function processedImage(changes: Partial<ProcessedImage> = {}): ProcessedImage {
  return {
    bucket: ORIGINALS,
    key: 'dog.jpg',
    sequencer: '0A',
    uploadedBy: 'ada',
    uploadedThrough: 'api',
    uploadedAt: '2026-11-21T10:00:00.000Z',
    processedAt: '2026-11-21T10:00:01.000Z',
    expiresAt: '2026-11-28T10:00:00.000Z',
    sha256: 'ab'.repeat(32),
    mediaType: 'image/jpeg',
    byteCount: 1000,
    width: 400,
    height: 200,
    frameCount: 1,
    thumbHash: '3OcRJYB4d3h/iIeHeEh3eIhw+j2w',
    perceptualHash: '0123456789abcdef',
    dominantColors: [{ hex: '#1e90ff', fraction: 1 }],
    renditions: [rendition('thumbnail', 128), rendition('small', 512), rendition('large', 1024)],
    labels: [{ name: 'Dog', confidence: 99, parents: ['Animal'], modelVersion: '3.0' }],
    moderationLabels: [],
    analysisStatus: 'done',
    altText: 'A dog.',
    altTextSource: 'labels',
    ...changes,
  };
}
