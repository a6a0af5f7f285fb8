import { expect, test } from 'vitest';
import { imageIdOf } from '../src/index.ts';
import { describeOnEachEngine } from '../test-support/describe-on-each-engine.ts';
import {
  BUCKET,
  KEY,
  outboxOf,
  processedImage,
  rejectedImage,
  removedImage,
  rendition,
  sequencer,
} from './sample-images.ts';
import { useMetadata } from './use-metadata.ts';

const NOT_TRASHED = { trashedAt: null, trashedFrom: null };
const NO_CAMERA = {
  cameraMake: null,
  cameraModel: null,
  lensModel: null,
  capturedAt: null,
  captureZone: null,
  focalLengthMm: null,
  exposureSeconds: null,
  fNumber: null,
  isoSpeed: null,
};

const FACTS_CLEARED = {
  ...NO_CAMERA,
  ...NOT_TRASHED,
  etag: null,
  sha256: null,
  mediaType: null,
  byteCount: null,
  width: null,
  height: null,
  frameCount: null,
  thumbHash: null,
  perceptualHash: null,
  dominantColors: [],
  renditions: [],
  renditionFingerprint: null,
  labels: [],
  moderationLabels: [],
  analysisStatus: null,
  analysisDetail: null,
  altText: null,
  altTextSource: null,
  altTextModel: null,
  duplicateOf: null,
  scriptStatus: null,
  scriptDetail: null,
  scriptResult: null,
  moderationVerdict: null,
  moderationPolicy: null,
  reviewDecision: null,
  reviewedAt: null,
  uploadedBy: null,
  uploadedThrough: null,
  fileName: null,
  rejectionCode: null,
  rejectionMessage: null,
  warning: null,
};

