import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type Cost, timeCommand } from './time-command.ts';

const run = promisify(execFile);

/** Something that a developer waits for: a command for bash, run in a checkout's folder. */
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
  /** A git repository, an absolute path. */
  readonly repository: string;
  /** Whatever git takes for a commit. */
  readonly before: string;
  readonly after: string;
  /** In this order; each runs in both checkouts before the next. */
  readonly waits: readonly Wait[];
  readonly onProgress?: (line: string) => void;
}

/**
 * Checks two commits out into temporary folders, which are gone at the end, and times commands in them
 * by turns.
 * @throws Error with a command's output, when it fails
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
