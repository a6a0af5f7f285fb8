import type { DetectLabelsCommandOutput } from '@aws-sdk/client-rekognition';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { LABEL_MODEL_VERSION } from '../src/index.ts';
import { noiseImage, plainImage, runningRekognition } from './running-rekognition.ts';

const names = ({ Labels }: DetectLabelsCommandOutput) => (Labels ?? []).map(({ Name }) => Name);

/** Noise that remains after scaling down: as varied as a photo. */
const photo = () => noiseImage(120, 75).resize(640, 400).jpeg().toBuffer();

test('labels describe format, light and colours, and distinguish graphics from photos', async () => {
  const { detectLabels } = await runningRekognition();
  const red = await plainImage(200, 100, '#d01010').png().toBuffer();
  const output = await detectLabels(red);
  expect(output.LabelModelVersion).toBe(LABEL_MODEL_VERSION);
  expect(output.ImageProperties).toBe(undefined);
  expect(names(output)).toEqual(
    expect.arrayContaining(['Landscape Format', 'Graphic', 'Colorful', 'Red', 'Low Contrast']),
  );
  expect(names(output)).not.toContain('Photo');
  expect(names(await detectLabels(await photo()))).toEqual(
    expect.arrayContaining(['Photo', 'Sharp', 'Colorful']),
  );
});

test('labels have the fields of Rekognition, their parents are labels, and the highest confidence comes first', async () => {
  const { detectLabels } = await runningRekognition();
  const { Labels = [] } = await detectLabels(await photo());
  expect(Labels.find(({ Name }) => Name === 'Colorful')).toEqual({
    Name: 'Colorful',
    Confidence: expect.closeTo(100, 0),
    Instances: [],
    Parents: [{ Name: 'Color' }],
    Aliases: [],
    Categories: [{ Name: 'Colors and Visual Composition' }],
  });
  const known = Labels.map(({ Name }) => Name);
  for (const { Parents = [] } of Labels) {
    for (const { Name } of Parents) expect(known).toContain(Name);
  }
  const confidences = Labels.map(({ Confidence }) => Confidence as number);
  expect(confidences).toEqual([...confidences].sort((a, b) => b - a));
  expect(Math.min(...confidences)).toBeGreaterThanOrEqual(55);
});

test.each([
  ['Portrait Format', 90, 200],
  ['Square Format', 100, 101],
  ['Landscape Format', 200, 90],
])('%s is the label of an image of %i × %i', async (name, width, height) => {
  const { detectLabels } = await runningRekognition();
  const image = await plainImage(width, height, 'grey').jpeg().toBuffer();
  expect(names(await detectLabels(image))).toContain(name);
});

test('the format is that of the image after applying its orientation', async () => {
  const { detectLabels } = await runningRekognition();
  const image = await plainImage(200, 90, 'grey')
    .jpeg()
    .withMetadata({ orientation: 6 })
    .toBuffer();
  expect(names(await detectLabels(image))).toContain('Portrait Format');
});

test('labels distinguish dark from bright, and blurry from sharp', async () => {
  const { detectLabels } = await runningRekognition();
  expect(names(await detectLabels(await plainImage(99, 99, '#111').png().toBuffer()))).toContain(
    'Dark',
  );
  expect(names(await detectLabels(await plainImage(99, 99, '#eee').png().toBuffer()))).toContain(
    'Bright',
  );
  const halves = await plainImage(512, 512, 'white')
    .composite([{ input: await plainImage(256, 512, 'black').png().toBuffer(), left: 0, top: 0 }])
    .png()
    .toBuffer();
  const blurred = await sharp(halves).blur(40).jpeg().toBuffer();
  expect(names(await detectLabels(blurred))).toContain('Blurry');
});

test('image properties contain the dominant colours and the quality', async () => {
  const { detectLabels } = await runningRekognition();
  const image = await plainImage(400, 100, '#0000ff')
    .composite([{ input: await plainImage(100, 100, '#ffffff').png().toBuffer(), left: 0, top: 0 }])
    .png()
    .toBuffer();
  const { Labels, ImageProperties } = await detectLabels(image, {
    Features: ['IMAGE_PROPERTIES'],
    Settings: { ImageProperties: { MaxDominantColors: 2 } },
  });
  expect(Labels).toEqual([]);
  expect(ImageProperties?.DominantColors).toMatchObject([
    { HexCode: '#0000ff', CSSColor: 'blue', SimplifiedColor: 'blue', Red: 0, Green: 0, Blue: 255 },
    { CSSColor: 'white', SimplifiedColor: 'white' },
  ]);
  expect(ImageProperties?.DominantColors?.[0]?.PixelPercent).toBeCloseTo(75, -1);
  expect(Object.keys(ImageProperties?.Quality ?? {}).sort()).toEqual([
    'Brightness',
    'Contrast',
    'Sharpness',
  ]);
});

test('transparent, grey, 16-bit and CMYK images are supported', async () => {
  const { detectLabels } = await runningRekognition();
  const grey = plainImage(100, 100, '#808080');
  const images = [
    await grey.clone().ensureAlpha(0).png().toBuffer(),
    await grey.clone().toColourspace('b-w').png().toBuffer(),
    await grey.clone().toColourspace('rgb16').png().toBuffer(),
    await grey.clone().toColourspace('cmyk').jpeg().toBuffer(),
  ];
  const found = await Promise.all(images.map(async (image) => names(await detectLabels(image))));
  expect(found.map((list) => list.find((name) => name === 'White' || name === 'Grey'))).toEqual([
    'White',
    'Grey',
    'Grey',
    'Grey',
  ]);
});

test('labels are limited by number, confidence, name and category', async () => {
  const { detectLabels } = await runningRekognition();
  const image = await photo();
  const filtered = async (input: Parameters<typeof detectLabels>[1]) =>
    names(await detectLabels(image, input));
  expect(await filtered({ MaxLabels: 2 })).toHaveLength(2);
  const all = await filtered({ MinConfidence: 0 });
  expect(all).toEqual(expect.arrayContaining(['Photo', 'Graphic', 'Sharp', 'Blurry']));
  const general = (GeneralLabels: Record<string, string[]>) => ({ Settings: { GeneralLabels } });
  expect(await filtered(general({ LabelInclusionFilters: ['Photo', 'Cat'] }))).toEqual(['Photo']);
  expect(await filtered(general({ LabelExclusionFilters: ['Photo'] }))).not.toContain('Photo');
  const category = 'Colors and Visual Composition';
  expect(await filtered(general({ LabelCategoryExclusionFilters: [category] }))).toEqual([]);
  expect(await filtered(general({ LabelCategoryInclusionFilters: ['Animals and Pets'] }))).toEqual(
    [],
  );
});
