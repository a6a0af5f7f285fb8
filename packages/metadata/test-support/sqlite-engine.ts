import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { openMetadata } from '../src/index.ts';
import type { TestDatabase, TestEngine } from './test-engine.ts';

/** `node:sqlite`, each database in its own file. */
export const SQLITE: TestEngine = {
  name: 'node:sqlite',
  kind: 'sqlite',
  newDatabase,
  async migratedDatabase() {
    const database = await newDatabase();
    const path = database.url.replace('sqlite:', '');
    await mkdir(dirname(path));
    await writeFile(path, await (migratedFile ??= migrateFile()));
    return database;
  },
};

/** A file with all tables and without rows, of which each test gets a copy. */
let migratedFile: Promise<Buffer> | undefined;

async function newDatabase(): Promise<TestDatabase> {
  const folder = await mkdtemp(join(tmpdir(), 'metadata-'));
  return {
    url: `sqlite:${join(folder, 'new-folder', 'metadata.sqlite')}`,
    dispose: () => rm(folder, { recursive: true, force: true }),
  };
}

async function migrateFile(): Promise<Buffer> {
  const { url, dispose } = await newDatabase();
  await (await openMetadata({ url })).close();
  const file = await readFile(url.replace('sqlite:', ''));
  await dispose();
  return file;
}
