import { expect, test } from 'vitest';
import { imageIdOf } from '../src/index.ts';
import { describeOnEachEngine } from '../test-support/describe-on-each-engine.ts';
import { BUCKET, outboxOf, processedImage, removedImage, sequencer } from './sample-images.ts';
import { useMetadata } from './use-metadata.ts';

const SHA256 = 'cd'.repeat(32);
const at = (minute: number) => `2026-11-21T10:${String(minute).padStart(2, '0')}:00.000Z`;

describeOnEachEngine('An image with the bytes of an earlier one', (engine) => {
  const context = useMetadata(engine);

  const put = (key: string, minute: number, changes = {}) =>
    context.metadata.recordProcessed(
      processedImage({
        key,
        sequencer: sequencer(minute),
        sha256: SHA256,
        uploadedAt: at(minute),
        ...changes,
      }),
    );
  const remove = (key: string, minute: number) =>
    context.metadata.recordRemoved(removedImage({ key, sequencer: sequencer(minute) }));
  const originalOf = async (key: string) =>
    (await context.metadata.findImageByKey(BUCKET, key))?.duplicateOf;

  test('is a duplicate of the oldest image of those bytes', async () => {
    await put('second', 2);
    await put('first', 1, { sha256: 'ef'.repeat(32) });
    await put('third', 3);
    await put('fourth', 4);
    expect(await originalOf('first')).toBe(null);
    expect(await originalOf('second')).toBe(null);
    expect(await originalOf('third')).toBe(imageIdOf(BUCKET, 'second'));
    expect(await originalOf('fourth')).toBe(imageIdOf(BUCKET, 'second'));
  });

  test('stays the first when it is uploaded again, without creating a cycle', async () => {
    await put('first', 1);
    await put('second', 2);
    await put('first', 3);
    expect(await originalOf('first')).toBe(null);
    expect(await originalOf('second')).toBe(imageIdOf(BUCKET, 'first'));
  });

  test('is no longer a duplicate when other bytes replace it', async () => {
    await put('first', 1);
    await put('second', 2);
    await put('second', 3, { sha256: 'ef'.repeat(32) });
    expect(await originalOf('second')).toBe(null);
  });

  test('replaces the first one when that is removed, with an outbox row', async () => {
    await put('first', 1);
    await put('second', 2);
    await put('third', 3);
    await remove('first', 4);
    const before = (await outboxOf(context.metadata)).length;
    await put('first', 5);
    const second = imageIdOf(BUCKET, 'second');
    expect(await originalOf('second')).toBe(null);
    expect(await originalOf('first')).toBe(second);
    const reported = (await outboxOf(context.metadata)).slice(before);
    expect(reported).toMatchObject([
      { imageId: second, op: 'U' },
      { imageId: imageIdOf(BUCKET, 'first'), op: 'U' },
    ]);
    const image = await context.metadata.findImage(second);
    expect(reported[0]?.rowVersion).toBe(image?.rowVersion);
  });

  test('is a duplicate of one image under concurrency', { timeout: 120_000 }, async () => {
    await put('first', 1);
    await put('second', 2);
    await remove('first', 3);
    const others = await Promise.all([1, 2, 3].map(() => context.another()));
    const keys = Array.from({ length: 12 }, (_, index) => `copy-${index}`);
    await Promise.all(
      keys.map((key, index) =>
        (others[index % others.length] ?? context.metadata).recordProcessed(
          processedImage({ key, sha256: SHA256, uploadedAt: at(10 + index) }),
        ),
      ),
    );
    const originals = await Promise.all(keys.map(originalOf));
    expect(new Set(originals)).toEqual(new Set([imageIdOf(BUCKET, 'second')]));
    expect(await originalOf('second')).toBe(null);
  });
});
