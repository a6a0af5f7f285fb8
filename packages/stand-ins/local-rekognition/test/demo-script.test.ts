import { DetectModerationLabelsCommand } from '@aws-sdk/client-rekognition';
import { expect, test } from 'vitest';
import { chooseModels, DEMO_MODEL_VERSION, DEMO_SCRIPT } from '../src/index.ts';
import { plainImage, runningRekognition } from './running-rekognition.ts';

const demo = chooseModels({ isDemo: true, moderation: undefined, vision: undefined });

const COLORS = {
  ...{ red: '#c81e1e', pink: '#f08cb4', brown: '#784b28', orange: '#f08c1e', yellow: '#ebdc3c' },
  ...{ green: '#3c963c', cyan: '#3cbec8', blue: '#325ac8', purple: '#783caa', black: '#101010' },
  ...{ grey: '#808080', white: '#f8f8f8' },
} satisfies Record<keyof typeof DEMO_SCRIPT, string>;

test.each(Object.entries(COLORS))(
  'an image that is mostly %s gets its labels',
  async (name, hex) => {
    const { detectLabels } = await runningRekognition(demo);
    const { Labels, LabelModelVersion } = await detectLabels(
      await plainImage(100, 100, hex).png().toBuffer(),
    );
    expect(LabelModelVersion).toBe(DEMO_MODEL_VERSION);
    expect(Labels?.map((label) => label.Name)).toEqual(
      DEMO_SCRIPT[name as keyof typeof DEMO_SCRIPT].labels,
    );
    expect(Labels?.map((label) => label.Confidence)).toEqual([98, 91, 84]);
  },
);

test.each([
  ['red', 'Violence', 'Graphic Violence', 96],
  ['pink', 'Non-Explicit Nudity of Intimate parts and Kissing', 'Kissing on the Lips', 90],
  ['brown', 'Alcohol', 'Alcoholic Beverages', 88],
] as const)('an image that is mostly %s is moderated as %s', async (color, parent, name, sure) => {
  const { client } = await runningRekognition(demo);
  const Bytes = await plainImage(100, 100, COLORS[color]).jpeg().toBuffer();
  const answer = await client.send(new DetectModerationLabelsCommand({ Image: { Bytes } }));
  expect(answer.ModerationModelVersion).toBe(DEMO_MODEL_VERSION);
  expect(answer.ModerationLabels).toEqual([
    { Name: parent, Confidence: sure, ParentName: '', TaxonomyLevel: 1 },
    { Name: name, Confidence: sure, ParentName: parent, TaxonomyLevel: 2 },
  ]);
});

test('the most frequent colour decides, not the most frequent shade', async () => {
  const { detectLabels } = await runningRekognition(demo);
  const shades = ['#2a4fb4', '#4f7be6', '#1a2f8c'].map((background, index) => ({
    input: { create: { width: 60, height: 20, channels: 3 as const, background } },
    left: 40,
    top: index * 20,
  }));
  const image = plainImage(100, 100, '#c81e1e').composite([
    ...shades,
    {
      input: { create: { width: 100, height: 40, channels: 3, background: '#6f9bff' } },
      ...{ left: 0, top: 60 },
    },
  ]);
  const { Labels } = await detectLabels(await image.png().toBuffer());
  expect(Labels?.[0]?.Name).toBe('Sea');
});
