import { spawnSync } from 'node:child_process';
import { globSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { keepFolder } from '@miniatura/metadata/test-support/keep-folder';

/** CDK makes functions depend on their roles twice over. */
const IGNORED = 'W3005';
export const LINT_TIMEOUT_MS = 900_000;

const { status: versionStatus, stdout: version } = spawnSync('cfn-lint', ['--version'], {
  encoding: 'utf8',
});
export const isCfnLintInstalled = versionStatus === 0;
if (!isCfnLintInstalled) console.log('SKIPPED: cfn-lint on the templates: it is not installed.');

/**
 * Returns what cfn-lint finds in the templates of an assembly; nothing if all is well. It takes half
 * a minute, so that the findings in the same templates are kept for later runs.
 * @param name of the templates: `stages`
 */
export async function lintTemplates(
  name: string,
  outdir: string,
  pattern: string,
): Promise<string> {
  const templates = globSync(pattern, { cwd: outdir }).toSorted();
  if (templates.length === 0) throw new Error(`Expected templates at ${outdir}/${pattern}.`);
  const contents = await Promise.all(templates.map((file) => readFile(join(outdir, file))));
  const findings = (folder: string) => join(folder, 'findings.txt');
  const folder = await keepFolder({
    name: `lint-of-${name}`,
    inputs: [version, IGNORED, ...templates, ...contents],
    fill: (unfinished) => writeFile(findings(unfinished), runCfnLint(outdir, templates)),
  });
  return readFile(findings(folder), 'utf8');
}

/** @throws Error if cfn-lint did not run to its end */
function runCfnLint(outdir: string, templates: readonly string[]): string {
  const args = ['--ignore-checks', IGNORED, '--', ...templates];
  const { error, signal, status, stdout, stderr } = spawnSync('cfn-lint', args, {
    cwd: outdir,
    encoding: 'utf8',
  });
  // Findings set other bits of the status. Python exits with 1 after an exception.
  if (error !== undefined || signal !== null || status === 1) {
    throw new Error(`Expected cfn-lint to end but received ${signal ?? status}:\n${stderr}`, {
      cause: error,
    });
  }
  return stdout + stderr;
}
