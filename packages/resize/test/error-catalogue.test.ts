import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { IMAGE_ERROR_CODES } from '../src/index.ts';

it('the README tells of every error code, and of no other', () => {
  const readme = readFileSync(join(import.meta.dirname, '../README.md'), 'utf8');
  const [, table = ''] = readme.split('## Why a picture is refused');
  const told = [...(table.split('\n## ')[0] ?? '').matchAll(/^\| `([\w-]+)` +\|/gm)];
  expect(told.map(([, code]) => code)).toEqual([...IMAGE_ERROR_CODES]);
});
