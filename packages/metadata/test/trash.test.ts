import { expect, test } from 'vitest';
import { changeFeedOf, imageIdOf, type Metadata } from '../src/index.ts';
import { describeOnEachEngine } from '../test-support/describe-on-each-engine.ts';
import {
  BUCKET,
  KEY,
  outboxOf,
  processedImage,
  rejectedImage,
  removedImage,
  sequencer,
} from './sample-images.ts';
import { useMetadata } from './use-metadata.ts';

const ID = imageIdOf(BUCKET, KEY);

async function namesOf(metadata: Metadata, request: object = { withoutRemoved: true }) {
  return (await metadata.listImages({ ...request, limit: 10 })).images.map(({ key }) => key);
}

/** The rows that the ETL loads of all images. */
async function loadedOf({ db }: Metadata) {
  const pages = await Array.fromAsync(changeFeedOf(db).allImages());
  return pages.flat().map(({ row, labels, renditionCount }) => ({ row, labels, renditionCount }));
}

describeOnEachEngine('The trash', (engine) => {
  const context = useMetadata(engine);

  test('hides an image from lists, counts and searches by bytes, and restores it unchanged', async () => {
    const { metadata } = context;
    await metadata.recordProcessed(processedImage());
    const before = await metadata.findImage(ID);
    expect(await metadata.trashImage(ID)).toBe(true);
    expect(await namesOf(metadata)).toEqual([]);
    expect(await namesOf(metadata, { label: 'Cat' })).toEqual([]);
    expect(await metadata.countByDay({})).toEqual([]);
    expect(await metadata.countByDay({ label: 'Cat' })).toEqual([]);
    expect(await metadata.findAnalysedBySha256('ab'.repeat(32))).toBeNull();
    expect(await namesOf(metadata, { status: 'trashed' })).toEqual([KEY]);
    expect(await metadata.countByDay({ status: 'trashed' })).toHaveLength(1);
    expect((await metadata.findImage(ID))?.expiresAt).toBe(before?.expiresAt);

    expect(await metadata.restoreImage(ID)).toBe(true);
    expect(await metadata.findImage(ID)).toEqual({ ...before, rowVersion: expect.any(Number) });
    expect(await namesOf(metadata, { label: 'Cat' })).toEqual([KEY]);
    expect((await outboxOf(metadata)).map(({ op }) => op)).toEqual(['U', 'D', 'U']);
  });

  test('accepts an image once, and none that is quarantined, removed or unknown', async () => {
    const { metadata } = context;
    expect(await metadata.trashImage(ID)).toBe(false);
    const { renditions: _, renditionFingerprint: __, ...held } = processedImage();
    await metadata.recordQuarantined(held);
    expect(await metadata.trashImage(ID)).toBe(false);
    await metadata.recordRejected(rejectedImage({ sequencer: sequencer(2) }));
    expect(await metadata.restoreImage(ID)).toBe(false);
    expect(await metadata.trashImage(ID)).toBe(true);
    const version = (await metadata.findImage(ID))?.rowVersion;
    expect(await metadata.trashImage(ID)).toBe(true);
    expect((await metadata.findImage(ID))?.rowVersion).toBe(version);
    expect(await metadata.restoreImage(ID)).toBe(true);
    expect((await metadata.findImage(ID))?.status).toBe('rejected');
    await metadata.recordRemoved(removedImage({ sequencer: sequencer(3) }));
    expect(await metadata.trashImage(ID)).toBe(false);
  });

  test('keeps an image when its event is repeated, and is replaced by a newer one', async () => {
    const { metadata } = context;
    await metadata.recordProcessed(processedImage());
    await metadata.trashImage(ID);
    expect(await metadata.recordProcessed(processedImage())).toEqual({ outcome: 'repeat' });
    expect((await metadata.findImage(ID))?.status).toBe('trashed');
    await metadata.recordProcessed(processedImage({ sequencer: sequencer(2) }));
    expect(await metadata.findImage(ID)).toMatchObject({
      status: 'processed',
      trashedAt: null,
      trashedFrom: null,
    });
    await metadata.trashImage(ID);
    await metadata.recordRemoved(removedImage({ sequencer: sequencer(3) }));
    expect(await metadata.findImage(ID)).toMatchObject({ status: 'removed', trashedFrom: null });
  });

  test('is loaded as if its images were removed, without their data', async () => {
    const { metadata } = context;
    await metadata.recordProcessed(processedImage());
    await metadata.trashImage(ID);
    const [loaded] = await loadedOf(metadata);
    expect(loaded).toMatchObject({ labels: [], renditionCount: 0 });
    expect(loaded?.row).toMatchObject({ status: 'removed', uploadedBy: null, altText: null });
    expect(loaded?.row.removedAt).toMatch(/^\d{4}-/);
    await metadata.restoreImage(ID);
    const [restored] = await loadedOf(metadata);
    expect(restored?.row).toMatchObject({ status: 'processed', altText: 'A cat on a sofa.' });
    expect(restored?.labels).toHaveLength(3);
  });
});
