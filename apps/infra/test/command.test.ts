import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const COMMAND = join(import.meta.dirname, '../src/bin/infra.ts');
function run(...parameters: string[]) {
  return spawnSync(process.execPath, [COMMAND, ...parameters], { encoding: 'utf8' });
}

test('The help lists the commands', () => {
  const { status, stdout } = run('--help');
  expect(status).toBe(0);
  for (const name of ['synth', 'bootstrap', 'deploy', 'diff', 'destroy'])
    expect(stdout).toContain(name);
});

test.each(['deploy', 'diff', 'destroy'])('%s rejects an unknown stage', (name) => {
  const { status, stderr } = run(name, '--stage', 'staging');
  expect(status).toBe(1);
  expect(stderr).toContain('Allowed choices are dev, prod');
});

test('bootstrap rejects an invalid account id', () => {
  const { status, stderr } = run('bootstrap', '--account', '123');
  expect(status).toBe(1);
  expect(stderr).toContain('Expected twelve digits');
  expect(run('bootstrap').stderr).toContain("required option '--account <id>' not specified");
});
