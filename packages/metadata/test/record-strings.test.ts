import fc from 'fast-check';
import { expect, test } from 'vitest';
import { InvalidRecordError, RECORD_LIMITS } from '../src/index.ts';
import { describeOnEachEngine } from '../test-support/describe-on-each-engine.ts';
import {
  BUCKET,
  KEY,
  processedImage,
  rejectedImage,
  rendition,
  sequencer,
} from './sample-images.ts';
import { useMetadata } from './use-metadata.ts';

const AWKWARD = 'It\'s "50%" \\ off; -- \n\r\t\b\u001a ${x} ?? 😀 \u202e\ufeff é';

describeOnEachEngine('Awkward text', (engine) => {
  const context = useMetadata(engine);

  test('quotes, newlines, emoji and control characters are stored in every text field', async () => {
    const { metadata } = context;
    const label = { name: AWKWARD, confidence: 1, parents: [AWKWARD, '😀'.repeat(127)] };
    const image = processedImage({
      key: AWKWARD,
      uploadedBy: AWKWARD,
      altText: AWKWARD,
      warning: AWKWARD,
      analysisDetail: AWKWARD,
      labels: [{ ...label, modelVersion: AWKWARD }],
      renditions: [{ ...processedImage().renditions[0]!, key: AWKWARD }],
    });
    await metadata.recordProcessed(image);
    expect(await metadata.findImageByKey(BUCKET, AWKWARD)).toMatchObject(image);
  });

  test('renditions whose names differ in case only are different ones', async () => {
    const { metadata } = context;
    const renditions = [rendition('small', 'a'), rendition('Small', 'A'), rendition('smäll', 'ä')];
    await metadata.recordProcessed(processedImage({ renditions }));
    const stored = await metadata.findImageByKey(BUCKET, KEY);
    expect(stored?.renditions.map((each) => each.key).toSorted()).toEqual(['A', 'a', 'ä']);
  });

  test('text of the maximum lengths is stored completely', async () => {
    const { metadata } = context;
    const key = '猫'.repeat(341) + 'x';
    const image = processedImage({
      key,
      uploadedBy: '猫'.repeat(RECORD_LIMITS.maxUploadedByCharacters),
      altText: '猫'.repeat(RECORD_LIMITS.maxAltTextCharacters),
      warning: '猫'.repeat(RECORD_LIMITS.maxNoteCharacters),
    });
    await metadata.recordProcessed(image);
    expect(await metadata.findImageByKey(BUCKET, key)).toMatchObject(image);
  });

  test(
    'any well-formed label name and confidence are read back, with four decimals',
    { timeout: 120_000 },
    async () => {
      const { metadata } = context;
      let n = 0;
      const name = fc.string({ unit: 'binary', minLength: 1, maxLength: 100 });
      const label = fc.record({
        name: name.filter((text) => !text.includes('\0')),
        confidence: fc
          .double({ min: 0, max: 100, noNaN: true })
          .map((value) => Number(value.toFixed(4))),
      });
      await fc.assert(
        fc.asyncProperty(
          fc.uniqueArray(label, { selector: (each) => each.name, maxLength: 5 }),
          async (labels) => {
            const full = labels.map((each) => ({ ...each, parents: [], modelVersion: '3.0' }));
            await metadata.recordProcessed(
              processedImage({ sequencer: sequencer(++n), labels: full }),
            );
            const stored = await metadata.findImageByKey(BUCKET, KEY);
            expect(stored?.labels).toEqual(full.map((each) => ({ ...each, taxonomyLevel: null })));
          },
        ),
        { numRuns: 40 },
      );
    },
  );

  test('NUL and lone surrogates are replaced in notes', async () => {
    const { metadata } = context;
    await metadata.recordRejected(rejectedImage({ rejectionMessage: 'a\0b\ud83d', warning: '\0' }));
    expect(await metadata.findImageByKey(BUCKET, KEY)).toMatchObject({
      rejectionMessage: 'a\ufffdb\ufffd',
      warning: '\ufffd',
    });
  });

  test('a note that is too long is truncated with an ellipsis', async () => {
    const { metadata } = context;
    await metadata.recordRejected(rejectedImage({ rejectionMessage: 'x'.repeat(5000) }));
    const stored = await metadata.findImageByKey(BUCKET, KEY);
    expect(stored?.rejectionMessage).toBe(`${'x'.repeat(999)}…`);
  });

  test('NUL is rejected in names, and nothing is written', async () => {
    const { metadata } = context;
    const write = metadata.recordProcessed(processedImage({ key: 'a\0b' }));
    await expect(write).rejects.toThrow(
      new InvalidRecordError('key', 'well-formed Unicode without NUL', '"a\\u0000b"'),
    );
    expect(await metadata.countByStatus()).toEqual({
      processed: 0,
      rejected: 0,
      removed: 0,
      quarantined: 0,
      trashed: 0,
    });
  });
});
