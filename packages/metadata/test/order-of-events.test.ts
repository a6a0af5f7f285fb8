import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compareSequencers, imageIdOf, type Metadata } from '../src/index.ts';
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

describe('compareSequencers', () => {
  test.each([
    ['0A', '0B', -1],
    ['0B', '0A', 1],
    ['0a', '0A', 0],
    ['09', '0a', -1],
    ['0A', '0A0', 'unknown'],
    ['', '', 0],
  ] as const)('%j against %j is %j', (a, b, order) => {
    expect(compareSequencers(a, b)).toBe(order);
  });
});

const KINDS = ['processed', 'rejected', 'removed'] as const;
interface ObjectEvent {
  readonly kind: (typeof KINDS)[number];
  readonly n: number;
}

function deliver(metadata: Metadata, key: string, { kind, n }: ObjectEvent) {
  const event = { key, sequencer: sequencer(n), versionId: `v${n}` };
  if (kind === 'rejected') return metadata.recordRejected(rejectedImage(event));
  if (kind === 'removed') return metadata.recordRemoved(removedImage(event));
  const renditions = [rendition('thumbnail', `${n}/thumbnail.webp`)];
  return metadata.recordProcessed(processedImage({ ...event, renditions }));
}

const deliveries = fc
  .array(fc.constantFrom(...KINDS), { minLength: 1, maxLength: 5 })
  .map((kinds) => kinds.map((kind, index): ObjectEvent => ({ kind, n: index + 1 })))
  .chain((events) => {
    const repeated = fc.subarray(events).map((repeats) => [...events, ...repeats]);
    const all = repeated.chain((list) =>
      fc.shuffledSubarray(list, { minLength: list.length, maxLength: list.length }),
    );
    return all.map((delivered) => ({ newest: events.at(-1)!, delivered }));
  });

describeOnEachEngine('The order of events', (engine) => {
  const context = useMetadata(engine);

  test(
    'any order and any repeats end in the state of the newest event',
    { timeout: 120_000 },
    async () => {
      const { metadata } = context;
      let run = 0;
      await fc.assert(
        fc.asyncProperty(deliveries, async ({ newest, delivered }) => {
          const key = `${++run}.jpg`;
          let written = 0;
          for (const event of delivered) {
            const { outcome } = await deliver(metadata, key, event);
            if (outcome === 'written') written++;
          }
          const image = await metadata.findImageByKey(BUCKET, key);
          expect(image).toMatchObject({ status: newest.kind, versionId: `v${newest.n}` });
          expect(image?.renditions.map((each) => each.key)).toEqual(
            newest.kind === 'processed' ? [`${newest.n}/thumbnail.webp`] : [],
          );
          expect(image?.labels).toHaveLength(newest.kind === 'processed' ? 2 : 0);
          const versions = (await outboxOf(metadata))
            .filter((row) => row.imageId === imageIdOf(BUCKET, key))
            .map((row) => row.rowVersion);
          expect(versions).toHaveLength(written);
          expect(versions).toEqual([...new Set(versions)].toSorted((a, b) => a - b));
          expect(versions.at(-1)).toBe(image?.rowVersion);
        }),
        { numRuns: 40 },
      );
    },
  );

  test('a repeated event is a repeat and changes nothing', async () => {
    const { metadata } = context;
    await metadata.recordProcessed(processedImage());
    const before = await metadata.findImageByKey(BUCKET, KEY);
    const repeat = await metadata.recordProcessed(processedImage({ altText: 'Another sentence.' }));
    expect(repeat).toEqual({ outcome: 'repeat' });
    expect(await metadata.findImageByKey(BUCKET, KEY)).toEqual(before);
    expect(await outboxOf(metadata)).toHaveLength(1);
  });

  test('a create event after its removal finds the tombstone and is stale', async () => {
    const { metadata } = context;
    const removed = await metadata.recordRemoved(removedImage({ sequencer: sequencer(2) }));
    expect(removed).toMatchObject({ outcome: 'written', replacedRenditionKeys: [] });
    expect(await metadata.recordProcessed(processedImage())).toEqual({ outcome: 'stale' });
    expect(await metadata.findImageByKey(BUCKET, KEY)).toMatchObject({
      status: 'removed',
      uploadedAt: null,
      expiresAt: '2026-11-28T10:00:00.000Z',
    });
  });

  test('a dead letter that was recorded as rejected may be redriven and processed', async () => {
    const { metadata } = context;
    await metadata.recordRejected(rejectedImage());
    expect(await metadata.recordProcessed(processedImage())).toMatchObject({ outcome: 'written' });
    expect(await metadata.recordRejected(rejectedImage())).toEqual({ outcome: 'repeat' });
    expect(await metadata.findImageByKey(BUCKET, KEY)).toMatchObject({
      status: 'processed',
      rejectionCode: null,
    });
  });

  test('if sequencers cannot be compared, a check of the object decides', async () => {
    const { metadata } = context;
    await metadata.recordProcessed(processedImage({ sequencer: '0A' }));
    const longer = processedImage({ sequencer: '0A00', versionId: 'v2' });
    expect(await metadata.recordProcessed(longer)).toEqual({ outcome: 'stale' });
    expect(await metadata.recordProcessed({ ...longer, isCurrent: true })).toMatchObject({
      outcome: 'written',
    });
    expect(await metadata.findImageByKey(BUCKET, KEY)).toMatchObject({ versionId: 'v2' });
  });

  test('a check of the object does not override sequencers that can be compared', async () => {
    const { metadata } = context;
    await metadata.recordProcessed(processedImage({ sequencer: sequencer(2) }));
    const older = processedImage({ sequencer: sequencer(1), isCurrent: true });
    expect(await metadata.recordProcessed(older)).toEqual({ outcome: 'stale' });
  });
});
