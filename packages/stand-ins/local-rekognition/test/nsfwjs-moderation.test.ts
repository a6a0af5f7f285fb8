import { existsSync } from 'node:fs';
import { DetectLabelsCommand, DetectModerationLabelsCommand } from '@aws-sdk/client-rekognition';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startLocalRekognition } from '../src/index.ts';
import { nsfwModerationLabels } from '../src/nsfwjs-labels.ts';
import { nsfwjsModeration, type NsfwjsModeration } from '../src/nsfwjs-moderation.ts';
import { installedNsfwjsVersion } from '../src/nsfwjs-packages.ts';
import { noiseImage, plainImage, rekognitionClient } from './running-rekognition.ts';

const NOTHING = { Drawing: 0, Hentai: 0, Neutral: 0, Porn: 0, Sexy: 0 };
function names(labels: ReturnType<typeof nsfwModerationLabels>) {
  return labels.map(({ Name, Confidence }) => [Name, Math.round(Confidence)]);
}

function EXPLICIT(sure: number) {
  return [
    ['Explicit', sure],
    ['Explicit Nudity', sure],
  ];
}
function NOT_EXPLICIT(sure: number) {
  return [
    ['Non-Explicit Nudity of Intimate parts and Kissing', sure],
    ['Non-Explicit Nudity', sure],
  ];
}

test.each([
  [{ Neutral: 0.7, Drawing: 0.3 }, []],
  [{ Porn: 0.9, Sexy: 0.1 }, [...EXPLICIT(90), ...NOT_EXPLICIT(10)]],
  [{ Porn: 0.5, Hentai: 0.45, Sexy: 0.04 }, EXPLICIT(95)],
  [{ Sexy: 0.8, Porn: 0.15 }, [...NOT_EXPLICIT(80), ...EXPLICIT(15)]],
])('the classes %o are the labels %o', (classes, expected) => {
  expect(names(nsfwModerationLabels({ ...NOTHING, ...classes }))).toEqual(expected);
});

test('without nsfwjs, the error says how to install it', () => {
  expect(() => installedNsfwjsVersion('nowhere')).toThrow(/npm ci --prefix nowhere$/);
});

const isInstalled = existsSync(
  new URL('../nsfwjs/node_modules/nsfwjs/package.json', import.meta.url),
);
if (!isInstalled) {
  console.warn(
    'Skipped: nsfwjs is not installed; npm ci --prefix packages/stand-ins/local-rekognition/nsfwjs',
  );
}

describe.skipIf(!isInstalled)('nsfwjs', () => {
  let model: NsfwjsModeration;
  let rekognition: Awaited<ReturnType<typeof startLocalRekognition>>;
  let client: ReturnType<typeof rekognitionClient>;

  beforeAll(async () => {
    model = nsfwjsModeration();
    rekognition = await startLocalRekognition({ port: 0, moderationModel: model });
    client = rekognitionClient(rekognition.endpoint);
  });
  afterAll(async () => {
    client.destroy();
    await rekognition.close();
    await model.close?.();
  });

  const labels = (Bytes: Uint8Array) => client.send(new DetectLabelsCommand({ Image: { Bytes } }));
  const moderate = (Bytes: Uint8Array) =>
    client.send(new DetectModerationLabelsCommand({ Image: { Bytes }, MinConfidence: 0 }));

  test.each([
    ['a plain image', plainImage(300, 200, 'navy').png()],
    ['noise', noiseImage(400, 300).jpeg()],
    ['an image in grey', noiseImage(100, 500).greyscale().jpeg()],
    ['transparency', plainImage(90, 90, 'white').ensureAlpha(0.5).png()],
  ])('finds nothing unsafe in %s, and returns its version', async (_, image) => {
    const answer = await moderate(await image.toBuffer());
    expect(answer.ModerationModelVersion).toMatch(/^nsfwjs-\d+\.\d+\.\d+-mobilenet-v2-mid$/);
    expect(answer.ModerationLabels?.filter(({ Confidence = 0 }) => Confidence >= 50)).toEqual([]);
  });

  test('a killed process fails one call and answers the next', async () => {
    const image = await noiseImage(100, 100).jpeg().toBuffer();
    await moderate(image);
    const pid = model.pid() ?? expect.fail('Expected a process');
    // A stopped process cannot answer before it is killed.
    process.kill(pid, 'SIGSTOP');
    const asked = moderate(image);
    // Images are decoded one after the other: after these answers the model has received the
    // question.
    for (let turn = 0; turn < 5; turn += 1) await labels(image);
    const waiting = moderate(image);
    process.kill(pid, 'SIGKILL');
    await expect(asked).rejects.toMatchObject({
      name: 'InternalServerError',
      message: expect.stringContaining('Expected an answer from the model'),
    });
    expect((await waiting).ModerationLabels).toEqual((await moderate(image)).ModerationLabels);
    expect(model.pid()).not.toBe(pid);
  });
});
