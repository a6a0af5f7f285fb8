import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createConnection } from 'mysql2/promise';
import { afterEach, beforeEach, describe, inject } from 'vitest';
import { type Metadata, openMetadata } from '../src/index.ts';

/** A database that is gone after the test. */
export interface TestDatabase {
  readonly url: string;
  dispose(): Promise<void>;
}

export interface TestEngine {
  readonly name: string;
  readonly kind: 'sqlite' | 'mysql';
  newDatabase(): Promise<TestDatabase>;
}

const SQLITE: TestEngine = {
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

export const MYSQL_ENGINES = Object.entries(inject('mysqlServers')).map(([name, url]) =>
  mysqlEngine(name, url),
);
export const ENGINES = [SQLITE, ...MYSQL_ENGINES];

/** Runs a suite on `node:sqlite` and on each MySQL or MariaDB server there is. */
export function describeOnEachEngine(title: string, suite: (engine: TestEngine) => void): void {
  for (const engine of ENGINES) describe(`${title}, on ${engine.name}`, () => suite(engine));
}

/** Opens an empty metadata database before each test; `another` opens one more handle to it. */
export function useMetadata(engine: TestEngine) {
  const opened: Metadata[] = [];
  let database: TestDatabase;
  const another = async (): Promise<Metadata> => {
    const metadata = await openMetadata({ url: database.url });
    opened.push(metadata);
    return metadata;
  };
  const context = { another } as {
    metadata: Metadata;
    url: string;
    readonly another: typeof another;
  };
  beforeEach(async () => {
    database = await engine.newDatabase();
    context.url = database.url;
    context.metadata = await another();
  });
  afterEach(async () => {
    await Promise.all(opened.splice(0).map((metadata) => metadata.close()));
    await database.dispose();
  });
  return context;
}
