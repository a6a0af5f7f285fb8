import { imageIdOf } from '@miniatura/metadata';
import { createConfig, lintFromString } from '@redocly/openapi-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createApp } from '../src/create-app.ts';
import {
  ANALYTICS_ANSWER,
  IMAGE_DETAIL,
  IMAGE_IDS,
  MULTIPART_REQUEST,
  REVIEW,
  UPLOAD_REQUEST,
} from '../src/routes/examples.ts';
import { processedImage } from './sample-images.ts';
import { ORIGINALS, type RunningApi, startApi } from './start-api.ts';

interface MediaType {
  readonly example?: unknown;
}
interface Parameter {
  readonly name: string;
  readonly required?: boolean;
  readonly schema: { readonly example?: unknown; readonly enum?: readonly unknown[] };
}
interface Operation {
  readonly operationId: string;
  readonly parameters?: readonly Parameter[];
  readonly responses: Readonly<
    Record<string, { readonly content?: Readonly<Record<string, MediaType>> }>
  >;
}
interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
}

const IMAGE = `/images/${imageIdOf(ORIGINALS, 'dog.jpg')}`;
const OTHER_ID = imageIdOf(ORIGINALS, 'dog-2.jpg');

let api: RunningApi;
let app: RunningApi['app'];
let text: string;
beforeAll(async () => {
  api = await startApi();
  const { cameraMake, cameraModel, capturedAt, captureZone, ...camera } = IMAGE_DETAIL;
  const { focalLengthMm, exposureSeconds, fNumber, isoSpeed } = camera;
  await api.metadata.recordProcessed(
    processedImage({
      ...{ cameraMake, cameraModel, capturedAt, captureZone },
      ...{ focalLengthMm, exposureSeconds, fNumber, isoSpeed },
      expiresAt: new Date(Date.now() + 86_400_000).toISOString(),
    }),
  );
  await api.metadata.recordProcessed(processedImage({ key: 'dog-2.jpg' }));
  const answerQuestion: RunningApi['dependencies']['answerQuestion'] = async () => ANALYTICS_ANSWER;
  app = createApp({ ...api.dependencies, answerQuestion });
  text = await (await app.request('/openapi.json')).text();
});
afterAll(() => api.stop());

/** Requests that are answered with success, by operation. */
const REQUESTS: Readonly<Record<string, readonly [string, string, unknown?]>> = {
  answerQuestion: ['GET', '/analytics/labels'],
  countImagesByDay: ['GET', '/images/days'],
  createMultipartUpload: ['POST', '/uploads/multipart', MULTIPART_REQUEST],
  createUploads: ['POST', '/uploads', UPLOAD_REQUEST],
  createWebhook: ['POST', '/webhooks', { url: 'https://hooks.example/' }],
  getHealth: ['GET', '/health'],
  getImage: ['GET', IMAGE],
  getMe: ['GET', '/me'],
  listImages: ['GET', '/images'],
  listWebhooks: ['GET', '/webhooks'],
  listSimilarImages: ['GET', `${IMAGE}/similar`],
  suggestFilters: ['GET', '/images/suggestions'],
  trashImages: ['POST', '/images/trash', { imageIds: [OTHER_ID] }],
  restoreImages: ['POST', '/images/restore', { imageIds: [OTHER_ID] }],
};

/** Returns the paths at which the types of two JSON values differ. Null and `[]` fit to anything. */
function differences(example: unknown, real: unknown, path = 'answer'): readonly string[] {
  if (example === null || real === null) return [];
  if (Array.isArray(example) && Array.isArray(real)) {
    if (example.length === 0 || real.length === 0) return [];
    return differences(example[0], real[0], `${path}[0]`);
  }
  if (typeof example !== typeof real) return [`${path}: ${typeof example}, ${typeof real}`];
  if (typeof example !== 'object' || path.endsWith('.fields')) return [];
  const [known, found] = [example, real] as [Record<string, unknown>, Record<string, unknown>];
  const names = new Set([...Object.keys(known), ...Object.keys(found)]);
  return [...names].flatMap((name) =>
    name in known && name in found
      ? differences(known[name], found[name], `${path}.${name}`)
      : [`${path}.${name} is in one of them only`],
  );
}

test.each(Object.entries(REQUESTS))(
  'The example of %s is like a real answer',
  async (id, request) => {
    const [method, path, body] = request;
    const groups = ['admin'];
    const response = await api.ask(method, path, {
      app,
      groups,
      ...(body !== undefined && { body }),
    });
    const { paths } = JSON.parse(text) as Document;
    const operation = Object.values(paths)
      .flatMap((each) => Object.values(each))
      .find(({ operationId }) => operationId === id);
    const answer = operation?.responses[String(response.status)];
    expect(answer, `${response.status} in the document`).toBeDefined();
    const { example } = answer?.content?.['application/json'] ?? {};
    expect(differences(example, await response.json())).toEqual([]);
  },
);

test('Examples of bodies are valid', async () => {
  const bodies = [
    ['/images/trash', IMAGE_IDS],
    ['/images/restore', IMAGE_IDS],
    [`${IMAGE}/review`, REVIEW],
  ] as const;
  for (const [path, body] of bodies) {
    const response = await api.ask('POST', path, { app, groups: ['admin'], body });
    expect([path, response.status]).not.toEqual([path, 400]);
  }
});

test('Every required parameter has an example or lists its values', () => {
  const { paths } = JSON.parse(text) as Document;
  const without = Object.values(paths)
    .flatMap((each) => Object.values(each))
    .flatMap(({ operationId, parameters = [] }) =>
      parameters
        .filter(({ required, schema }) => required && !(schema.example ?? schema.enum))
        .map(({ name }) => `${operationId} ${name}`),
    );
  expect(without).toEqual([]);
});

test('Every operation describes its problems, each with an example', () => {
  const { paths } = JSON.parse(text) as Document;
  for (const operation of Object.values(paths).flatMap((each) => Object.values(each))) {
    const statuses = Object.keys(operation.responses);
    expect(statuses, operation.operationId).toEqual(expect.arrayContaining(['500', '503']));
    expect(statuses, operation.operationId).not.toContain('default');
    for (const [status, { content }] of Object.entries(operation.responses)) {
      if (Number(status) < 400 || operation.operationId === 'getHealth') continue;
      expect(content?.['application/problem+json']).toMatchObject({ examples: expect.anything() });
    }
  }
});

test("Redocly's recommended rules find no fault in the document", async () => {
  const config = await createConfig({
    extends: ['recommended'],
    rules: {
      // A stage has its own URL; that of the laptop is one of the examples that the rule rejects.
      'no-server-example.com': 'off',
      // A request for the health cannot be wrong; the test above checks the other operations.
      'operation-4xx-response': 'off',
      // The literal path is registered before the parameter, and no id looks like a word.
      'no-ambiguous-paths': 'off',
    },
  });
  const problems = await lintFromString({ source: text, config });
  const lines = problems.map(({ ruleId, message, location }) =>
    [ruleId, message, location[0]?.pointer].join(' '),
  );
  expect(lines).toEqual([]);
});
