import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { TestSpecification, Vitest } from 'vitest/node';
import { SLOW_FILES, SlowestFirst } from '../src/slowest-first.ts';

const ROOT = join(import.meta.dirname, '../../..');

test('the slow files exist, each once', () => {
  expect(SLOW_FILES.filter((file) => !existsSync(join(ROOT, file)))).toEqual([]);
  expect(new Set(SLOW_FILES).size).toBe(SLOW_FILES.length);
});

test('slow files start first, slowest first, and all others as vitest orders them', async () => {
  const [slowest = '', slower = ''] = SLOW_FILES;
  const large = 'packages/resize/test/svg.test.ts';
  const small = 'tools/workspace/test/slowest-first.test.ts';
  // Vitest has no times of a first run, and orders by the size of the files.
  const vitest = { cache: { getTestSpecificationResult: () => undefined } } as unknown as Vitest;
  const sorted = await new SlowestFirst(vitest).sort([small, large, slower, slowest].map(fileOf));
  expect(sorted.map(({ moduleId }) => moduleId)).toEqual(
    [slowest, slower, large, small].map((file) => join(ROOT, file)),
  );
});

function fileOf(file: string): TestSpecification {
  const config = { sequence: { groupOrder: 0 }, isolate: false };
  const specification = { moduleId: join(ROOT, file), project: { name: '@miniatura', config } };
  return specification as unknown as TestSpecification;
}
