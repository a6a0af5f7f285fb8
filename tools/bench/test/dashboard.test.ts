import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { CHARTED_QUESTIONS } from '@miniatura/api-contract/question-charts';
import { expect, it } from 'vitest';

const SCRIPT = join(import.meta.dirname, '../src/dashboard.ts');

it(
  'the dashboard benchmark asks the questions of the page of both warehouses',
  { timeout: 240_000 },
  async () => {
    const { stdout } = await promisify(execFile)(process.execPath, [
      ...[SCRIPT, '--few', '100', '--many', '200', '--rounds', '1'],
      // The command fails if the ratio is too low, which a busy machine may cause; it is not
      // checked here.
    ]).catch((error: { readonly stdout: string }) => error);
    const questions = CHARTED_QUESTIONS.map(({ question }) => question);
    for (const question of [...questions, 'freshness', 'all at once']) {
      expect(stdout).toMatch(new RegExp(`^${question}( +\\d+\\.\\d+){3}$`, 'm'));
    }
    expect(stdout).toMatch(/^All at once at most 1\.1 ×: \d+\.\d\d, (kept|MISSED)$/m);
  },
);
