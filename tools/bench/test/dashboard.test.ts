import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ANALYTICS_QUESTIONS } from '@miniatura/api-contract';
import { expect, it } from 'vitest';

const SCRIPT = join(import.meta.dirname, '../src/dashboard.ts');

it(
  'the dashboard benchmark asks every question of both warehouses',
  { timeout: 240_000 },
  async () => {
    const { stdout } = await promisify(execFile)(process.execPath, [
      ...[SCRIPT, '--few', '100', '--many', '200', '--rounds', '1'],
      // The command fails if the ratio is too low, which a busy machine may cause; it is not
      // checked here.
    ]).catch((error: { readonly stdout: string }) => error);
    for (const question of [...ANALYTICS_QUESTIONS, 'all at once']) {
      expect(stdout).toMatch(new RegExp(`^${question}( +\\d+\\.\\d+){3}$`, 'm'));
    }
    expect(stdout).toMatch(/^Every question at most 5 × : \d+\.\d\d, (kept|MISSED)$/m);
  },
);
