import { fileURLToPath } from 'node:url';
import { Validator } from '@seriousme/openapi-schema-validator';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createApp } from '../src/create-app.ts';
import { processedImage } from './sample-images.ts';
import { API_URL, PAGE_ORIGIN, type RunningApi, startApi } from './start-api.ts';

interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly enum?: readonly string[];
}
interface Parameter {
  readonly in: string;
  readonly name: string;
  readonly description?: string;
  readonly schema: Schema;
}
interface Operation {
  readonly operationId: string;
  readonly tags: readonly string[];
  readonly security?: readonly unknown[];
  readonly responses: Readonly<Record<string, unknown>>;
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { schema: Schema }>> };
}
interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly tags: readonly { readonly name: string }[];
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
}

let api: RunningApi;
let document: Document;
beforeAll(async () => {
  api = await startApi();
  await api.metadata.recordProcessed(processedImage());
  document = (await (await api.app.request('/openapi.json')).json()) as Document;
});
afterAll(() => api.stop());

test('The document is OpenAPI 3.1 and valid', async () => {
  const result = await new Validator().validate(structuredClone(document) as never);
  expect(result.errors ?? []).toEqual([]);
  expect(document).toMatchObject({ openapi: '3.1.0', servers: [{ url: API_URL }] });
});

test('The client has this document: npx nx run api-client:generate', async () => {
  const file = fileURLToPath(import.meta.resolve('@miniatura/api-client/openapi.json'));
  await expect(`${JSON.stringify(document, null, 2)}\n`).toMatchFileSnapshot(file);
});

test('Only reading operations describe a response that Accept does not allow', () => {
  const others = Object.values(document.paths).flatMap(({ get: _, ...rest }) =>
    Object.values(rest),
  );
  expect(others.filter(({ responses }) => '406' in responses)).toEqual([]);
});

test('No parameter can be null, and a link is complete only with its expiry', () => {
  const parameters = Object.values(document.paths)
    .flatMap((path) => Object.values(path))
    .flatMap((operation) => operation.parameters ?? []);
  const types = new Set(parameters.map(({ schema: { type } }) => type));
  expect([...types].toSorted()).toEqual(['integer', 'string']);
  const { parameters: ofLink } = document.paths['/images/{imageId}/render']?.['get'] ?? {};
  expect(ofLink).toContainEqual(expect.objectContaining({ name: 'expires', required: true }));
});

test('Each parameter and header of a request is described', () => {
  const parameters = Object.values(document.paths)
    .flatMap((path) => Object.values(path))
    .flatMap((operation) => operation.parameters ?? [])
    .filter((parameter) => parameter.in !== 'path');
  expect(parameters.length).toBeGreaterThan(0);
  expect(parameters.filter(({ description }) => !description)).toEqual([]);
});

test('Generated clients can send any bytes', () => {
  const { requestBody } = document.paths['/upload/{name}']?.['put'] ?? {};
  const file = { schema: { type: 'string', format: 'binary' } };
  expect(requestBody?.content).toEqual({ 'image/*': file, 'application/octet-stream': file });
});

test('The document contains every route, and all but three require a token', () => {
  const operations = Object.values(document.paths).flatMap((path) => Object.values(path));
  expect(operations.map(({ operationId }) => operationId).toSorted()).toEqual([
    'abortMultipartUpload',
    'answerQuestion',
    'completeMultipartUpload',
    'countImagesByDay',
    'createMultipartUpload',
    'createUploads',
    'createWebhook',
    'deleteImage',
    'deleteWebhook',
    'followImages',
    'getHealth',
    'getImage',
    'getMe',
    'listDeliveries',
    'listImages',
    'listParts',
    'listSimilarImages',
    'listWebhooks',
    'putUpload',
    'renderImage',
    'restoreImages',
    'reviewImage',
    'signPart',
    'suggestFilters',
    'trashImages',
  ]);
  const tags = new Set(operations.flatMap((operation) => operation.tags));
  expect([...tags].toSorted()).toEqual(['Analytics', 'Images', 'System', 'Uploads', 'Webhooks']);
  const open = operations.filter(({ security }) => security?.length === 0);
  expect(open.map(({ operationId }) => operationId)).toEqual(['getHealth', 'renderImage']);
});

test('Without webhooks, neither their operations nor their group are in the document', async () => {
  const { webhookTargets: _, ...dependencies } = api.dependencies;
  const answer = await createApp(dependencies).request('/openapi.json');
  const { paths, tags } = (await answer.json()) as Document;
  expect(Object.keys(paths).filter((path) => path.startsWith('/webhooks'))).toEqual([]);
  expect(tags.map(({ name }) => name)).toEqual(['Uploads', 'Images', 'Analytics', 'System']);
});

test('The document says which sizes of files are taken', () => {
  const file = document.components.schemas['UploadRequest']?.properties?.['files']?.items;
  expect(file?.properties?.['byteCount']).toMatchObject({ maximum: Number.MAX_SAFE_INTEGER });
});

