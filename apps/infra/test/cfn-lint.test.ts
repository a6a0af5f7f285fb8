import { spawnSync } from 'node:child_process';
import { globSync } from 'node:fs';
import { expect, inject, test } from 'vitest';

/** CDK makes functions depend on their roles twice over. */
const IGNORED = 'W3005';
const TIMEOUT_MS = 120_000;

const isInstalled = spawnSync('cfn-lint', ['--version']).status === 0;
if (!isInstalled) console.log('SKIPPED: cfn-lint on the templates: it is not installed.');

test.runIf(isInstalled)('cfn-lint finds nothing', { timeout: TIMEOUT_MS }, () => {
  const outdir = inject('assembly');
  const templates = globSync('assembly-*/*.template.json', { cwd: outdir });
  expect(templates.length).toBeGreaterThan(0);
  const { stdout, stderr } = spawnSync(
    'cfn-lint',
    ['--ignore-checks', IGNORED, '--', ...templates],
    {
      cwd: outdir,
      encoding: 'utf8',
    },
  );
  expect(stdout + stderr).toBe('');
});
