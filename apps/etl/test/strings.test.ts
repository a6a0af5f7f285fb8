import { InvalidRecordError } from '@miniatura/metadata';
import { describeOnEachEngine } from '@miniatura/metadata/test-support/describe-on-each-engine';
import { beforeEach, expect, test } from 'vitest';
import { runEtl } from '../src/index.ts';
import { etlOf, expectBothSidesEqual } from './both-sides.ts';
import { processedImage, recordImages } from './sample-images.ts';
import { emptyWarehouse, useWarehouse } from './start-warehouse.ts';
import { withSource } from './with-source.ts';

const warehouse = useWarehouse();
beforeEach(() => emptyWarehouse(warehouse.api));

const STRINGS = [
  `O'Brien "the cat" \\n \\' ;--`,
  'line one\nline two\r\n\ttabbed',
  'Katze 🐈‍⬛ 猫 قط ネコ ẞ',
  'null',
  'NULL',
  '\\N',
  ' leading and trailing ',
  '{"json": [1, 2]}, \u2028 \u0001 \u007f',
  ':batch_id $1 %s ${x}',
  "'); DROP TABLE warehouse.fact_image; --",
  'e\u0301 is not \u00e9',
];

const label = (name: string) => ({ name, confidence: 50, parents: [name], modelVersion: name });

describeOnEachEngine('Text', (engine) => {
  test('of every kind survives in keys, names, labels and descriptions', () =>
    withSource(engine, async (metadata) => {
      for (const text of STRINGS) {
        await metadata.recordProcessed(
          processedImage(`folder/${text}.jpg`, {
            uploadedBy: text,
            altText: text,
            warning: text,
            labels: [label(text)],
          }),
        );
      }
      await runEtl(etlOf(warehouse, metadata));
      await expectBothSidesEqual(warehouse, metadata);
      const rows = await warehouse.select(
        'SELECT warning, category FROM warehouse.fact_image JOIN warehouse.bridge_image_label USING (image_id) JOIN warehouse.dim_label USING (label_id)',
      );
      expect(rows.map((row) => row['warning']).toSorted()).toEqual(STRINGS.toSorted());
      expect(rows.map((row) => row['category']).toSorted()).toEqual(STRINGS.toSorted());
    }));

  test('of the greatest length that the source keeps fits, however many bytes a character takes', () =>
    withSource(engine, async (metadata) => {
      for (const character of ['x', 'é', '猫', '🐈']) {
        const fill = (length: number) => character.repeat(length / character.length);
        await metadata.recordProcessed(
          processedImage(character.repeat(1024 / Buffer.byteLength(character)), {
            renditions: [],
            uploadedBy: fill(254),
            altText: fill(65_536),
            warning: fill(65_536),
            analysisDetail: fill(65_536),
            mediaType: fill(126),
            labels: [label(fill(254))],
          }),
        );
      }
      await runEtl(etlOf(warehouse, metadata));
      await expectBothSidesEqual(warehouse, metadata);
    }));

  test.each([
    ['NUL in a key', { key: 'a\0b' }],
    ['NUL in a label', { labels: [label('a\0b')] }],
    ['half a character', { key: 'a\ud800' }],
    [
      'bytes that are no UTF-8',
      { uploadedBy: Buffer.from([0x61, 0xff]).toString('latin1') + '\udc00' },
    ],
    ['a label of 64 kB', { labels: [label('x'.repeat(65_536))] }],
  ])('that no database can store is rejected as input: %s', (_what, fields) =>
    withSource(engine, async (metadata) => {
      const recorded = metadata.recordProcessed(processedImage('a', fields));
      await expect(recorded).rejects.toBeInstanceOf(InvalidRecordError);
      await recordImages(metadata, ['good']);
      expect(await runEtl(etlOf(warehouse, metadata))).toMatchObject({ mergedCount: 1 });
      await expectBothSidesEqual(warehouse, metadata);
    }),
  );
});
