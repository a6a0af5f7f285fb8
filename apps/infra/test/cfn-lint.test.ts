import { expect, inject, test } from 'vitest';
import { isCfnLintInstalled, LINT_TIMEOUT_MS, lintTemplates } from './lint-templates.ts';

test.runIf(isCfnLintInstalled)('cfn-lint finds nothing', { timeout: LINT_TIMEOUT_MS }, async () => {
  const findings = await lintTemplates('stages', inject('assembly'), 'assembly-*/*.template.json');
  expect(findings).toBe('');
});
