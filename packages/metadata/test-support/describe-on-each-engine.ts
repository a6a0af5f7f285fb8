import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createConnection } from 'mysql2/promise';
import { describe, inject } from 'vitest';

/** An empty database, which is deleted by `dispose`. */
export interface TestDatabase {
  readonly url: string;
  dispose(): Promise<void>;
}

/** A kind of database for the metadata. */
export interface TestEngine {
  readonly name: string;
  readonly kind: 'sqlite' | 'mysql';
  newDatabase(): Promise<TestDatabase>;
}

/** `node:sqlite`, each database in its own file. */
export const SQLITE: TestEngine = {
  name: 'node:sqlite',
  kind: 'sqlite',
  async newDatabase() {
    const folder = await mkdtemp(join(tmpdir(), 'metadata-'));
    return {
      url: `sqlite:${join(folder, 'new-folder', 'metadata.sqlite')}`,
      dispose: () => rm(folder, { recursive: true, force: true }),
    };
  },
};

const mysqlEngine = (name: string, serverUrl: string): TestEngine => ({
  name,
  kind: 'mysql',
  async newDatabase() {
    const database = `metadata_test_${randomBytes(6).toString('hex')}`;
    const url = new URL(serverUrl);
    url.pathname = `/${database}`;
    return { url: url.href, dispose: () => dropDatabase(url, database) };
  },
});

async function dropDatabase(url: URL, database: string): Promise<void> {
  const server = new URL(url);
  server.pathname = '/';
  const connection = await createConnection(server.href);
  await connection.query('drop database if exists ??', [database]);
  await connection.end();
}

/**
 * The servers that the project's global setup, `startTestServers` or `startAllTestServers`, has
 * found.
 */
export const MYSQL_ENGINES = Object.entries(inject('mysqlServers')).map(([name, url]) =>
  mysqlEngine(name, url),
);
export const ENGINES = [SQLITE, ...MYSQL_ENGINES];

/** Runs a suite on `node:sqlite` and on each available MySQL or MariaDB server. */
export function describeOnEachEngine(title: string, suite: (engine: TestEngine) => void): void {
  for (const engine of ENGINES) describe(`${title}, on ${engine.name}`, () => suite(engine));
}
