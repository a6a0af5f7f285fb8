import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type Cost, timeCommand } from './time-command.ts';

const run = promisify(execFile);

/** A bash command for which a developer waits, run in the folder of a checkout. */
export interface Wait {
  readonly name: string;
  readonly command: string;
}

export interface Comparison {
  readonly name: string;
  readonly before: Cost;
  readonly after: Cost;
}

export interface CompareOptions {
  /** Absolute path of a git repository. */
  readonly repository: string;
  /** A commit, in any form that git accepts. */
  readonly before: string;
  readonly after: string;
  /** Commands in order; each runs in both checkouts before the next one. */
  readonly waits: readonly Wait[];
  readonly onProgress?: (line: string) => void;
}

/**
 * Checks out two commits into temporary folders, and times commands in them alternately. It removes
 * the folders at the end.
 * @throws Error with the output of a command that fails
 */
export async function compareCommits(options: CompareOptions): Promise<readonly Comparison[]> {
  const { repository, waits, onProgress = () => undefined } = options;
  await using resources = new AsyncDisposableStack();
  const checkout = async (commit: string): Promise<string> => {
    const parent = await mkdtemp(join(tmpdir(), 'miniatura-feedback-'));
    const folder = join(parent, 'checkout');
    resources.defer(async () => {
      await run('git', ['worktree', 'remove', '--force', folder], { cwd: repository });
      await rm(parent, { recursive: true });
    });
    await run('git', ['worktree', 'add', '--detach', folder, commit], { cwd: repository });
    return folder;
  };
  const folders = [await checkout(options.before), await checkout(options.after)] as const;
  const comparisons: Comparison[] = [];
  for (const { name, command } of waits) {
    onProgress(name);
    const before = await timeCommand(command, folders[0]);
    const after = await timeCommand(command, folders[1]);
    comparisons.push({ name, before, after });
  }
  return comparisons;
}
