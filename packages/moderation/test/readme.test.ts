import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import * as moderation from '../src/index.ts';

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');

test('The example of the README runs and prints the stated output', () => {
  const [, example = ''] = /```ts\n([\s\S]*?)```/.exec(readme) ?? [];
  const [, imported = ''] =
    /^import (\{.*\}) from '@miniatura\/moderation';\n/m.exec(example) ?? [];
  const printed: unknown[] = [];
  const body = example.replace(/^import .*\n/m, `const ${imported} = moderation;\n`);
  const run = new Function('moderation', 'console', body);
  run(moderation, { log: (value: unknown) => printed.push(value) });
  const [, expected = ''] = /console\.log\(.*\); \/\/ (\w+)/.exec(example) ?? [];
  expect(printed).toEqual([expected]);
});

test('The README lists every error code, and no other', () => {
  const listed = [...readme.matchAll(/^\| `([a-z-]+)` +\|/gm)].map(([, code]) => code);
  expect(listed.toSorted()).toEqual([...moderation.MODERATION_ERROR_CODES].toSorted());
});
