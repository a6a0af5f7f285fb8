import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { changeFeedOf, imageIdOf } from '../src/index.ts';
import { describeOnEachEngine } from '../test-support/describe-on-each-engine.ts';
import { BUCKET, processedImage, removedImage } from './sample-images.ts';
import { useMetadata } from './use-metadata.ts';

/** 40 bits of an image's id and version, as the queries count them. */
const bits = (id: string, version: number) =>
  BigInt(`0x${createHash('md5').update(`${id}:${version}`).digest('hex').slice(22)}`);

describeOnEachEngine('Fingerprints', (engine) => {
  const given = useMetadata(engine);

  test('count and sum images by day, by the start of the id, and one by one', async () => {
    const feed = changeFeedOf(given.metadata.db);
    const day = '2026-11-21';
    const rows: { readonly id: string; readonly version: number }[] = [];
    for (const key of Array.from({ length: 20 }, (_, i) => `${i}`)) {
      const written = await given.metadata.recordProcessed(processedImage({ key }));
      if (written.outcome !== 'written') throw new Error(written.outcome);
      rows.push({ id: imageIdOf(BUCKET, key), version: written.rowVersion });
    }
    await given.metadata.recordRemoved(removedImage({ key: 'never seen' }));
    const sum = (of: typeof rows) =>
      of.reduce((total, { id, version }) => total + bits(id, version), 0n).toString();
    expect(await feed.fingerprints({ by: 'day' })).toMatchObject([
      { key: day, images: 20, labels: 60, checksum: sum(rows) },
      { key: 'none', images: 1, labels: 0 },
    ]);
    const prefix = rows[0]!.id.slice(0, 2);
    const ofPrefix = rows.filter(({ id }) => id.startsWith(prefix));
    const groups = await feed.fingerprints({ by: 'prefix', day });
    expect(groups.find((group) => group.key === prefix)).toEqual({
      key: prefix,
      images: ofPrefix.length,
      labels: 3 * ofPrefix.length,
      checksum: sum(ofPrefix),
    });
    const ones = await feed.fingerprints({ by: 'image', day, prefix });
    expect(ones.map((one) => one.key)).toEqual(ofPrefix.map(({ id }) => id).toSorted());
  });
});
