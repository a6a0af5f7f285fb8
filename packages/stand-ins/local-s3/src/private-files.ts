import { closeSync, existsSync, mkdirSync, openSync, statSync } from 'node:fs';
import { makePrivate } from '@miniatura/local-service';

/** The owner alone may enter and read what is kept. */
export const FOLDER_MODE = 0o700;
export const FILE_MODE = 0o600;

/** Makes the folder, and those above it, for its owner alone. */
export const makeFolder = (path: string): void =>
  void mkdirSync(path, { recursive: true, mode: FOLDER_MODE });

/** Makes an empty file for its owner alone unless it is there: SQLite keeps a file's mode. */
export const makeFile = (path: string): void => closeSync(openSync(path, 'a', FILE_MODE));

/**
 * Takes the rights of others off a folder of ours and all within. A folder that is closed already
 * costs one look.
 */
export function tightenFolder(path: string): void {
  if (existsSync(path) && (statSync(path).mode & 0o777) !== FOLDER_MODE) makePrivate(path);
}

/** Takes the rights of others off a file of ours. */
export function tightenFile(path: string): void {
  if (existsSync(path)) makePrivate(path);
}
