import { spawnSync } from 'node:child_process';
import { globSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { expect, test } from 'vitest';
import { createApp } from '../src/create-app.ts';

/** CDK makes functions depend on their roles twice over. */
const IGNORED = 'W3005';
const TIMEOUT_MS = 120_000;

const isInstalled = spawnSync('cfn-lint', ['--version']).status === 0;
if (!isInstalled) console.log('SKIPPED: cfn-lint on the templates: it is not installed.');

test.runIf(isInstalled)('cfn-lint finds nothing', { timeout: TIMEOUT_MS }, () => {
  const outdir = mkdtempSync(join(tmpdir(), 'miniatura-lint-'));
  const code = () => Code.fromInline('exports.handler = () => {};');
  createApp({ assets: code, isDataKept: true, outdir }).app.synth();
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