describeOnEachEngine('Recording an image', (engine) => {
  const context = useMetadata(engine);

  test('a processed image is read back as it was recorded', async () => {
    const { metadata } = context;
    const image = processedImage();
    const outcome = await metadata.recordProcessed(image);
    expect(outcome).toEqual({
      outcome: 'written',
      rowVersion: expect.any(Number),
      replacedRenditionKeys: [],
      replacedStatus: null,
    });
    const labels = image.labels.map((label) => ({ ...label, taxonomyLevel: null }));
    expect(await metadata.findImageByKey(BUCKET, KEY)).toEqual({
      ...NO_CAMERA,
      ...image,
      labels,
      imageId: imageIdOf(BUCKET, KEY),
      status: 'processed',
      duplicateOf: null,
      scriptStatus: null,
      scriptDetail: null,
      scriptResult: null,
      moderationVerdict: null,
      moderationPolicy: null,
      reviewDecision: null,
      reviewedAt: null,
      rejectionCode: null,
      rejectionMessage: null,
      removedAt: null,
      ...NOT_TRASHED,
      rowVersion: outcome.outcome === 'written' && outcome.rowVersion,
    });
  });

  test('optional fields may be omitted and read as null', async () => {
    const { metadata } = context;
    const { versionId: _1, etag: _2, uploadedBy: _3, thumbHash: _4, ...image } = processedImage();
    await metadata.recordProcessed(image);
    expect(await metadata.findImageByKey(BUCKET, KEY)).toMatchObject({
      versionId: null,
      etag: null,
      uploadedBy: null,
      thumbHash: null,
    });
  });

  test('each written version has one unclaimed outbox row', async () => {
    const { metadata } = context;
    await metadata.recordProcessed(processedImage({ sequencer: sequencer(1) }));
    await metadata.recordRejected(rejectedImage({ sequencer: sequencer(2) }));
    await metadata.recordRemoved(removedImage({ sequencer: sequencer(3) }));
    await metadata.recordRemoved(removedImage({ sequencer: sequencer(2) }));
    const outbox = await outboxOf(metadata);
    expect(outbox.map(({ op, batchId, imageId }) => ({ op, batchId, imageId }))).toEqual(
      ['U', 'U', 'D'].map((op) => ({ op, batchId: null, imageId: imageIdOf(BUCKET, KEY) })),
    );
    const versions = outbox.map((row) => row.rowVersion);
    expect(versions).toEqual([...new Set(versions)].toSorted((a, b) => a - b));
    expect((await metadata.findImageByKey(BUCKET, KEY))?.rowVersion).toBe(versions.at(-1));
  });

  test('a newer object replaces the renditions and labels, and returns the unused keys', async () => {
    const { metadata } = context;
    await metadata.recordProcessed(processedImage());
    const labels = [{ name: 'Dog', confidence: 80, parents: [], modelVersion: '3.0' }];
    const renditions = [rendition('thumbnail'), rendition('small', 'thumbnails/2/small.webp')];
    const outcome = await metadata.recordProcessed(
      processedImage({ sequencer: sequencer(2), renditions, labels, moderationLabels: [] }),
    );
    expect(outcome).toMatchObject({ outcome: 'written' });
    expect(outcome.outcome === 'written' && outcome.replacedRenditionKeys.toSorted()).toEqual([
      'thumbnails/1/large.webp',
      'thumbnails/1/small.webp',
    ]);
    const image = await metadata.findImageByKey(BUCKET, KEY);
    expect(image?.renditions.map((each) => each.key)).toEqual(renditions.map((each) => each.key));
    expect(image?.labels.map((label) => label.name)).toEqual(['Dog']);
    expect(image?.moderationLabels).toEqual([]);
  });

  test('a rejection records the code, the reason and the known facts', async () => {
    const { metadata } = context;
    await metadata.recordRejected(rejectedImage());
    expect(await metadata.findImageByKey(BUCKET, KEY)).toMatchObject({
      ...rejectedImage(),
      status: 'rejected',
      sha256: null,
      renditions: [],
    });
  });

  test('a rejection of a newer object clears the data of the old one', async () => {
    const { metadata } = context;
    await metadata.recordProcessed(processedImage());
    const outcome = await metadata.recordRejected(rejectedImage({ sequencer: sequencer(2) }));
    expect(outcome).toMatchObject({ outcome: 'written' });
    expect(outcome.outcome === 'written' && outcome.replacedRenditionKeys).toHaveLength(3);
    expect(await metadata.findImageByKey(BUCKET, KEY)).toMatchObject({
      status: 'rejected',
      renditions: [],
      labels: [],
      dominantColors: [],
      altText: null,
    });
  });

  test('a removal keeps only the key, the version and the times', async () => {
    const { metadata } = context;
    const image = processedImage();
    await metadata.recordProcessed(image);
    const outcome = await metadata.recordRemoved(
      removedImage({ sequencer: sequencer(2), versionId: 'marker', expiresAt: image.uploadedAt }),
    );
    expect(outcome.outcome === 'written' && outcome.replacedRenditionKeys.toSorted()).toEqual(
      image.renditions.map((each) => each.key).toSorted(),
    );
    expect(await metadata.findImageByKey(BUCKET, KEY)).toEqual({
      ...FACTS_CLEARED,
      imageId: imageIdOf(BUCKET, KEY),
      bucket: BUCKET,
      key: KEY,
      versionId: 'marker',
      sequencer: sequencer(2),
      status: 'removed',
      uploadedAt: image.uploadedAt,
      processedAt: image.processedAt,
      removedAt: '2026-11-22T08:00:00.000Z',
      expiresAt: image.expiresAt,
      rowVersion: outcome.outcome === 'written' && outcome.rowVersion,
    });
    expect(await metadata.db.selectFrom('rendition').selectAll().execute()).toEqual([]);
    expect(await metadata.db.selectFrom('imageLabel').selectAll().execute()).toEqual([]);
  });

  test('a key that is used again after a purge has a newer version than all before', async () => {
    const { metadata } = context;
    await metadata.recordProcessed(processedImage());
    await metadata.recordRemoved(removedImage({ sequencer: sequencer(2) }));
    await metadata.db.deleteFrom('image').execute();
    await metadata.recordProcessed(processedImage({ sequencer: sequencer(3) }));
    const versions = (await outboxOf(metadata)).map((row) => row.rowVersion);
    expect(versions.at(-1)).toBeGreaterThan(versions[0] ?? Infinity);
  });

  test('keys that differ in case, accents or a space at the end are different images', async () => {
    const { metadata } = context;
    const keys = ['a.jpg', 'A.jpg', 'á.jpg', 'a.jpg ', 'a\u0301.jpg'];
    for (const key of keys) await metadata.recordProcessed(processedImage({ key }));
    for (const key of keys) {
      expect((await metadata.findImageByKey(BUCKET, key))?.key).toBe(key);
    }
    expect(await metadata.countByStatus()).toEqual({
      processed: 5,
      rejected: 0,
      removed: 0,
      quarantined: 0,
      trashed: 0,
    });
  });
});
