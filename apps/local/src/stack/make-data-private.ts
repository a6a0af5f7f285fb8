import { chmodSync, mkdirSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { makePrivate } from '@miniatura/local-service';
import type { DataDirectory } from './data-directory.ts';

const GROUP_AND_OTHERS = 0o077;
/** Of folders where everybody has files, such as /tmp: their mode is left as it is. */
const STICKY = 0o1000;

/**
 * Makes the data folder and what is in it the owner's alone. New files come about so by the process's
 * umask; what is in a folder that others may enter is changed once.
 */
export function makeDataPrivate({ path, databaseUrl, ...entries }: DataDirectory): void {
  mkdirSync(path, { recursive: true, mode: 0o700 });
  const { mode } = statSync(path);
  if ((mode & GROUP_AND_OTHERS) === 0) return;
  const database = databaseUrl.replace(/^sqlite:/, '');
  const ours = readdirSync(path)
    .map((name) => join(path, name))
    .filter((entry) => entry.startsWith(database) || Object.values(entries).includes(entry));
  for (const entry of ours) makePrivate(entry);
  // Last, so that the work is done again if it was cut off.
  if ((mode & STICKY) === 0) chmodSync(path, 0o700);
}
