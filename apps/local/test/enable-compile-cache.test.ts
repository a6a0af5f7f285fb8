import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const MODULE = new URL('../src/enable-compile-cache.ts', import.meta.url).href;

/** Prints the folder of the command, and that of a thread. */
const CODE = `
  import { getCompileCacheDir } from 'node:module';
  import { Worker } from 'node:worker_threads';
  console.log(getCompileCacheDir());
  new Worker("console.log(require('node:module').getCompileCacheDir())", { eval: true, execArgv: [] });
`;

test('A command and its threads store compiled code in the same folder', async () => {
  const { NODE_COMPILE_CACHE: _, ...env } = process.env;
  const args = ['--import', MODULE, '--input-type=module', '--eval', CODE];
  const { stdout } = await promisify(execFile)(process.execPath, args, { env });
  const [ofCommand, ofThread] = stdout.trimEnd().split('\n');
  expect(ofCommand).toContain('node_modules/.cache/node-compile');
  expect(ofThread).toBe(ofCommand);
});
