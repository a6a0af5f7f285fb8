import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, describe, expect, it } from 'vitest';

import { workspaceRoot } from './workspace-copy.ts';

const folder = mkdtempSync(join(tmpdir(), 'miniatura-count-'));
const bin = join(import.meta.dirname, '../src/bin/count-tests.ts');

afterAll(() => rmSync(folder, { recursive: true, force: true }));

function count(report: string) {
  const { status, stdout } = spawnSync(process.execPath, [bin, report], { encoding: 'utf8' });
  return { status, stdout };
}

/** Runs vitest on test files with these texts, and counts the tests in its report. */
function countRunOf(name: string, ...texts: readonly string[]) {
  const root = join(folder, name);
  mkdirSync(root);
  const files = texts.map((text, index) => {
    writeFileSync(join(root, `${index}.test.mjs`), text);
    return `${index}.test.mjs`;
  });
  const report = join(root, 'report.json');
  const vitest = join(workspaceRoot, 'node_modules/vitest/vitest.mjs');
  const args = [vitest, 'run', '--globals', '--root', root, '--passWithNoTests'];
  const options = { cwd: root, encoding: 'utf8' } as const;
  const reporters = ['--reporter=json', `--outputFile=${report}`];
  spawnSync(process.execPath, [...args, ...reporters, ...files], options);
  return count(report);
}

describe('the count of a test run', { timeout: 120_000 }, () => {
  it('is in one line, and fine when all passed', () => {
    const result = countRunOf(
      'passing',
      "it('a', () => {}); it('b', () => {});",
      "it('c', () => {});",
    );
    expect(result).toEqual({ status: 0, stdout: '3 passed, 0 failed\n' });
  });

  it('fails when a test failed', () => {
    const result = countRunOf('failing', "it('a', () => {}); it('b', () => { throw Error(); });");
    expect(result).toEqual({ status: 1, stdout: '1 passed, 1 failed\n' });
  });

  it('fails when a file could not be loaded', () => {
    const result = countRunOf('broken', "it('a', () => {});", "import './missing.mjs';");
    expect(result).toEqual({ status: 1, stdout: '1 passed, 1 failed\n' });
  });

  it('fails when a file could not be set up', () => {
    const result = countRunOf('setup', "beforeAll(() => { throw Error(); }); it('a', () => {});");
    expect(result).toEqual({ status: 1, stdout: '0 passed, 1 failed\n' });
  });

  it('fails when nothing ran', () => {
    expect(countRunOf('empty')).toEqual({ status: 1, stdout: '0 passed, 0 failed\n' });
  });

  it('fails without a report', () => {
    expect(count(join(folder, 'none.json'))).toEqual({ status: 1, stdout: '' });
  });
});
