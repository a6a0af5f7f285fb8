import { expect, test } from 'vitest';
import { ownFunctions, readSynthesised, shortName } from './templates.ts';

test('What a stage says of images reaches the thumbnailer', () => {
  const { full } = readSynthesised();
  const thumbnailer = ownFunctions(full).find((one) => shortName(one) === 'thumbnailer');
  expect(thumbnailer?.Properties['Environment']).toMatchObject({
    Variables: { MAX_PIXELS: '250000000', MAX_FRAMES: '2000', EXCLUDED_TYPES: 'image/svg+xml' },
  });
});

test.each(['api', 'render'])('The types that a stage excludes reach the function %s', (name) => {
  const { full } = readSynthesised();
  const found = ownFunctions(full).find((one) => shortName(one) === name);
  expect(found?.Properties['Environment']).toMatchObject({
    Variables: { EXCLUDED_TYPES: 'image/svg+xml' },
  });
});

test('A stage that sends webhooks has an API with webhooks, and the others have not', () => {
  const { full, prod } = readSynthesised();
  const variablesOf = (all: typeof full) =>
    ownFunctions(all).find((one) => shortName(one) === 'api')?.Properties['Environment'];
  expect(variablesOf(full)).toMatchObject({ Variables: { SENDS_WEBHOOKS: 'true' } });
  expect(variablesOf(prod)).not.toHaveProperty('Variables.SENDS_WEBHOOKS');
});

test('Functions that decode images keep few arenas of memory', () => {
  const { full } = readSynthesised();
  for (const name of ['thumbnailer', 'render']) {
    const decoder = ownFunctions(full).find((one) => shortName(one) === name);
    expect(decoder?.Properties['Environment'], name).toMatchObject({
      Variables: { MALLOC_ARENA_MAX: '2' },
    });
  }
});
