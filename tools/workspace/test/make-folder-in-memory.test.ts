import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

const MODULE = pathToFileURL(join(import.meta.dirname, '../src/make-folder-in-memory.ts'));

/** Runs in a separate process, because the folder is removed with the process. */
async function makeElsewhere(then: string): Promise<string> {
  const script = `
    const { makeFolderInMemory } = await import('${MODULE.href}');
    const folder = makeFolderInMemory();
    console.log(folder ?? '');
    ${then}`;
  const args = ['--input-type=module', '--eval', script];
  const { stdout } = await promisify(execFile)(process.execPath, args).catch(
    (error: { readonly stdout: string }) => error,
  );
  return stdout.trim();
}

it('creates a folder that is removed with its process, and removes that of a killed process', async (context) => {
  const left = await makeElsewhere("process.kill(process.pid, 'SIGKILL')");
  if (left === '') {
    console.warn('Skipped: no file system in memory has room, or it runs no programs');
    return context.skip();
  }
  expect(existsSync(left)).toBe(true);
  const others = join(dirname(left), basename(left).replace(/\d+$/, String(process.pid)));
  const isOurs = existsSync(others);
  mkdirSync(others, { recursive: true });
  const folder = await makeElsewhere(
    "(await import('node:fs')).writeFileSync(`${folder}/file`, 'kept no longer than its process')",
  );
  expect(folder).not.toBe(left);
  expect([left, folder, others].map((path) => existsSync(path))).toEqual([false, false, true]);
  if (!isOurs) rmSync(others, { recursive: true });
});
