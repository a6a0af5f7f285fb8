import { rm, statfs, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Watches the space on the disk of the data folder. */
export interface DiskWatch {
  /** The sentence to tell while the disk is full; undefined while it is not. */
  problem(): string | undefined;
  /** Takes note of an error: one of a full disk is known at once, not at the next look. */
  note(error: unknown): void;
  stop(): Promise<void>;
}

export interface DiskWatchOptions {
  readonly directory: string;
  /** Told once when the disk has become full, and once when there is space again. */
  readonly tell: (sentence: string) => void;
}

const LOOK_EVERY_MS = 2000;
/** With so much space there is no need to try. */
const AMPLE_BYTES = 64 * 1024 * 1024;
/** What has to fit: a database's log and an image are smaller. */
const PROBE_BYTES = 4 * 1024 * 1024;

export function watchDisk({ directory, tell }: DiskWatchOptions): DiskWatch {
  const full = `The disk that holds ${directory} is full. Nothing is lost. Free some space, and processing continues automatically.`;
  let isFull = false;
  const set = (next: boolean) => {
    if (next !== isFull)
      tell(next ? full : `Space is available again on the disk of ${directory}.`);
    isFull = next;
  };
  let look: Promise<void> | undefined;
  const timer = setInterval(() => {
    // A disk that is slow is not looked at twice at the same time.
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

/** A quota may be used up on a disk that has space, so that only writing tells. */
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
/** What services say of a full disk over HTTP, where an error has lost its code. */
const FULL_TEXT = /ENOSPC|EDQUOT|no space left|disk is full/i;

/** Whether an error, or what caused it, is one of a full disk. */
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
