import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defineConfig } from 'vitest/config';
import { CALLS_FOLDER_VARIABLE } from './tools/test-support/src/recorded-files.ts';
import { makeFolderInMemory } from './tools/workspace/src/make-folder-in-memory.ts';
import { SlowestFirst } from './tools/workspace/src/slowest-first.ts';

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

/** Their tests need other time limits, or other servers, than the projects below. */
const SEPARATE = ['apps/infra', 'packages/metadata'];

/**
 * `npm test`: every project's tests in one run with one summary. Nx runs the same files project by
 * project, through each project's own `test` script. What all projects share stands in the script's
 * options, as projects do not inherit what stands here.
 */
export default defineConfig({
  test: {
    sequence: { sequencer: SlowestFirst },
    projects: [
      ...SEPARATE,
      {
        // Most projects are one here, because vitest starts new workers for each project, and each
        // worker loads the modules that it shares with others, such as the AWS SDK, again.
        test: {
          name: '@miniatura',
          include: ['{apps,packages,packages/stand-ins,tools}/*/test/**/*.test.ts'],
          exclude: ['**/node_modules/**', ...SEPARATE.map((project) => `${project}/**`)],
          setupFiles: ['@miniatura/test-support/record-calls'],
          // Unlike --testTimeout, --hookTimeout does not reach the projects of a workspace.
          hookTimeout: 120_000,
          // A busy machine may take longer than a second, vitest's default.
          expect: { poll: { timeout: 60_000 } },
          globalSetup: [
            'apps/etl/test/prepare-services.ts',
            'apps/local/test/kafka/name-broker.ts',
            'packages/stand-ins/local-redshift-data/test/prepare-database.ts',
          ],
        },
      },
    ],
  },
});
