import { expect, test } from 'vitest';
import { ownFunctions, readSynthesised, shortName } from './templates.ts';

test('What a stage says of images reaches the thumbnailer', () => {
  const { full } = readSynthesised();
  const thumbnailer = ownFunctions(full).find((one) => shortName(one) === 'thumbnailer');
  expect(thumbnailer?.Properties['Environment']).toMatchObject({
    Variables: { MAX_PIXELS: '250000000', MAX_FRAMES: '2000', EXCLUDED_TYPES: 'image/svg+xml' },
  });
});
