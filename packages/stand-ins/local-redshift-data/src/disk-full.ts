import { statfsSync } from 'node:fs';

/** What SQLite, Node and PostgreSQL say of a full disk. */
const DISK_FULL = /ENOSPC|no space left|disk is full|disk full/i;

/** PostgreSQL needs some room to open a database: it writes to its log first. */
const MIN_FREE_BYTE_COUNT = 1024 * 1024;

const freeByteCount = (directory: string): number => {
  const { bavail, bsize } = statfsSync(directory);
  return bavail * bsize;
};

/** Whether an error is one of a disk without space: not every error says so itself. */
export const isDiskFull = (directory: string, error: Error): boolean =>
  DISK_FULL.test(error.message) || freeByteCount(directory) < MIN_FREE_BYTE_COUNT;

/** PostgreSQL's words for a full disk, in ours. */
export const explainFullDisk = (directory: string, error: string): string =>
  DISK_FULL.test(error) ? `ERROR: ${noSpaceLeft(directory)}` : error;

export const noSpaceLeft = (directory: string): string =>
  `No space left on the disk of ${directory}. Free some space; what was committed is kept, and the service goes on by itself`;
