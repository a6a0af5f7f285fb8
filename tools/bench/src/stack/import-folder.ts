import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const IMPORT = join(import.meta.dirname, '../../../../apps/local/src/bin/import.ts');

/** Writes copies of an image into a folder; they differ by bytes after their end. */
export async function writeCopies(folder: string, bytes: Buffer, count: number): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (let index = 0; index < count; index += 1) {
    const copy = Buffer.concat([bytes, Buffer.from(`${folder} ${index}`)]);
    await writeFile(join(folder, `${index}.jpg`), copy);
  }
}

/** Runs `npm run import` on a folder. @returns the duration in milliseconds */
export async function importFolder(folder: string, data: string): Promise<number> {
  const startedAt = performance.now();
  const child = spawn(process.execPath, [IMPORT, folder, '--data', data, '--json'], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const [exitCode] = (await once(child, 'exit')) as [number | null];
  if (exitCode !== 0) throw new Error(`Expected the import to end with 0 but received ${exitCode}`);
  return performance.now() - startedAt;
}
