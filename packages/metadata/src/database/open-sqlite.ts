import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';
import { setTimeout as delay } from 'node:timers/promises';
import {
  CompiledQuery,
  type DatabaseConnection,
  Kysely,
  SqliteAdapter,
  type SqliteDatabase,
  SqliteDialect,
  SqliteDriver,
  type SqliteStatement,
  type TransactionSettings,
} from 'kysely';
import { isSqliteBusy } from './database-failure.ts';
import { retryConflicts } from './in-transaction.ts';
import { addMysqlFunctions } from './mysql-functions.ts';
import { NAMING } from './naming.ts';
import { rowMaker } from './row-maker.ts';
import type { MetadataTables } from './tables.ts';

/**
 * With a write-ahead log, readers in other processes do not wait for a writer or block it. NORMAL
 * loses no commits when the process is killed. A power cut may lose the last commits but does not
 * damage the file. Use MySQL if that is not sufficient.
 *
 * The cache of up to 16 MB holds the rows of a page of images and the upper levels of the indexes
 * of a million. SQLite's default of 2 MB does not, so that each page would be read from the file.
 */
const PRAGMAS =
  'PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = OFF; ' +
  'PRAGMA cache_size = -16384';

/** Opens an SQLite file. Creates it and its folder when they are missing. */
export async function openSqlite(path: string): Promise<Kysely<MetadataTables>> {
  await mkdir(dirname(path), { recursive: true });
  return new Kysely({
    dialect: new NodeSqliteDialect(await openDatabase(path)),
    plugins: NAMING,
  });
}

/**
 * Several processes may find the file missing at the same time; only one can change the journal
 * mode.
 */
function openDatabase(path: string): Promise<DatabaseSync> {
  return retryConflicts(async () => {
    const database = new DatabaseSync(path);
    try {
      database.exec(PRAGMAS);
      addMysqlFunctions(database);
      return database;
    } catch (error) {
      database.close();
      throw error;
    }
  });
}

/** Preparing takes a sixth of a write's CPU time. The number of different statements is small. */
const MAX_PREPARED_STATEMENTS = 200;

class NodeSqliteDialect extends SqliteDialect {
  readonly #database: DatabaseSync;

  constructor(database: DatabaseSync) {
    super({ database: asKyselyDatabase(database) });
    this.#database = database;
  }

  override createDriver(): SqliteDriver {
    return new NodeSqliteDriver(this.#database);
  }

  override createAdapter(): SqliteAdapter {
    return new TransactionalDdlAdapter();
  }
}

class NodeSqliteDriver extends SqliteDriver {
  readonly #database: DatabaseSync;

  constructor(database: DatabaseSync) {
    super({ database: asKyselyDatabase(database) });
    this.#database = database;
  }

  override async acquireConnection(): Promise<DatabaseConnection> {
    return waitForWriters(await super.acquireConnection());
  }

  /**
   * Starts with a write lock: a transaction that reads first and writes later would fail
   * immediately if another process wrote in between.
   */
  override async beginTransaction(
    connection: DatabaseConnection,
    settings: TransactionSettings = {},
  ): Promise<void> {
    const begin = settings.accessMode === 'read only' ? 'begin' : 'begin immediate';
    await connection.executeQuery(CompiledQuery.raw(begin));
  }

  /** SQLite rolls back by itself after some errors, such as a full disk. */
  override async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    if (this.#database.isTransaction) await super.rollbackTransaction(connection);
  }
}

/** How long a statement waits for another writer before it fails with SQLITE_BUSY. */
const MAX_WAIT_MS = 5000;
const LONGEST_PAUSE_MS = 10;

/**
 * Waits for another connection's write without blocking the event loop, unlike SQLite's own busy
 * timeout: the other writer may be in this process.
 */
function waitForWriters(connection: DatabaseConnection): DatabaseConnection {
  return {
    streamQuery: connection.streamQuery.bind(connection),
    async executeQuery(query) {
      for (const deadline = Date.now() + MAX_WAIT_MS; ;) {
        try {
          return await connection.executeQuery(query);
        } catch (error) {
          if (!isSqliteBusy(error) || Date.now() > deadline) throw error;
          await delay(Math.random() * LONGEST_PAUSE_MS);
        }
      }
    },
  };
}

/** SQLite supports transactional DDL. With this the migrator runs in one transaction. */
class TransactionalDdlAdapter extends SqliteAdapter {
  override get supportsTransactionalDdl(): boolean {
    return true;
  }
}

/** Implements the methods of better-sqlite3 that kysely calls, with `node:sqlite`. */
function asKyselyDatabase(database: DatabaseSync): SqliteDatabase {
  const prepared = new Map<string, SqliteStatement>();
  return {
    close: () => database.close(),
    prepare(sql) {
      const statement = prepared.get(sql) ?? asKyselyStatement(database.prepare(sql));
      if (prepared.size >= MAX_PREPARED_STATEMENTS) prepared.clear();
      prepared.set(sql, statement);
      return statement;
    },
  };
}

/** Reads rows as arrays: the rows that node:sqlite makes take twice as long. */
function asKyselyStatement(statement: StatementSync): SqliteStatement {
  const names = statement.columns().map(({ name }) => name);
  const named = rowMaker(names, (values: readonly unknown[], place) => values[place]);
  statement.setReturnArrays(true);
  const rowsOf = (parameters: readonly unknown[]) =>
    statement.all(...(parameters as SQLInputValue[])) as unknown as readonly unknown[][];
  return {
    reader: names.length > 0,
    all: (parameters) => rowsOf(parameters).map(named),
    run: (parameters) => statement.run(...(parameters as SQLInputValue[])),
    *iterate(parameters) {
      for (const values of statement.iterate(...(parameters as SQLInputValue[]))) {
        yield named(values as unknown as readonly unknown[]);
      }
    },
  };
}
