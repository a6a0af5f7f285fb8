import { statfsSync } from 'node:fs';

/** Matches the messages of SQLite, Node and PostgreSQL for a full disk. */
const DISK_FULL = /ENOSPC|no space left|disk is full|disk full/i;

/** PostgreSQL needs this space to open a database, because it writes to its log first. */
const MIN_FREE_BYTE_COUNT = 1024 * 1024;

/** Returns undefined if the disk cannot be asked, because somebody has removed the directory. */
function freeByteCount(directory: string): number | undefined {
  try {
    const { bavail, bsize } = statfsSync(directory);
    return bavail * bsize;
  } catch {
    return undefined;
  }
}

/** Returns true if an error was caused by a full disk; not every error says so. */
export function isDiskFull(directory: string, error: Error): boolean {
  if (DISK_FULL.test(error.message)) return true;
  const byteCount = freeByteCount(directory);
  return byteCount !== undefined && byteCount < MIN_FREE_BYTE_COUNT;
}

/** Replaces PostgreSQL's message for a full disk. */
export function explainFullDisk(directory: string, error: string): string {
  return DISK_FULL.test(error) ? `ERROR: ${noSpaceLeft(directory)}` : error;
}

export function noSpaceLeft(directory: string): string {
  return `No space left on the disk of ${directory}. Free some space; what was committed is kept, and the service goes on by itself`;
}
