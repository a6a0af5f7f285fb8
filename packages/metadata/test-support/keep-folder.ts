import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, rename, rm, stat, utimes } from 'node:fs/promises';
import { join, resolve } from 'node:path';

const PLACE = resolve(import.meta.dirname, '../../../node_modules/.cache/test-folders');

/** A run with other inputs may still copy the folder that it has asked for. */
const KEPT_MS = 60 * 60 * 1000;

export interface KeptFolder {
  /** What the folder contains, in kebab-case. */
  readonly name: string;
  /** Everything on which the contents depend. */
  readonly inputs: readonly (string | Buffer)[];
  /** Writes the contents into a new folder. */
  readonly fill: (folder: string) => Promise<void>;
  /** Where folders are kept, by default beside the installed packages. */
  readonly place?: string;
}

/**
 * Returns the path of a folder that this run or an earlier one has filled from the same inputs.
 * Tests must not change it, but copy it.
 * @throws the error of `fill`, after which no folder is kept
 */
export async function keepFolder({
  name,
  inputs,
  fill,
  place = PLACE,
}: KeptFolder): Promise<string> {
  const hash = createHash('sha256');
  for (const input of inputs) hash.update(`${input.length} `).update(input);
  const folder = join(place, `${name}-${hash.digest('hex').slice(0, 16)}`);
  if (existsSync(folder)) {
    const now = new Date();
    await utimes(folder, now, now);
    return folder;
  }
  await mkdir(place, { recursive: true });
  await removeOld(name, place);
  const unfinished = `${folder}.${process.pid}`;
  try {
    await mkdir(unfinished);
    await fill(unfinished);
    await rename(unfinished, folder);
  } catch (error) {
    await rm(unfinished, { recursive: true, force: true });
    // Another run may have finished the folder first.
    if (!existsSync(folder)) throw error;
  }
  return folder;
}

async function removeOld(name: string, place: string): Promise<void> {
  for (const entry of await readdir(place)) {
    if (!entry.startsWith(`${name}-`)) continue;
    const path = join(place, entry);
    // Another run may have finished or removed it meanwhile.
    const stats = await stat(path).catch(() => undefined);
    if (stats !== undefined && Date.now() - stats.mtimeMs > KEPT_MS) {
      await rm(path, { recursive: true, force: true });
    }
  }
}
