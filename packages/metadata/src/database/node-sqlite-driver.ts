import type { DatabaseSync } from 'node:sqlite';
import { setTimeout as delay } from 'node:timers/promises';
import {
  CompiledQuery,
  type DatabaseConnection,
  type Driver,
  type QueryResult,
  type TransactionSettings,
} from 'kysely';
import { isSqliteBusy } from './database-failure.ts';
import { SqliteStatements } from './sqlite-statements.ts';

/** Runs kysely's queries with `node:sqlite`, on one connection. */
export class NodeSqliteDriver implements Driver {
  readonly #database: DatabaseSync;
  readonly #connection: DatabaseConnection;

  constructor(database: DatabaseSync) {
    this.#database = database;
    this.#connection = new NodeSqliteConnection(database);
  }

  async init(): Promise<void> {}

  async acquireConnection(): Promise<DatabaseConnection> {
    return this.#connection;
  }

  async releaseConnection(): Promise<void> {}

  /**
   * Starts with a write lock: a transaction that reads first and writes later would fail
   * immediately if another process wrote in between.
   */
  async beginTransaction(
    connection: DatabaseConnection,
    settings: TransactionSettings = {},
  ): Promise<void> {
    const begin = settings.accessMode === 'read only' ? 'begin' : 'begin immediate';
    await connection.executeQuery(CompiledQuery.raw(begin));
  }

  async commitTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw('commit'));
  }

  /** SQLite rolls back by itself after some errors, such as a full disk. */
  async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    if (this.#database.isTransaction) await connection.executeQuery(CompiledQuery.raw('rollback'));
  }

  async destroy(): Promise<void> {
    this.#database.close();
  }
}

/** How long a statement waits for another writer before it fails with SQLITE_BUSY. */
const MAX_WAIT_MS = 5000;
const LONGEST_PAUSE_MS = 10;

class NodeSqliteConnection implements DatabaseConnection {
  readonly #statements: SqliteStatements;

  constructor(database: DatabaseSync) {
    this.#statements = new SqliteStatements(database);
  }

  /**
   * Waits for another connection's write without blocking the event loop, unlike SQLite's own busy
   * timeout: the other writer may be in this process.
   */
  async executeQuery<Row>(query: CompiledQuery): Promise<QueryResult<Row>> {
    for (const deadline = Date.now() + MAX_WAIT_MS; ;) {
      try {
        return this.#statements.run(query) as QueryResult<Row>;
      } catch (error) {
        if (!isSqliteBusy(error) || Date.now() > deadline) throw error;
        await delay(Math.random() * LONGEST_PAUSE_MS);
      }
    }
  }

  async *streamQuery<Row>(query: CompiledQuery): AsyncGenerator<QueryResult<Row>> {
    yield await this.executeQuery(query);
  }
}
