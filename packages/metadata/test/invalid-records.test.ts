import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { InvalidRecordError, type Metadata, openMetadata } from '../src/index.ts';
import { processedImage, rejectedImage, rendition } from './sample-images.ts';

const KEY_TOO_LONG = 'é'.repeat(513);

const REJECTIONS: readonly [string, Record<string, unknown>, string][] = [
  [
    'a missing bucket',
    { bucket: undefined },
    'Expected type string for bucket but received undefined',
  ],
  ['an empty key', { key: '' }, 'Expected at least 1 characters for key but received ""'],
  [
    'a long key',
    { key: KEY_TOO_LONG },
    'Expected at most 1024 bytes of UTF-8 for key but received "é',
  ],
  [
    'an odd sequencer',
    { sequencer: 'xyz' },
    'Expected 1 to 64 hexadecimal digits for sequencer but received "xyz"',
  ],
  [
    'half a digest',
    { sha256: 'ab' },
    'Expected 64 lower-case hexadecimal digits for sha256 but received "ab"',
  ],
  ['no width', { width: 0 }, 'Expected more than 0 for width but received 0'],
  ['half a pixel', { height: 1.5 }, 'Expected a whole number for height but received 1.5'],
  ['NaN', { byteCount: NaN }, 'Expected type number for byteCount but received NaN'],
  [
    'a local time',
    { uploadedAt: '2026-11-21 10:00' },
    'Expected an ISO 8601 time in UTC, such as 2026-11-21T10:00:00.000Z for uploadedAt but received "2026-11-21 10:00"',
  ],
  [
    'a date',
    { processedAt: new Date(0) },
    'for processedAt but received "1970-01-01T00:00:00.000Z"',
  ],
  [
    'a new status',
    { analysisStatus: 'maybe' },
    'Expected one of done, skipped, failed, reused for analysisStatus but received "maybe"',
  ],
  [
    'a new channel',
    { uploadedThrough: 'fax' },
    'Expected one of presigned-post, api, kafka, s3, import for uploadedThrough but received "fax"',
  ],
  [
    'a long name',
    { uploadedBy: 'x'.repeat(256) },
    'Expected at most 255 characters for uploadedBy',
  ],
  [
    'a sure label',
    { labels: [{ name: 'Cat', confidence: 101, parents: [], modelVersion: '3' }] },
    'Expected at most 100 for labels.0.confidence but received 101',
  ],
  [
    'a colour by name',
    { dominantColors: [{ hex: 'red', fraction: 1 }] },
    'Expected a colour such as #1e90ff for dominantColors.0.hex but received "red"',
  ],
  [
    'two of one name',
    { renditions: [rendition('small'), rendition('small', 'k')] },
    'Expected renditions of distinct names for renditions but received [{',
  ],
  [
    'two of one key',
    { renditions: [rendition('small', 'k'), rendition('large', 'k')] },
    'Expected renditions of distinct keys for renditions but received [{',
  ],
];

describe('An invalid record', () => {
  let metadata: Metadata;
  beforeAll(async () => {
    metadata = await openMetadata({ url: 'sqlite::memory:' });
  });
  afterAll(() => metadata.close());

  test.each(REJECTIONS)('is rejected for %s, with a message', async (_what, changes, message) => {
    const write = metadata.recordProcessed({ ...processedImage(), ...changes } as never);
    await expect(write).rejects.toThrow(message);
    await expect(write).rejects.toMatchObject({ code: 'invalid-record', transient: false });
  });

  test('is rejected as a rejection or removal too', async () => {
    const rejection = metadata.recordRejected(rejectedImage({ rejectionCode: '' }));
    await expect(rejection).rejects.toBeInstanceOf(InvalidRecordError);
    const removal = metadata.recordRemoved(undefined as never);
    await expect(removal).rejects.toThrow('for removed image but received undefined');
  });

  test('is rejected as an id or a digest to find', async () => {
    await expect(metadata.findImage('nope')).rejects.toThrow('for imageIds.0 but received "nope"');
    await expect(metadata.findAnalysedBySha256('')).rejects.toThrow('for sha256 but received ""');
    await expect(metadata.listImages({ limit: 0 })).rejects.toThrow(
      'Expected at least 1 for limit but received 0',
    );
  });

  test('keeps the more confident of two labels with the same name', async () => {
    const label = { name: 'Cat', parents: [], modelVersion: '3.0', taxonomyLevel: null };
    const labels = [60, 90, 70].map((confidence) => ({ ...label, confidence }));
    const image = processedImage({ labels });
    await metadata.recordProcessed(image);
    const stored = await metadata.findImageByKey(image.bucket, image.key);
    expect(stored?.labels).toEqual([{ ...label, confidence: 90 }]);
  });
});
