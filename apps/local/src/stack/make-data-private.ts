import { chmodSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { makePrivate } from '@miniatura/local-service';
import { makeFolder } from '@miniatura/resize/make-folder';
import type { DataDirectory } from './data-directory.ts';

const GROUP_AND_OTHERS = 0o077;
/** Set on shared folders such as /tmp, whose mode is not changed. */
const STICKY = 0o1000;

/**
 * Restricts the data folder and its content to the owner. New files are restricted by the process's
 * umask. The content of a folder that others may enter is restricted once.
 */
export function makeDataPrivate({ path, databaseUrl, ...entries }: DataDirectory): void {
  makeFolder(path, 0o700);
  const { mode } = statSync(path);
  if ((mode & GROUP_AND_OTHERS) === 0) return;
  const database = databaseUrl.replace(/^sqlite:/, '');
  const ours = readdirSync(path)
    .map((name) => join(path, name))
    .filter((entry) => entry.startsWith(database) || Object.values(entries).includes(entry));
  for (const entry of ours) makePrivate(entry);
  // The folder is changed last, so that an interrupted run is repeated.
  if ((mode & STICKY) === 0) chmodSync(path, 0o700);
}
