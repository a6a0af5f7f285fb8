import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';

const cursorSchema = z.object({ uri: z.string(), startAfter: z.string() });

/** How far a backfill has come, kept in a file, so that it goes on after a kill. */
export interface BackfillCursor {
  read(): Promise<string | undefined>;
  /** All keys up to this one are sent. The file is whole at any moment. */
  write(startAfter: string): Promise<void>;
  remove(): Promise<void>;
}

/** The cursor of one URI, below a stack's data folder. */
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
