import { readFile } from 'node:fs/promises';
import openapiTypescript, { astToString } from 'openapi-typescript';
import { expect, test } from 'vitest';

const DOCUMENT = new URL('../openapi.json', import.meta.url);
const HEADER =
  '// Generated from openapi.json by `npx nx run api-client:generate`, which replaces this file.\n';

test('The types are those of the document: npx nx run api-client:generate', async () => {
  const document = await readFile(DOCUMENT, 'utf8');
  // A property with a default may be left out of a request.
  const types = await openapiTypescript(document, { defaultNonNullable: false });
  await expect(HEADER + astToString(types)).toMatchFileSnapshot('../src/api-schema.ts');
});

interface ApiDocument {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, { required?: string[] }>> };
}

interface Operation {
  readonly responses?: Readonly<
    Record<string, { content?: Readonly<Record<string, { schema?: { $ref?: string } }>> }>
  >;
}

/** Returns lines such as `'GET /images': 'images',` for the operations with an answer in JSON. */
function firstProperties({ paths, components }: ApiDocument): string[] {
  return Object.entries(paths).flatMap(([path, operations]) =>
    Object.entries(operations).flatMap(([method, { responses = {} }]) => {
      const success = Object.keys(responses).find((status) => status.startsWith('2'));
      const schema = responses[success ?? '']?.content?.['application/json']?.schema;
      const name = schema?.$ref?.split('/').at(-1);
      const [first] = components.schemas[name ?? '']?.required ?? [];
      return first === undefined ? [] : [`  '${method.toUpperCase()} ${path}': '${first}',`];
    }),
  );
}

test('The properties of answers are those of the document', async () => {
  const document = JSON.parse(await readFile(DOCUMENT, 'utf8')) as ApiDocument;
  const text = [
    HEADER,
    '/** A property that each answer of an operation has. */',
    'export const FIRST_PROPERTIES: Readonly<Record<string, string>> = {',
    ...firstProperties(document),
    '};\n',
  ].join('\n');
  await expect(text).toMatchFileSnapshot('../src/first-properties.ts');
});
