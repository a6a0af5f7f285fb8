import { expect, test } from 'vitest';
import { imageIdOf } from '../src/index.ts';
import { describeOnEachEngine } from '../test-support/describe-on-each-engine.ts';
import { BUCKET, processedImage, removedImage, sequencer } from './sample-images.ts';
import { useMetadata } from './use-metadata.ts';

const HASH = '0123456789abcdef';
const ID = imageIdOf(BUCKET, 'here');

/** A hash that differs in the given bits, counted from the right. */
function flipped(bits: readonly number[]) {
  return bits
    .reduce((hash, bit) => hash ^ (1n << BigInt(bit)), BigInt(`0x${HASH}`))
    .toString(16)
    .padStart(16, '0');
}

/** `count` bits spread over all four bands: the hardest case to find by bands. */
function spread(count: number) {
  return flipped(
    Array.from({ length: count }, (_, index) => ((index * 16) % 64) + Math.floor(index / 4)),
  );
}

describeOnEachEngine('Similar images', (engine) => {
  const context = useMetadata(engine);
  const put = (key: string, perceptualHash: string | null, changes = {}) =>
    context.metadata.recordProcessed(processedImage({ key, perceptualHash, ...changes }));
  const keyed = async (options = {}) => {
    const found = await context.metadata.findSimilarImages(ID, options);
    const images = await context.metadata.findImages(found.map(({ imageId }) => imageId));
    return found.map(({ distance }, index) => [images[index]?.key, distance]);
  };

  test('are found at every distance up to the maximum, nearest first', async () => {
    await put('here', HASH);
    for (let distance = 0; distance <= 12; distance++) await put(`${distance}`, spread(distance));
    for (const maxDistance of [0, 3, 7, 11]) {
      const expected = Array.from({ length: maxDistance + 1 }, (_, d) => [`${d}`, d]);
      expect(await keyed({ maxDistance })).toEqual(expected);
    }
    expect(await keyed()).toHaveLength(8);
    expect(await keyed({ limit: 2 })).toEqual([
      ['0', 0],
      ['1', 1],
    ]);
  });

  test('are found whichever of their bits differ', { timeout: 120_000 }, async () => {
    await put('here', HASH);
    const far = Array.from({ length: 20 }, (_, index) =>
      Array.from({ length: 7 }, (__, step) => (index * 31 + step * (3 + 2 * (index % 5))) % 64),
    );
    for (const [index, bits] of far.entries()) await put(`far-${index}`, flipped(bits));
    expect((await keyed({ maxDistance: 7 })).length).toBe(far.length);
  });

  test('are those of one owner if one is given', async () => {
    await put('here', HASH);
    await put('mine', spread(2), { uploadedBy: 'ann' });
    await put('theirs', spread(1), { uploadedBy: 'bob' });
    expect(await keyed({ uploadedBy: 'ann' })).toEqual([['mine', 2]]);
  });

  test('exclude those that were removed, have no hash or no pattern', async () => {
    await put('here', HASH);
    await put('gone', HASH);
    await put('unknown', null);
    await put('plain', '0000000000000000');
    await put('plain too', '0000000000000000');
    await context.metadata.recordRemoved(removedImage({ key: 'gone', sequencer: sequencer(2) }));
    expect(await keyed()).toEqual([]);
    const plain = imageIdOf(BUCKET, 'plain');
    expect(await context.metadata.findSimilarImages(plain)).toEqual([]);
    expect(await context.metadata.findSimilarImages(imageIdOf(BUCKET, 'none'))).toEqual([]);
  });

  test.each([
    ['no bit set', 0n],
    ['three bits set', 0b111n],
    ['three bits unset', ~0b111n],
    ['every bit set', ~0n],
  ])('do not exist for a hash with %s, and its image is not one of them', async (_what, bits) => {
    const hash = (value: bigint) => BigInt.asUintN(64, value).toString(16).padStart(16, '0');
    const plain = hash(bits);
    const patterned = hash(bits ^ (0b1111n << 32n));
    await put('here', plain);
    await put('twin', plain);
    expect(await keyed({ maxDistance: 11 })).toEqual([]);
    await put('here', patterned, { sequencer: sequencer(2) });
    expect(await keyed({ maxDistance: 11 })).toEqual([]);
    await put('patterned', patterned);
    expect(await keyed({ maxDistance: 11 })).toEqual([['patterned', 0]]);
  });

  test('are none that only have few bits set as well: a dot, a letterhead and a signature', async () => {
    await put('here', '6060000000000000');
    await put('letterhead', '7030000000000000');
    await put('signature', '000000000000060c');
    await put('dot, saved again', '6064000000000000');
    expect(await keyed({ maxDistance: 11 })).toEqual([['dot, saved again', 1]]);
  });

  test.each([
    [{ maxDistance: 12 }, 'Expected at most 11 for maxDistance but received 12'],
    [{ maxDistance: 1.5 }, 'Expected a whole number for maxDistance but received 1.5'],
    [{ limit: 0 }, 'Expected at least 1 for limit but received 0'],
    [{ uploadedBy: '' }, 'Expected at least 1 characters for uploadedBy but received ""'],
  ])('are rejected for %o', async (options, message) => {
    await expect(context.metadata.findSimilarImages(ID, options)).rejects.toThrow(message);
  });
});
