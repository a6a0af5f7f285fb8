import { DetectModerationLabelsCommand, type Label } from '@aws-sdk/client-rekognition';
import { afterEach, expect, onTestFinished, test, vi } from 'vitest';
import { chooseModels, LABEL_MODEL_VERSION, modelChoiceOf } from '../src/index.ts';
import { type Reply, type SeenRequest, serveVision } from '../test-support/serve-vision.ts';
import { plainImage, runningRekognition } from './running-rekognition.ts';

afterEach(() => vi.restoreAllMocks());

async function running(reply: (request: SeenRequest, index: number) => Reply) {
  const vision = await serveVision(reply);
  onTestFinished(() => vision.close());
  const values = { visionUrl: vision.url, visionModel: 'llava', moderation: 'vision' } as const;
  const models = chooseModels(modelChoiceOf(values, undefined));
  const { client, detectLabels } = await runningRekognition(models);
  const image = await plainImage(100, 100, 'blue').jpeg().toBuffer();
  return {
    vision,
    detectLabels: () => detectLabels(image),
    moderate: (MinConfidence = 0) =>
      client.send(new DetectModerationLabelsCommand({ Image: { Bytes: image }, MinConfidence })),
  };
}

function namesOf(labels: readonly Label[] = []) {
  return labels.map(({ Name, Confidence }) => [Name, Confidence]);
}

test('labels are those of the model, with its version', async () => {
  const { vision, detectLabels } = await running(
    () =>
      '{"findings":[{"name":"golden retriever","confidence":97},{"name":"Beach","confidence":62}]}',
  );
  const { Labels, LabelModelVersion } = await detectLabels();
  expect(LabelModelVersion).toBe('vision-llava');
  expect(namesOf(Labels)).toEqual([
    ['Golden Retriever', 97],
    ['Beach', 62],
  ]);
  const [part] = vision.seen[0]?.body.messages[0]?.content.slice(-1) ?? [];
  expect(part?.image_url?.url).toMatch(/^data:image\/jpeg;base64,/);
});

test.each<[string, string, (string | number)[][]]>([
  ['fractions', '[{"label":"Dog","score":0.91}]', [['Dog', 91]]],
  ['texts', '{"labels":[{"name":"Dog","confidence":"91%"}]}', [['Dog', 91]]],
  [
    'bare names',
    '{"findings":["dog","café table"]}',
    [
      ['Dog', 60],
      ['Café Table', 60],
    ],
  ],
  [
    'a repeated name',
    '[{"name":"dog","confidence":70},{"name":"Dog","confidence":90}]',
    [['Dog', 90]],
  ],
  ['too high a confidence', '[{"name":"Dog","confidence":900}]', [['Dog', 100]]],
  ['control characters', '[{"name":"Dog\\u0007\\u202e\\n","confidence":90}]', [['Dog', 90]]],
  ['invalid names', '[{"name":""},{"name":7},null,{"name":"Dog","confidence":90}]', [['Dog', 90]]],
  [
    'a truncated answer',
    '```json\n{"findings":[{"name":"Dog","confidence":90},{"name":"Ca',
    [
      ['Dog', 90],
      ['Ca', 60],
    ],
  ],
])('an answer with %s is parsed', async (_, text, expected) => {
  const { detectLabels } = await running(() => text);
  expect(namesOf((await detectLabels()).Labels)).toEqual(expected);
});

test('an endless answer is limited to 50 labels of 64 characters', async () => {
  const findings = Array.from({ length: 5000 }, (_, index) => ({
    name: `${index}`.padEnd(300, 'x'),
    confidence: 90,
  }));
  const { detectLabels } = await running(() => JSON.stringify(findings.slice(0, 300)));
  const { Labels = [] } = await detectLabels();
  expect(Labels).toHaveLength(50);
  expect(Labels.every(({ Name = '' }) => Name.length === 64)).toBe(true);
});

test.each<[string, Reply]>([
  ['text', 'A dog on a beach.'],
  ['no list', '{"answer":42}'],
  ['a rejection', { status: 400, body: 'This model sees no images' }],
])('after %s the labels are measured from pixels and have that version', async (_, reply) => {
  const printed = vi.spyOn(console, 'error').mockImplementation(() => undefined);
  const { detectLabels, moderate } = await running(() => reply);
  const { Labels, LabelModelVersion } = await detectLabels();
  expect(LabelModelVersion).toBe(LABEL_MODEL_VERSION);
  expect(Labels?.map(({ Name }) => Name)).toContain('Blue');
  expect(printed).toHaveBeenCalledWith(
    expect.stringContaining('labels are measured from pixels instead'),
  );
  // An image that was not checked must not pass.
  await expect(moderate()).rejects.toMatchObject({ name: 'InternalServerError' });
});

test.each<[string, Reply, string]>([
  ['a failure', { status: 503 }, 'InternalServerError'],
  ['a dropped connection', (response) => response.destroy(), 'InternalServerError'],
  ['too many requests', { status: 429 }, 'ThrottlingException'],
  ['a wrong key', { status: 401 }, 'AccessDeniedException'],
  ['an unknown model', { status: 404 }, 'AccessDeniedException'],
])('%s of the endpoint is converted to an error of Rekognition', async (_, reply, name) => {
  const { detectLabels, moderate } = await running(() => reply);
  await expect(detectLabels()).rejects.toMatchObject({ name });
  await expect(moderate()).rejects.toMatchObject({ name });
});

test('moderation returns categories of the taxonomy with their parents', async () => {
  const { vision, moderate } = await running(
    () => '{"findings":[{"name":"weapons","confidence":91},{"name":"Bad Taste","confidence":99}]}',
  );
  const { ModerationLabels, ModerationModelVersion } = await moderate();
  expect(ModerationModelVersion).toBe('vision-llava');
  expect(ModerationLabels).toEqual([
    { Name: 'Violence', Confidence: 91, ParentName: '', TaxonomyLevel: 1 },
    { Name: 'Weapons', Confidence: 91, ParentName: 'Violence', TaxonomyLevel: 2 },
  ]);
  expect(vision.seen[0]?.body.messages[0]?.content[0]?.text).toContain('Hate Symbols');
  expect((await moderate(92)).ModerationLabels).toEqual([]);
});

test('an image without findings has no moderation labels', async () => {
  const { moderate } = await running(() => '{"findings":[]}');
  expect((await moderate()).ModerationLabels).toEqual([]);
});
