import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { IMAGE_ERROR_CODES } from '../src/index.ts';

it('the README lists every error code, and no other', () => {
  const readme = readFileSync(join(import.meta.dirname, '../README.md'), 'utf8');
  const [, table = ''] = readme.split('## Why an image is rejected');
  const listed = [...(table.split('\n## ')[0] ?? '').matchAll(/^\| `([\w-]+)` +\|/gm)];
  expect(listed.map(([, code]) => code)).toEqual([...IMAGE_ERROR_CODES]);
});
