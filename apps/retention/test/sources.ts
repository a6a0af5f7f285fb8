import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Metadata, openMetadata } from '@miniatura/metadata';
import { createConnection } from 'mysql2/promise';
import { describe, inject } from 'vitest';

/** A kind of database that metadata is kept in. */
export interface SourceEngine {
  readonly name: string;
  /** Whether a transaction can be open while another one writes. */
  readonly hasConcurrentWriters: boolean;
  /** The URL of an empty database, which is gone after `dispose`. */
  newDatabase(): Promise<{ readonly url: string; dispose(): Promise<void> }>;
}

const SQLITE: SourceEngine = {
  name: 'node:sqlite',
  hasConcurrentWriters: false,
  async newDatabase() {
    const folder = await mkdtemp(join(tmpdir(), 'retention-'));
    return {
      url: `sqlite:${join(folder, 'metadata.sqlite')}`,
      dispose: () => rm(folder, { recursive: true, force: true }),
    };
  },
};

const mariadb = (serverUrl: string): SourceEngine => ({
  name: 'MariaDB',
  hasConcurrentWriters: true,
  async newDatabase() {
    const database = `retention_test_${randomBytes(6).toString('hex')}`;
    const url = new URL(serverUrl);
    url.pathname = `/${database}`;
    return { url: url.href, dispose: () => dropDatabase(url.href, database) };
  },
});

async function dropDatabase(url: string, database: string): Promise<void> {
  const connection = await createConnection(url);
  await connection.query('drop database ??', [database]);
  await connection.end();
}

const mariadbUrl = inject('mariadbUrl');
const ENGINES = [SQLITE, ...(mariadbUrl === null ? [] : [mariadb(mariadbUrl)])];

/** Runs a suite with the metadata on `node:sqlite`, and on MariaDB where there is one. */
export function describeOnEachSource(title: string, suite: (engine: SourceEngine) => void): void {
  for (const engine of ENGINES) describe(`${title}, from ${engine.name}`, () => suite(engine));
}

/** An empty metadata database for `use`. */
export async function withSource(
  engine: SourceEngine,
  use: (metadata: Metadata, url: string) => Promise<void>,
): Promise<void> {
  const database = await engine.newDatabase();
  const metadata = await openMetadata({ url: database.url });
  try {
    await use(metadata, database.url);
  } finally {
    await metadata.close();
    await database.dispose();
  }
}
