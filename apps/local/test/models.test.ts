import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import {
  type ServedVision,
  serveVision,
} from '@miniatura/local-rekognition/test-support/serve-vision';
import { type ImageRecord, openMetadata } from '@miniatura/metadata';
import { copyPreparedWarehouse } from '@miniatura/warehouse/test-support/copy-prepared-warehouse';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { dataDirectory } from '../src/stack/data-directory.ts';
import { drawDemoImages } from '../src/stack/draw-demo-images.ts';
import { localModelsOf, type LocalModelValues } from '../src/stack/model-options.ts';
import {
  endProcess,
  runCommand,
  type RunningStack,
  startStackProcess,
  temporaryFolder,
} from './run-command.ts';

const TIMEOUT_MS = 120_000;

/** The images of a stack by file name. */
async function imagesOf(dataPath: string): Promise<ReadonlyMap<string, ImageRecord>> {
  const metadata = await openMetadata({ url: dataDirectory(dataPath).databaseUrl });
  const { images } = await metadata.listImages({ after: null, limit: 100 });
  await metadata.close();
  return new Map(images.map((image) => [basename(image.key), image]));
}

function labelsOf({ labels }: ImageRecord) {
  return labels.map(({ name, modelVersion }) => `${name} by ${modelVersion}`);
}

describe('npm start -- --demo', () => {
  let data: string;
  let stack: RunningStack;
  let images: ReadonlyMap<string, ImageRecord>;
  const find = (name: string) => images.get(name) ?? expect.fail(`no image ${name}`);

  beforeAll(async () => {
    data = await temporaryFolder();
    copyPreparedWarehouse(dataDirectory(data).redshift);
    stack = await startStackProcess(data, 0, { options: ['--demo'] });
    const [, folder = ''] =
      /npm run import -- (\S+)/.exec(stack.output().split('demo:')[1] ?? '') ?? [];
    const { exitCode } = await runCommand('import', [folder, '--data', data]);
    expect(exitCode).toBe(0);
    images = await imagesOf(data);
  }, TIMEOUT_MS);

  afterAll(async () => {
    if (stack) await endProcess(stack.process, 'SIGKILL');
    await rm(data, { recursive: true });
  });

  test('says at the start that the models are scripted', () => {
    expect(stack.output()).toMatch(/Labels +scripted-demo-1\.0\n +Moderation +scripted-demo-1\.0/);
  });

  test('returns labels and alt texts, and rows say that they are scripted', () => {
    const sea = find('sea.jpg');
    expect(labelsOf(sea)[0]).toBe('Sea by scripted-demo-1.0');
    expect(sea.altText).toBe('Sea, sky, and horizon');
    expect(sea.moderationVerdict).toBe('allow');
  });

  test('has an image for each verdict of the default policy', () => {
    const verdicts = ['explosion.jpg', 'kiss.jpg', 'beer.jpg'].map((name) => {
      const { status, moderationVerdict, moderationLabels } = find(name);
      return [status, moderationVerdict, moderationLabels.at(-1)?.name];
    });
    expect(verdicts).toEqual([
      ['quarantined', 'quarantine', 'Graphic Violence'],
      ['processed', 'flag', 'Kissing on the Lips'],
      ['processed', 'allow', 'Alcoholic Beverages'],
    ]);
  });

  test(
    'has an image that npm run review restores',
    async () => {
      const { imageId } = find('explosion.jpg');
      const decision = ['approve', '--reason', 'It is drawn.', '--reviewer', 'Olga'];
      const { stdout } = await runCommand('review', [imageId, ...decision, '--data', data]);
      expect(stdout).toBe('Approved: the original and the thumbnails are restored.\n');
      expect((await imagesOf(data)).get('explosion.jpg')?.status).toBe('processed');
    },
    TIMEOUT_MS,
  );
});

