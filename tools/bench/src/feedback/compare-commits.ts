import { checkOut } from '../check-out.ts';
import { type Cost, timeCommand } from './time-command.ts';

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
  const folders = [
    await checkOut(repository, options.before, resources),
    await checkOut(repository, options.after, resources),
  ] as const;
  const comparisons: Comparison[] = [];
  for (const { name, command } of waits) {
    onProgress(name);
    const before = await timeCommand(command, folders[0]);
    const after = await timeCommand(command, folders[1]);
    comparisons.push({ name, before, after });
  }
  return comparisons;
}