/** What text parameters are tried with besides random text. */
const NASTY_TEXTS = [
  '',
  ' ',
  '0',
  '-1',
  '1e999',
  'NaN',
  'null',
  '2026-02-30',
  '9999-12-31',
  '0000-00-00',
  "' OR 1=1 --",
  '<script>',
  '../../etc/passwd',
  '%00',
  '\u0000',
  '\ud800',
  'W10',
  Buffer.from('["x","y"]').toString('base64url'),
  'a'.repeat(5_000),
  '0'.repeat(32),
];
const anyText = fc.oneof(fc.constantFrom(...NASTY_TEXTS), fc.string({ unit: 'binary' }));
const anyJson = fc.oneof(
  fc.jsonValue({ maxDepth: 2 }),
  anyText,
  fc.constantFrom(Number.MAX_VALUE, -1, 0.5, 1e400, 2 ** 53),
);

/** Values of a schema now and then, and of none the rest of the time; parts go missing. */
function valueFor(schema: Schema): fc.Arbitrary<unknown> {
  const name = schema.$ref?.split('/').at(-1);
  if (name !== undefined) return valueFor(document.components.schemas[name] ?? {});
  return fc.oneof(
    { arbitrary: fittingValue(schema), weight: 9 },
    { arbitrary: anyJson, weight: 1 },
  );
}

function fittingValue(schema: Schema): fc.Arbitrary<unknown> {
  if (schema.enum) return fc.constantFrom(...schema.enum);
  if (schema.properties) {
    const properties = Object.entries(schema.properties);
    const parts = properties.map(([name, part]) => [name, valueFor(part)] as const);
    const record = Object.fromEntries(parts);
    return fc.oneof(fc.record(record), fc.record(record, { requiredKeys: [] }));
  }
  if (schema.items) return fc.array(valueFor(schema.items), { maxLength: 120, size: 'small' });
  if (schema.type === 'integer' || schema.type === 'number')
    return fc.oneof(fc.integer(), fc.nat(1000));
  return fc.oneof(anyText, fc.constantFrom('image/jpeg', '2026-11-21', '0'.repeat(32)));
}

/** A request to an operation, by its own schemas. */
function requestsOf(path: string, method: string, operation: Operation) {
  const { parameters = [], requestBody } = operation;
  const values = Object.fromEntries(parameters.map(({ name, schema }) => [name, valueFor(schema)]));
  const [mediaType = 'application/json', content] =
    Object.entries(requestBody?.content ?? {})[0] ?? [];
  return fc
    .record({
      values: fc.record(values, { requiredKeys: [] }),
      body: content ? valueFor(content.schema) : fc.constant(undefined),
      contentType: fc.oneof(
        { arbitrary: fc.constant(mediaType.replace('*', 'jpeg')), weight: 5 },
        {
          arbitrary: fc.constantFrom('text/plain', 'multipart/form-data', 'application/json; x'),
          weight: 1,
        },
      ),
      isBroken: fc.boolean(),
    })
    .map(({ values, body, contentType, isBroken }) => {
      const text = (value: unknown) =>
        encodeURIComponent(
          (typeof value === 'string' ? value : (JSON.stringify(value) ?? '')).toWellFormed(),
        );
      const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => text(values[name]) || '%20');
      const query = parameters
        .filter((parameter) => parameter.in === 'query' && parameter.name in values)
        .map(({ name }) => `${name}=${text(values[name])}`);
      const json = JSON.stringify(body);
      const sent = json === undefined || !isBroken ? json : json.slice(0, -1);
      return { url: `${filled}?${query.join('&')}`, method, contentType, body: sent };
    });
}

test('No request that the document can be bent to gets a 5xx', { timeout: 120_000 }, async () => {
  const answerQuestion: RunningApi['dependencies']['answerQuestion'] = async (question) => ({
    ...{ question, columns: [], rows: [], freshAsOf: null, refreshAfterSeconds: 5 },
  });
  const app = createApp({ ...api.dependencies, answerQuestion });
  const token = await api.issuer.token({ 'cognito:groups': ['admin'] });
  const seen = new Set<number>();
  for (const [path, operations] of Object.entries(document.paths)) {
    for (const [method, operation] of Object.entries(operations)) {
      await fc.assert(
        fc.asyncProperty(requestsOf(path, method, operation), async (request) => {
          const { url, contentType, body } = request;
          const response = await app.request(url, {
            method: method.toUpperCase(),
            headers: {
              authorization: `Bearer ${token}`,
              origin: PAGE_ORIGIN,
              ...(body !== undefined && { 'content-type': contentType }),
            },
            ...(body !== undefined && { body }),
          });
          seen.add(response.status);
          expect(response.status).toBeLessThan(500);
          if (response.status < 400) return;
          expect(response.headers.get('content-type')).toBe('application/problem+json');
        }),
        { numRuns: 150 },
      );
    }
  }
  // The fuzzer gets through to the handlers too.
  expect([...seen].toSorted()).toEqual(expect.arrayContaining([200, 400, 404, 415]));
});
