import { rm, statfs, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Watches the free space on the disk of the data folder. */
export interface DiskWatch {
  /** The message while the disk is full; otherwise undefined. */
  problem(): string | undefined;
  /** Checks an error: a full disk is reported immediately, not at the next check. */
  note(error: unknown): void;
  stop(): Promise<void>;
}

export interface DiskWatchOptions {
  readonly directory: string;
  /** Called when the disk becomes full, and when there is space again. */
  readonly report: (sentence: string) => void;
}

const LOOK_EVERY_MS = 2000;
/** With this much free space no probe is written. */
const AMPLE_BYTES = 64 * 1024 * 1024;
/** The size of the probe. A database's log and an image are smaller. */
const PROBE_BYTES = 4 * 1024 * 1024;

export function watchDisk({ directory, report }: DiskWatchOptions): DiskWatch {
  const full = `The disk that holds ${directory} is full. Nothing is lost. Free some space, and processing continues automatically.`;
  let isFull = false;
  const set = (next: boolean) => {
    if (next !== isFull)
      report(next ? full : `Space is available again on the disk of ${directory}.`);
    isFull = next;
  };
  let look: Promise<void> | undefined;
  const timer = setInterval(() => {
    // A slow disk is not checked twice at the same time.
    look ??= hasSpace(directory)
      .then((has) => set(!has))
      .finally(() => (look = undefined));
  }, LOOK_EVERY_MS);
  timer.unref();
  return {
    problem: () => (isFull ? full : undefined),
    note: (error) => void (isDiskFull(error) && set(true)),
    async stop() {
      clearInterval(timer);
      await look;
    },
  };
}

/** Writes a probe, because a quota may be used up on a disk with free space. */
async function hasSpace(directory: string): Promise<boolean> {
  const path = join(directory, `.space-${process.pid}`);
  try {
    const { bavail, bsize } = await statfs(directory);
    if (bavail * bsize >= AMPLE_BYTES) return true;
    await writeFile(path, Buffer.alloc(PROBE_BYTES, 1));
    return true;
  } catch (error) {
    return !isDiskFull(error);
  } finally {
    await rm(path, { force: true });
  }
}

/** SQLite's primary result code, https://sqlite.org/rescode.html. */
const SQLITE_FULL = 13;
/** Messages of services about a full disk over HTTP, where errors have no code. */
const FULL_TEXT = /ENOSPC|EDQUOT|no space left|disk is full/i;

/** Whether an error or one of its causes reports a full disk. */
export function isDiskFull(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { code, errcode, cause } = error as Error & { code?: unknown; errcode?: number };
  return (
    code === 'ENOSPC' ||
    code === 'EDQUOT' ||
    (errcode !== undefined && (errcode & 0xff) === SQLITE_FULL) ||
    FULL_TEXT.test(error.message) ||
    isDiskFull(cause)
  );
}
