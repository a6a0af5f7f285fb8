import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

import { expect, it } from 'vitest';

import { workspaceRoot } from './workspace-copy.ts';

const read = (path: string): string => readFileSync(join(workspaceRoot, path), 'utf8');

const workflow = read('.github/workflows/ci.yml');
const workflows = ['.github/workflows/ci.yml', '.github/workflows/deploy.yml'];

it.each(workflows)('pins every action of %s by its commit, and says its version', (path) => {
  const uses = read(path)
    .split('\n')
    .filter((line) => /^\s*-?\s*uses:/.test(line));
  expect(uses.length).toBeGreaterThan(0);
  for (const line of uses)
    expect(line).toMatch(/uses: [\w.-]+\/[\w.-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
});

it.each(workflows)('grants nothing at the top of %s', (path) => {
  expect(read(path)).toMatch(/^permissions: \{\}$/m);
});

it('checks only what a change affects', () => {
  expect(workflow).toContain('targets: lint typecheck test build synth');
  expect(workflow).toContain('npx nx affected -t ${{ matrix.targets }}');
});

it('deploys what a change affects, each stage in its environment, without keys', () => {
  const deploy = read('.github/workflows/deploy.yml');
  expect(deploy).toContain('npx nx show projects --affected');
  for (const stage of ['dev', 'prod'])
    expect(deploy).toMatch(new RegExp(`environment: ${stage}$`, 'm'));
  expect(deploy).toMatch(/id-token: write/);
  expect(deploy).not.toMatch(/secrets\./);
});

it('deploys only what CI has passed, into the account of the stage, without a time limit', () => {
  const deploy = read('.github/workflows/deploy.yml');
  expect(deploy).toMatch(/workflow_run:\n\s+workflows: \[CI\]/);
  expect(deploy).toContain("github.event.workflow_run.conclusion == 'success'");
  expect(deploy).toContain("github.event.workflow_run.event == 'push'");
  const checkouts = deploy.match(/uses: actions\/checkout@/g) ?? [];
  const ofTheCheckedCommit =
    deploy.match(/ref: \$\{\{ github\.event\.workflow_run\.head_sha/g) ?? [];
  expect(ofTheCheckedCommit).toHaveLength(checkouts.length);
  expect(deploy).toContain('vars.AWS_ACCOUNT_ID');
  expect(deploy).toMatch(/while sleep \d+; do bash "\$RUNNER_TEMP\/fetch-token"/);
});

it('runs the tests against MySQL 8.4', () => {
  expect(workflow).toMatch(/database: mysql:8\.4$/m);
  expect(workflow).toMatch(/MYSQL_URL: mysql:\/\//);
});

it("calls the README's test command in .ci/run", () => {
  expect(read('README.md')).toMatch(/^npm ci && npm test$/m);
  const run = read('.ci/run');
  expect(run).toMatch(/^twice npm ci\b/m);
  expect(run).toMatch(/^check npm test\b/m);
  expect(statSync(join(workspaceRoot, '.ci/run')).mode & 0o111).toBe(0o111);
});
