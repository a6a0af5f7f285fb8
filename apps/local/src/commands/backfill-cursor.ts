import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import * as z from 'zod';

const cursorSchema = z.object({ uri: z.string(), startAfter: z.string() });

/** The progress of a backfill, stored in a file so that it can be resumed after a kill. */
export interface BackfillCursor {
  read(): Promise<string | undefined>;
  /** Records that all keys up to this one are sent. The file is replaced atomically. */
  write(startAfter: string): Promise<void>;
  remove(): Promise<void>;
}

/** Returns the cursor of a URI in the data folder of a stack. */
export function backfillCursor(dataPath: string, uri: string): BackfillCursor {
  const name = createHash('sha256').update(uri).digest('hex').slice(0, 16);
  const path = join(dataPath, 'backfills', `${name}.json`);
  return {
    async read() {
      try {
        return cursorSchema.parse(JSON.parse(await readFile(path, 'utf8'))).startAfter;
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
        throw error;
      }
    },
    async write(startAfter) {
      await mkdir(dirname(path), { recursive: true });
      const draft = `${path}.${process.pid}`;
      await writeFile(draft, JSON.stringify({ uri, startAfter }));
      await rename(draft, path);
    },
    remove: () => rm(path, { force: true }),
  };
}
