import { spawnSync } from 'node:child_process';
import { globSync } from 'node:fs';

/** CDK makes functions depend on their roles twice over. */
const IGNORED = 'W3005';
export const LINT_TIMEOUT_MS = 300_000;

export const isCfnLintInstalled = spawnSync('cfn-lint', ['--version']).status === 0;
if (!isCfnLintInstalled) console.log('SKIPPED: cfn-lint on the templates: it is not installed.');

/** Returns what cfn-lint finds in the templates of an assembly; nothing if all is well. */
export function lintTemplates(outdir: string, pattern: string): string {
  const templates = globSync(pattern, { cwd: outdir });
  if (templates.length === 0) throw new Error(`Expected templates at ${outdir}/${pattern}.`);
  const { stdout, stderr } = spawnSync(
    'cfn-lint',
    ['--ignore-checks', IGNORED, '--', ...templates],
    { cwd: outdir, encoding: 'utf8' },
  );
  return stdout + stderr;
}
