import {
  DetectLabelsCommand,
  type DetectLabelsCommandInput,
  DetectModerationLabelsCommand,
} from '@aws-sdk/client-rekognition';
import { expect, test } from 'vitest';
import {
  MODERATION_MODEL_VERSION,
  REKOGNITION_ERRORS,
  RekognitionError,
  type RekognitionErrorCode,
} from '../src/index.ts';
import { plainImage, runningRekognition } from './running-rekognition.ts';

const image = () => plainImage(100, 100, 'red').png().toBuffer();

test('moderation returns no labels, and its version shows that no model was used', async () => {
  const { client, rekognition } = await runningRekognition();
  const output = await client.send(
    new DetectModerationLabelsCommand({ Image: { Bytes: await image() } }),
  );
  expect(output).toMatchObject({
    ModerationLabels: [],
    ContentTypes: [],
    ModerationModelVersion: MODERATION_MODEL_VERSION,
  });
  expect(rekognition.calls()).toEqual([
    { operation: 'DetectLabels', count: 0 },
    { operation: 'DetectModerationLabels', count: 1 },
  ]);
});

test('an image in S3 is rejected', async () => {
  const { client } = await runningRekognition();
  const detect = new DetectLabelsCommand({ Image: { S3Object: { Bucket: 'abc', Name: 'a.jpg' } } });
  await expect(client.send(detect)).rejects.toMatchObject({ name: 'InvalidS3ObjectException' });
});

test.each<[Partial<Record<keyof DetectLabelsCommandInput, unknown>>, string]>([
  [{ Image: {} }, 'expected base64 for Image.Bytes'],
  [{ MaxLabels: -1 }, 'for MaxLabels but received -1'],
  [{ MaxLabels: 1.5 }, 'expected an integer for MaxLabels'],
  [{ MinConfidence: 101 }, 'from 0 to 100 for MinConfidence'],
  [{ Features: ['FACES'] }, 'expected GENERAL_LABELS or IMAGE_PROPERTIES for Features'],
  [{ Settings: { ImageProperties: { MaxDominantColors: 21 } } }, 'for MaxDominantColors'],
  [{ Settings: { GeneralLabels: { LabelInclusionFilters: Array(101).fill('x') } } }, 'at most 100'],
])('DetectLabels rejects %o', async (input, message) => {
  const { detectLabels } = await runningRekognition();
  await expect(
    detectLabels(await image(), input as Partial<DetectLabelsCommandInput>),
  ).rejects.toMatchObject({
    name: 'InvalidParameterException',
    message: expect.stringContaining(message),
  });
});

const HEADERS = {
  'content-type': 'application/x-amz-json-1.1',
  'x-amz-target': 'RekognitionService.DetectLabels',
};

test.each<[string, RequestInit, string]>([
  ['a web page', { headers: { ...HEADERS, origin: 'https://a.example' } }, 'AccessDeniedException'],
  [
    'a form',
    { headers: { ...HEADERS, 'content-type': 'text/plain' } },
    'UnknownOperationException',
  ],
  [
    'another operation',
    { headers: { ...HEADERS, 'x-amz-target': 'RekognitionService.DetectFaces' } },
    'UnknownOperationException',
  ],
  ['broken JSON', { headers: HEADERS, body: '{' }, 'SerializationException'],
  ['a JSON list', { headers: HEADERS, body: '[]' }, 'SerializationException'],
])('a request of %s is rejected and not counted', async (_, init, code) => {
  const { rekognition } = await runningRekognition();
  const response = await fetch(rekognition.endpoint, { method: 'POST', ...init });
  expect(await response.json()).toMatchObject({
    __type: code,
    Message: expect.stringMatching(/^Expected /),
  });
  expect(rekognition.calls().map(({ count }) => count)).toEqual([0, 0]);
});

test('every error has an HTTP status', () => {
  for (const code of Object.keys(REKOGNITION_ERRORS) as RekognitionErrorCode[]) {
    expect(new RekognitionError(code, 'Expected more.').httpStatus).toBeGreaterThanOrEqual(400);
  }
});