describe('npm start -- --vision-url', () => {
  let folder: string;
  let stack: RunningStack;
  let vision: ServedVision;

  beforeAll(async () => {
    folder = await temporaryFolder();
    vision = await serveVision(({ body }) => {
      const [{ text = '' } = {}] = body.messages[0]?.content ?? [];
      if (text.startsWith('You moderate'))
        return '{"findings":[{"name":"Weapons","confidence":60}]}';
      if (text.startsWith('List')) return '{"findings":[{"name":"sailing boat","confidence":93}]}';
      return text.includes('alt text') ? 'A boat sails by.' : { status: 400 };
    });
    const options = [
      '--vision-url',
      vision.url,
      '--vision-model',
      'llava',
      '--moderation',
      'vision',
    ];
    copyPreparedWarehouse(dataDirectory(join(folder, 'data')).redshift);
    stack = await startStackProcess(join(folder, 'data'), 0, { options });
    await drawDemoImages(join(folder, 'images'));
  }, TIMEOUT_MS);

  afterAll(async () => {
    if (stack) await endProcess(stack.process, 'SIGKILL');
    await vision?.close();
    await rm(folder, { recursive: true });
  });

  test(
    'uses the model for labels, moderation and alt texts, and rows say so',
    async () => {
      expect(stack.output()).toContain('Alt text       vision-llava');
      const sea = join(folder, 'images/sea.jpg');
      await runCommand('import', [sea, '--data', join(folder, 'data')]);
      const image = (await imagesOf(join(folder, 'data'))).get('sea.jpg') ?? expect.fail();
      expect(labelsOf(image)).toEqual(['Sailing Boat by vision-llava']);
      expect(image).toMatchObject({
        moderationVerdict: 'flag',
        moderationLabels: [{ name: 'Violence' }, { name: 'Weapons', modelVersion: 'vision-llava' }],
        altText: 'A boat sails by.',
        altTextSource: 'model',
        altTextModel: 'vision-llava',
      });
      expect(vision.seen).toHaveLength(3);
    },
    TIMEOUT_MS,
  );
});

const visionUrl = 'http://127.0.0.1:1/v1';

test.each<[LocalModelValues, string]>([
  [{ visionUrl: 'https://api.example.com/v1', visionModel: 'm' }, 'Add --vision-allow-remote'],
  [{ visionUrl }, 'Expected both --vision-url and --vision-model'],
  [{ moderation: 'vision' }, 'Expected --vision-url and --vision-model with'],
])('the options %j are rejected', (values, message) => {
  expect(() => localModelsOf(values, undefined)).toThrow(message);
});

test.each<[LocalModelValues, readonly string[]]>([
  [{}, ['local-pixels-1.0', 'local-none-1.0', 'labels']],
  [{ altText: 'bedrock' }, ['local-pixels-1.0', 'local-none-1.0', 'local.pixels-v1']],
  [{ demo: true, moderation: 'none' }, ['scripted-demo-1.0', 'local-none-1.0', 'labels']],
  [{ visionUrl, visionModel: 'm' }, ['vision-m', 'local-none-1.0', 'vision-m']],
  [
    { demo: true, visionUrl, visionModel: 'm', altText: 'labels' },
    ['vision-m', 'scripted-demo-1.0', 'labels'],
  ],
])('with the options %j the models are %j', (values, expected) => {
  const { labelModel, moderationModel, descriptionModel } = localModelsOf(values, undefined);
  expect([labelModel.version, moderationModel.version, descriptionModel?.id ?? 'labels']).toEqual(
    expected,
  );
});

test('npm start reports invalid models before it starts anything', async () => {
  const folder = join(await temporaryFolder(), 'never');
  const options = ['--data', folder, '--vision-url', visionUrl];
  const { exitCode, stdout, stderr } = await runCommand('start', options);
  expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '' });
  expect(stderr).toBe('Expected both --vision-url and --vision-model, or neither\n');
  expect(existsSync(folder)).toBe(false);
});
