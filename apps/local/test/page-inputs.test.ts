import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { digestPageInputs } from '../src/stack/page-inputs.ts';
import { temporaryFolder } from './run-command.ts';

let root: string;
beforeAll(async () => {
  root = await temporaryFolder();
  for (const folder of ['apps/web/src/images', 'apps/web/test', 'packages/api-contract/src']) {
    await mkdir(join(root, folder), { recursive: true });
  }
  await writeFile(join(root, 'apps/web/src/main.tsx'), 'run()');
});
afterAll(() => rm(root, { recursive: true }));

async function changes(path: string, text: string): Promise<boolean> {
  const before = digestPageInputs(root);
  await writeFile(join(root, path), text);
  return digestPageInputs(root) !== before;
}

test.each([
  ['its source', 'apps/web/src/main.tsx'],
  ['a new file', 'apps/web/src/images/gallery.css'],
  ['what it imports', 'packages/api-contract/src/index.ts'],
  ['its packages', 'package-lock.json'],
])('The page is built again after a change of %s', async (_, path) => {
  expect(await changes(path, 'changed')).toBe(true);
  expect(await changes(path, 'changed')).toBe(false);
});

test('The page is not built again after a change of its tests', async () => {
  expect(await changes('apps/web/test/page.test.ts', 'changed')).toBe(false);
});
