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
