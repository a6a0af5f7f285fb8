import { closeSync, existsSync, mkdirSync, openSync, statSync } from 'node:fs';
import { makePrivate } from '@miniatura/local-service';

/** Only the owner may read stored data. */
export const FOLDER_MODE = 0o700;
export const FILE_MODE = 0o600;

/** Creates a folder and its parents for their owner only. */
export function makeFolder(path: string): void {
  return void mkdirSync(path, { recursive: true, mode: FOLDER_MODE });
}

/** Creates an empty file for its owner only unless it exists: SQLite keeps a file's mode. */
export const makeFile = (path: string): void => closeSync(openSync(path, 'a', FILE_MODE));

/**
 * Restricts a folder and its content to the owner. A folder that is already restricted is not
 * searched.
 */
export function tightenFolder(path: string): void {
  if (existsSync(path) && (statSync(path).mode & 0o777) !== FOLDER_MODE) makePrivate(path);
}

/** Restricts a file to the owner. */
export function tightenFile(path: string): void {
  if (existsSync(path)) makePrivate(path);
}
