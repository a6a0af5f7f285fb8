import { expect, test } from 'vitest';
import { imageIdOf, type Metadata } from '../src/index.ts';
import { describeOnEachEngine } from '../test-support/describe-on-each-engine.ts';
import { BUCKET, processedImage, sequencer } from './sample-images.ts';
import { useMetadata } from './use-metadata.ts';

function labelled(...names: readonly string[]) {
  return names.map((name) => ({ name, confidence: 90, parents: [], modelVersion: '3.0' }));
}

async function find(metadata: Metadata, text: string, uploadedBy?: string) {
  const whose = uploadedBy === undefined ? {} : { uploadedBy };
  const { images } = await metadata.listImages({ text, ...whose, limit: 10 });
  const days = await metadata.countByDay({ text, ...whose });
  expect(days.reduce((sum, { count }) => sum + count, 0)).toBe(images.length);
  return images.map(({ key }) => key).toSorted();
}

describeOnEachEngine('A search', (engine) => {
  const context = useMetadata(engine);

  test('finds words of file names, labels and descriptions, in upper or lower case', async () => {
    const { metadata } = context;
    const record = (key: string, changes: Parameters<typeof processedImage>[0]) =>
      metadata.recordProcessed(
        processedImage({ key, fileName: null, altText: null, labels: [], ...changes }),
      );
    await record('a', { fileName: 'ÉTÉ 100%.jpg' });
    await record('b', { altText: 'A cat on a sofa.' });
    await record('c', { labels: labelled('Wildcat', 'Tree') });
    await record('2026/holiday.jpg', {});
    expect(await find(metadata, 'été')).toEqual(['a']);
    expect(await find(metadata, '100%')).toEqual(['a']);
    expect(await find(metadata, '1%0')).toEqual([]);
    expect(await find(metadata, 'CAT')).toEqual(['b', 'c']);
    expect(await find(metadata, ' tree  cat ')).toEqual(['c']);
    expect(await find(metadata, 'sofa tree')).toEqual([]);
    expect(await find(metadata, 'Holiday')).toEqual(['2026/holiday.jpg']);
    expect(await find(metadata, 'cat', 'somebody-else')).toEqual([]);
  });

  test('suggests the labels and cameras of listed images, most frequent first', async () => {
    const { metadata } = context;
    const record = (key: string, names: readonly string[], cameraModel: string) =>
      metadata.recordProcessed(processedImage({ key, labels: labelled(...names), cameraModel }));
    await record('a', ['Cat', 'Tree'], 'Pixel 4a');
    await record('b', ['Cat', 'Wildcat'], 'Pixel 4a');
    await record('c', ['Cattle', 'Tree'], 'EOS 5D');
    await record('d', ['Cattle'], 'EOS 5D');
    await record('e', ['Cattle'], 'EOS 5D');
    await metadata.trashImage(imageIdOf(BUCKET, 'e'));
    expect(await metadata.suggestLabels({ text: 'CAT', limit: 3 })).toEqual([
      { name: 'Cat', count: 2 },
      { name: 'Cattle', count: 2 },
      { name: 'Wildcat', count: 1 },
    ]);
    expect(await metadata.suggestLabels({ uploadedBy: 'bob', limit: 3 })).toEqual([]);
    const again = {
      key: 'b',
      sequencer: sequencer(2),
      uploadedBy: 'bob',
      labels: labelled('Sofa'),
    };
    await metadata.recordProcessed(processedImage(again));
    expect(await metadata.suggestLabels({ text: 'cat', limit: 3 })).toEqual([
      { name: 'Cattle', count: 2 },
      { name: 'Cat', count: 1 },
    ]);
    expect(await metadata.suggestLabels({ uploadedBy: 'bob', limit: 3 })).toEqual([
      { name: 'Sofa', count: 1 },
    ]);
    await metadata.restoreImage(imageIdOf(BUCKET, 'e'));
    expect(await metadata.suggestLabels({ limit: 1 })).toEqual([{ name: 'Cattle', count: 3 }]);
  });
});
