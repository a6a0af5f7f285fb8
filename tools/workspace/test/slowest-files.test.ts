import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, expect, it } from 'vitest';

import { slowestFiles } from '../src/slowest-files.ts';

const folder = mkdtempSync(join(tmpdir(), 'miniatura-slowest-'));
afterAll(() => rmSync(folder, { recursive: true }));

function fileOf(name: string, durationMs: number) {
  return {
    name: join(folder, name),
    startTime: 1000,
    endTime: 1000 + durationMs,
  };
}

it('gives the slowest first, and no more than asked for', () => {
  const testResults = [fileOf('quick', 5), fileOf('slow', 70), fileOf('slower', 900)];
  expect(slowestFiles({ testResults }, 2)).toEqual([
    { path: join(folder, 'slower'), durationMs: 900 },
    { path: join(folder, 'slow'), durationMs: 70 },
  ]);
});

it('prints ten lines of seconds and paths', () => {
  const report = join(folder, 'report.json');
  const files = Array.from({ length: 12 }, (_, n) => fileOf(`${n}.test.ts`, n * 1000 + 40));
  writeFileSync(report, JSON.stringify({ testResults: files }));
  const bin = join(import.meta.dirname, '../src/bin/slowest-files.ts');
  const { status, stdout } = spawnSync(process.execPath, [bin, report], {
    cwd: folder,
    encoding: 'utf8',
  });
  const [heading, first, ...rest] = stdout.trimEnd().split('\n');
  expect({ status, heading, first }).toEqual({
    status: 0,
    heading: 'The slowest test files:',
    first: '   11.0 s  11.test.ts',
  });
  expect(rest).toHaveLength(9);
});
