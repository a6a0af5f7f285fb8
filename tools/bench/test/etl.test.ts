import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

const SCRIPT = join(import.meta.dirname, '../src/etl.ts');

it('the ETL benchmark compares all ways and sizes', { timeout: 240_000 }, async () => {
  const { stdout } = await promisify(execFile)(process.execPath, [
    ...[SCRIPT, '--rows', '40', '--many', '90', '--small', '20', '--large', '40', '--rounds', '1'],
  ]);
  const number = '\\d+(\\.\\d+)?';
  for (const way of [
    'the whole ETL',
    'bare COPY and MERGE',
    'INSERT of 500',
    'INSERT row by row',
  ]) {
    expect(stdout).toMatch(new RegExp(`^${way}( +${number}){4}$`, 'm'));
  }
  for (const size of ['40', '90', '40 on top of 90']) {
    expect(stdout).toMatch(new RegExp(`^${size}( +${number}){7}$`, 'm'));
  }
  expect(stdout.match(/: \d+\.\d\d, (kept|MISSED)$/gm)).toHaveLength(8);
});
