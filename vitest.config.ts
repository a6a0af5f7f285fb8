import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defineConfig } from 'vitest/config';
import { CALLS_FOLDER_VARIABLE } from './tools/test-support/src/recorded-files.ts';
import { makeFolderInMemory } from './tools/workspace/src/make-folder-in-memory.ts';

// Workers, and the commands that tests run, take what Node has compiled before.
process.env['NODE_COMPILE_CACHE'] ??= join(import.meta.dirname, 'node_modules/.cache/node-compile');

// A fifth of the time on the clock, and of the processor's, is that of temporary files on a disk.
const folder = process.env['TMPDIR'] ?? makeFolderInMemory();
if (folder !== undefined) process.env['TMPDIR'] = folder;

// The apps' tests record their calls of AWS here, and a test of the permissions reads them.
if (process.env[CALLS_FOLDER_VARIABLE] === undefined) {
  const callsFolder = mkdtempSync(join(tmpdir(), 'miniatura-calls-'));
  process.env[CALLS_FOLDER_VARIABLE] = callsFolder;
  process.once('exit', () => rmSync(callsFolder, { recursive: true, force: true }));
}

/**
 * `npm test`: every project's tests in one run with one summary. Nx runs the same files project by
 * project, through each project's own `test` script. What all projects share stands in the script's
 * options, as projects do not inherit what stands here.
 */
export default defineConfig({
  test: { projects: ['apps/*', 'packages/!(stand-ins)', 'packages/stand-ins/*', 'tools/*'] },
});
