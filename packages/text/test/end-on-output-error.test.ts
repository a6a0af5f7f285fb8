import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { expect, test } from 'vitest';

const MODULE = JSON.stringify(new URL('../src/end-on-output-error.ts', import.meta.url).href);
/** Prints 100,000 lines, and ends with exit code 3. */
const PROGRAM = `
  import { endOnOutputError } from ${MODULE};
  endOnOutputError();
  process.exitCode = 3;
  for (let line = 0; line < 100_000; line += 1) console.log('line ' + line);
`;

/** Runs the program in a shell, which connects its standard output. */
function run(output: string) {
  const script = `"$NODE" --input-type=module --eval "$PROGRAM" ${output}`;
  const env = { ...process.env, NODE: process.execPath, PROGRAM };
  return spawnSync('sh', ['-c', script], { env, encoding: 'utf8' });
}

test('A command whose output is on a full device reports it', () => {
  if (!existsSync('/dev/full')) {
    console.log('SKIPPED: a full device, because this system has no /dev/full.');
    return;
  }
  const { status, stderr } = run('> /dev/full');
  expect([status, stderr]).toEqual([
    1,
    'error: The output cannot be written: ENOSPC: no space left on device, write\n',
  ]);
});

test('A command whose reader has closed the pipe ends silently', () => {
  const { stdout, stderr } = run('| head -n 1');
  expect([stdout, stderr]).toEqual(['line 0\n', '']);
});
