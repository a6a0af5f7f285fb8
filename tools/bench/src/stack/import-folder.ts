import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type CommandTime, measureCommand } from '../measure-process.ts';

const IMPORT = join(import.meta.dirname, '../../../../apps/local/src/bin/import.ts');

/** Writes copies of an image into a folder; they differ by bytes after their end. */
export async function writeCopies(folder: string, bytes: Buffer, count: number): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (let index = 0; index < count; index += 1) {
    const copy = Buffer.concat([bytes, Buffer.from(`${folder} ${index}`)]);
    await writeFile(join(folder, `${index}.jpg`), copy);
  }
}

/**
 * Runs `npm run import` on a folder.
 * @returns the time of the command, without the processor time of the stack
 * @throws Error with its output if it fails
 */
export function importFolder(folder: string, data: string): Promise<CommandTime> {
  return measureCommand(process.execPath, [IMPORT, folder, '--data', data, '--json']);
}
