import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/**
 * Checks a commit out into a temporary folder, which is gone when `resources` are disposed of.
 * @param repository a git repository, an absolute path
 * @returns the folder
 */
export async function checkOut(
  repository: string,
  commit: string,
  resources: AsyncDisposableStack,
): Promise<string> {
  const parent = await mkdtemp(join(tmpdir(), 'miniatura-bench-'));
  const folder = join(parent, 'checkout');
  resources.defer(() => rm(parent, { recursive: true }));
  await run('git', ['worktree', 'add', '--detach', folder, commit], { cwd: repository });
  resources.defer(async () => {
    await run('git', ['worktree', 'remove', '--force', folder], { cwd: repository });
  });
  return folder;
}
