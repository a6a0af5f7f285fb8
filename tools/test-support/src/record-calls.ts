import { renameSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { afterAll, expect } from 'vitest';
import { CALLS_FOLDER_VARIABLE, callsPath, RECORDED_FILES } from './recorded-files.ts';

/**
 * For vitest's `setupFiles`: records the AWS calls of the listed test files, if the environment
 * names a folder for them. Thus a test of the permissions need not run these files again.
 */

interface Task {
  readonly result?: { readonly state: string } | undefined;
  readonly tasks?: readonly Task[];
}

const WORKSPACE = join(import.meta.dirname, '../../..');
const folder = process.env[CALLS_FOLDER_VARIABLE];
const file = relative(WORKSPACE, expect.getState().testPath ?? '');

if (folder !== undefined && RECORDED_FILES.includes(file)) {
  const { recordTo } = await import('./sdk-call-recorder.ts');
  const path = callsPath(folder, file);
  const draft = `${path}.part`;
  writeFileSync(draft, '');
  recordTo(draft);
  // Vitest accepts only a pattern as the first parameter.
  afterAll(({}, suite) => {
    recordTo(undefined);
    if (haveAllPassed(suite)) renameSync(draft, path);
  });
}

/** Returns false if a test has failed or was not selected, because its calls are then missing. */
function haveAllPassed({ tasks = [] }: Task): boolean {
  return tasks.every((task) => (task.tasks ? haveAllPassed(task) : task.result?.state === 'pass'));
}
