import { statfsSync } from 'node:fs';
import { S3Error } from './errors.ts';

/** SQLite's code for a full disk. */
const SQLITE_FULL = 13;
const CHECK_EVERY_MS = 250;
/** If more bytes than this are freed since the last error, somebody has freed space. */
const FREED_BYTES = 1024 * 1024;
/**
 * The minimum time without an error, so that uploads that come and go are not reported one by one.
 */
const QUIET_MS = 1000;

/** Whether the error reports a full disk or a used-up quota. */
export function isDiskFull(error: unknown): boolean {
  const { code, errcode } = error as { code?: unknown; errcode?: unknown };
  return code === 'ENOSPC' || code === 'EDQUOT' || errcode === SQLITE_FULL;
}

/** Reports once that the disk is full, and once that there is space again. */
export class DiskState {
  readonly #directory: string;
  #check: NodeJS.Timeout | undefined;
  #freeBytesWhenFull = 0;
  #lastFailureMs = 0;

  constructor(directory: string) {
    this.#directory = directory;
  }

  /** The error for clients. The SDKs retry it. */
  reject(): S3Error {
    this.#lastFailureMs = Date.now();
    this.#freeBytesWhenFull = Math.max(this.#freeBytesWhenFull, this.#freeBytes());
    if (!this.#check) {
      console.error(
        'local-s3: the disk is full: writes are answered with 503 SlowDown until there is space.',
      );
      this.#check = setInterval(() => this.#checkSpace(), CHECK_EVERY_MS).unref();
    }
    return new S3Error(
      'SlowDown',
      'The disk is full. Free some space; the request can be repeated.',
    );
  }

  #checkSpace(): void {
    if (Date.now() - this.#lastFailureMs < QUIET_MS) return;
    if (this.#freeBytes() <= this.#freeBytesWhenFull + FREED_BYTES) return;
    this.close();
    console.error('local-s3: there is space on the disk again.');
  }

  /** Returns 0 if the disk cannot be asked, because somebody has removed the directory. */
  #freeBytes(): number {
    try {
      const { bavail, bsize } = statfsSync(this.#directory);
      return bavail * bsize;
    } catch {
      return 0;
    }
  }

  close(): void {
    clearInterval(this.#check);
    this.#check = undefined;
    this.#freeBytesWhenFull = 0;
  }
}
