import { randomBytes } from 'node:crypto';
import {
  type Connection,
  createConnection,
  type ResultSetHeader,
  type RowDataPacket,
} from 'mysql2/promise';
import { openMetadata } from '../src/index.ts';
import type { TestEngine } from './test-engine.ts';

/** MySQL's ER_NO_SUCH_THREAD: the connection has ended by itself. */
const NO_SUCH_CONNECTION = 1094;

/**
 * A MySQL or MariaDB server for tests.
 * @param runUrl the URL of a database of this run, which need not exist: the names of the run's
 *   databases begin with its name
 */
export function mysqlEngine(name: string, runUrl: string): TestEngine {
  /** Migrated databases without rows that no test uses. */
  const idle: MigratedDatabase[] = [];
  const newUrl = () => databaseUrl(runUrl, `${nameOf(runUrl)}_${randomBytes(6).toString('hex')}`);
  return {
    name,
    kind: 'mysql',
    async newDatabase() {
      const url = newUrl();
      return { url, dispose: () => dropDatabase(url) };
    },
    async migratedDatabase() {
      const database = idle.pop() ?? (await migrated(newUrl()));
      const { url, tableCount } = database;
      return {
        url,
        async dispose() {
          const isComplete = (await deleteRows(url)) === tableCount;
          if (isComplete) idle.push(database);
          else await dropDatabase(url);
        },
      };
    },
  };
}

/** A database with all tables. A test may drop one of them. */
interface MigratedDatabase {
  readonly url: string;
  readonly tableCount: number;
}

/** Drops the databases of a run, whose names begin with that of its URL. */
export async function dropDatabasesOfRun(runUrl: string): Promise<void> {
  await withServer(runUrl, async (server, run) => {
    const [rows] = await server.query<RowDataPacket[]>(
      'select schema_name as name from information_schema.schemata where left(schema_name, ?) = ?',
      [run.length, run],
    );
    for (const { name } of rows) await server.query('drop database ??', [name]);
  });
}

function dropDatabase(url: string): Promise<void> {
  return withServer(url, async (server, database) => {
    await server.query('drop database if exists ??', [database]);
  });
}

async function migrated(url: string): Promise<MigratedDatabase> {
  await (await openMetadata({ url })).close();
  return { url, tableCount: await deleteRows(url) };
}

/**
 * Deletes all rows but those that say which migrations have run, and starts automatic keys again.
 * @returns how many tables the database has
 */
function deleteRows(url: string): Promise<number> {
  return withServer(url, async (server, database) => {
    await endConnections(server, database);
    await server.query('use ??', [database]);
    const [columns] = await server.query<RowDataPacket[]>(
      `select table_name as name, max(extra = 'auto_increment') as is_counted
       from information_schema.columns
       where table_schema = database() and table_name not like 'kysely%' group by table_name`,
    );
    for (const { name, is_counted: isCounted } of columns) {
      const [{ affectedRows }] = await server.query<ResultSetHeader>('delete from ??', [name]);
      if (affectedRows > 0 && isCounted)
        await server.query('alter table ?? auto_increment = 1', [name]);
    }
    return columns.length;
  });
}

/** A client that was killed may leave a connection that still writes. */
async function endConnections(server: Connection, database: string): Promise<void> {
  for (;;) {
    const [others] = await server.query<RowDataPacket[]>(
      'select id from information_schema.processlist where db = ?',
      [database],
    );
    if (others.length === 0) return;
    for (const { id } of others) {
      await server.query('kill ?', [id]).catch((error: { readonly errno?: number }) => {
        if (error.errno !== NO_SUCH_CONNECTION) throw error;
      });
    }
  }
}

/** Connects to the server of a database, which need not exist. */
async function withServer<T>(
  url: string,
  use: (server: Connection, database: string) => Promise<T>,
): Promise<T> {
  const server = await createConnection(databaseUrl(url, ''));
  return use(server, nameOf(url)).finally(() => server.end());
}

const nameOf = (url: string): string => new URL(url).pathname.slice(1);

/** The URL of another database on the same server. */
function databaseUrl(url: string, name: string): string {
  return Object.assign(new URL(url), { pathname: `/${name}` }).href;
}
