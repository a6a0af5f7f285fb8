import { DetectModerationLabelsCommand, type Label } from '@aws-sdk/client-rekognition';
import { afterEach, expect, onTestFinished, test, vi } from 'vitest';
import { chooseModels, LABEL_MODEL_VERSION, modelChoiceOf } from '../src/index.ts';
import { serveVision, type Reply, type SeenRequest } from '../test-support/serve-vision.ts';
import { plainImage, runningRekognition } from './running-rekognition.ts';

afterEach(() => vi.restoreAllMocks());

const running = async (reply: (request: SeenRequest, index: number) => Reply) => {
  const vision = await serveVision(reply);
  onTestFinished(() => vision.close());
  const values = { visionUrl: vision.url, visionModel: 'llava', moderation: 'vision' } as const;
  const models = chooseModels(modelChoiceOf(values, undefined));
  const { client, detectLabels } = await runningRekognition(models);
  const picture = await plainImage(100, 100, 'blue').jpeg().toBuffer();
  return {
    vision,
    detectLabels: () => detectLabels(picture),
    moderate: (MinConfidence = 0) =>
      client.send(new DetectModerationLabelsCommand({ Image: { Bytes: picture }, MinConfidence })),
  };
};

const namesOf = (labels: readonly Label[] = []) =>
  labels.map(({ Name, Confidence }) => [Name, Confidence]);

test('labels are what the model sees, under its name', async () => {
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
    'one name twice',
    '[{"name":"dog","confidence":70},{"name":"Dog","confidence":90}]',
    [['Dog', 90]],
  ],
  ['too sure a model', '[{"name":"Dog","confidence":900}]', [['Dog', 100]]],
  ['control characters', '[{"name":"Dog\\u0007\\u202e\\n","confidence":90}]', [['Dog', 90]]],
  [
    'what is no name',
    '[{"name":""},{"name":7},null,{"name":"Dog","confidence":90}]',
    [['Dog', 90]],
  ],
  [
    'what was broken off',
    '```json\n{"findings":[{"name":"Dog","confidence":90},{"name":"Ca',
    [
      ['Dog', 90],
      ['Ca', 60],
    ],
  ],
])('an answer of %s is read', async (_, text, expected) => {
  const { detectLabels } = await running(() => text);
  expect(namesOf((await detectLabels()).Labels)).toEqual(expected);
});

test('a model that never stops gives 50 labels, of 64 characters at the most', async () => {
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
  ['words', 'A dog on a beach.'],
  ['no list', '{"answer":42}'],
  ['a rejection', { status: 400, body: 'This model sees no pictures' }],
])('after %s the labels are those of the pixels, under their version', async (_, reply) => {
  const printed = vi.spyOn(console, 'error').mockImplementation(() => undefined);
  const { detectLabels, moderate } = await running(() => reply);
  const { Labels, LabelModelVersion } = await detectLabels();
  expect(LabelModelVersion).toBe(LABEL_MODEL_VERSION);
  expect(Labels?.map(({ Name }) => Name)).toContain('Blue');
  expect(printed).toHaveBeenCalledWith(expect.stringContaining('labels are those of the pixels'));
  // What nobody has looked at does not pass as clean.
  await expect(moderate()).rejects.toMatchObject({ name: 'InternalServerError' });
});

test.each<[string, Reply, string]>([
  ['a failure', { status: 503 }, 'InternalServerError'],
  ['a dropped connection', (response) => response.destroy(), 'InternalServerError'],
  ['too many requests', { status: 429 }, 'ThrottlingException'],
  ['a wrong key', { status: 401 }, 'AccessDeniedException'],
  ['a model that there is not', { status: 404 }, 'AccessDeniedException'],
])('%s of the endpoint is an error that may pass', async (_, reply, name) => {
  const { detectLabels, moderate } = await running(() => reply);
  await expect(detectLabels()).rejects.toMatchObject({ name });
  await expect(moderate()).rejects.toMatchObject({ name });
});

test('moderation knows the categories of the taxonomy, each with its parent', async () => {
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

test('a picture in which the model finds nothing is clean', async () => {
  const { moderate } = await running(() => '{"findings":[]}');
  expect((await moderate()).ModerationLabels).toEqual([]);
});
