import type { Socket } from 'node:net';
import { resolve } from 'node:path';
import { closeServer, listenOnLoopback, serveJson } from '@miniatura/local-service';
import { DATABASE_NAME } from './database-name.ts';
import type { DatabaseState } from './database-queue.ts';
import { LocalRedshiftDataError } from './errors.ts';
import { Faults } from './faults.ts';
import { createJsonService } from './json-service.ts';
import { createPostgresServer } from './postgres-port/postgres-server.ts';
import { RateLimits } from './rate-limits.ts';
import { SessionRegistry } from './session-registry.ts';
import { loadSqlParser } from './sql/scan-sql.ts';
import { openStatementDatabase } from './statement-database.ts';
import { StatementRunner } from './statement-runner.ts';
import { StatementStore } from './statement-store.ts';
import { TaskStop } from './task-stop.ts';
import type { S3Access } from './worker/protocol.ts';

/** The service's limit on the size of a result. */
const MAX_RESULT_BYTE_COUNT = 500 * 1024 * 1024;

/**
 * Time limits of statements. Other statements wait while one runs. A query that takes longer is
 * probably a mistake; a load or a merge gets more time.
 */
export const DEFAULT_QUERY_LIMIT_SECONDS = 10;
export const DEFAULT_WRITE_LIMIT_SECONDS = 300;

export interface LocalRedshiftDataOptions {
  /**
   * Folder of the database and the statements. It is created if it is missing, and locked by one
   * process.
   */
  readonly directory: string;
  /** 0 selects a free port. */
  readonly port: number;
  /**
   * Read-only port for psql and BI tools; 0 selects a free port. By default there is no such port.
   */
  readonly postgresPort?: number;
  /** S3 access for COPY and UNLOAD, which fail without it. */
  readonly s3?: S3Access;
  /** Size limit of a result in bytes; by default 500 MB, as in the service. */
  readonly maxResultByteCount?: number;
  /**
   * Time limit of a query in seconds, over the Data API and over PostgreSQL's port; by default 10.
   * `SET statement_timeout` in a batch or session has precedence.
   */
  readonly queryLimitSeconds?: number;
  /** Time limit of other statements in seconds; by default 300. */
  readonly writeLimitSeconds?: number;
  /**
   * If true, requests are accepted before the database is open. It opens for the first statement,
   * or when `open` is called. By default false.
   */
  readonly opensLater?: boolean;
  /** If true, requests beyond the service's rate limits are rejected. By default false. */
  readonly enforceRates?: boolean;
  /** Returns the time in epoch milliseconds, for tests of retention and sessions. */
  readonly now?: () => number;
  /** Faults to inject, for tests. */
  readonly faults?: Faults;
}

export interface LocalRedshiftData {
  /** `http://127.0.0.1:PORT`, for a RedshiftDataClient with any credentials. */
  readonly endpoint: string;
  /**
   * `postgres://postgres@127.0.0.1:PORT/dev`, if there is a port for PostgreSQL's protocol.
   */
  readonly postgresUrl: string | undefined;
  /**
   * Returns `opening` until the database has been open once, or the reason why the last attempt
   * failed.
   */
  readonly state: () => DatabaseState;
  /**
   * Opens the database, and resolves when it is open. Rejects with LocalRedshiftDataError
   * `database-unavailable` if it cannot be opened, or is closed before. Statements then fail, and
   * each of them tries to open it again.
   */
  readonly open: () => Promise<void>;
  /** Stops and rolls back the running statement, and unlocks the folder. */
  readonly close: () => Promise<void>;
}

/** A week, because timers are limited to 24 days. */
const MAX_LIMIT_SECONDS = 7 * 24 * 60 * 60;

const isLimit = (seconds: number): boolean => seconds > 0 && seconds <= MAX_LIMIT_SECONDS;

function checkOptions(options: LocalRedshiftDataOptions): void {
  const { directory, port, postgresPort = 0 } = options;
  const reject = (expected: string, name: string, received: unknown): never => {
    throw new LocalRedshiftDataError(
      'invalid-option',
      `Expected ${expected} for ${name} but received ${JSON.stringify(received)}.`,
    );
  };
  if (typeof directory !== 'string' || directory === '') {
    reject('the path of a folder', 'directory', directory);
  }
  for (const [name, number] of Object.entries({ port, postgresPort })) {
    const isPort = Number.isInteger(number) && number >= 0 && number <= 65_535;
    if (!isPort) reject('an integer from 0 to 65535', name, number);
  }
  const { queryLimitSeconds = 1, writeLimitSeconds = 1 } = options;
  for (const [name, seconds] of Object.entries({ queryLimitSeconds, writeLimitSeconds })) {
    if (!isLimit(seconds)) reject(`more than 0 and at most ${MAX_LIMIT_SECONDS} s`, name, seconds);
  }
}

async function servePostgres(
  runner: StatementRunner,
  port: number,
  resources: AsyncDisposableStack,
): Promise<string> {
  const sockets = new Set<Socket>();
  const server = createPostgresServer({
    read: (request) => runner.readProtocol(request),
    hasUser: (name) => runner.hasRole(name),
    forget: (connection) => runner.endConnection(connection),
  });
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  const address = await listenOnLoopback(server, port);
  resources.defer(async () => {
    const closed = closeServer(server);
    for (const socket of sockets) socket.destroy();
    await closed;
  });
  return `postgres://postgres@${address}/${DATABASE_NAME}`;
}

async function openDatabase(runner: StatementRunner, isWanted: Promise<void>): Promise<void> {
  try {
    await runner.open(isWanted);
  } catch (error) {
    if (!(error instanceof TaskStop)) throw error;
    throw new LocalRedshiftDataError('database-unavailable', `${error.message}.`, { cause: error });
  }
}

/**
 * Starts the Redshift Data API on loopback, with PostgreSQL in process.
 * @throws LocalRedshiftDataError `directory-in-use`, `invalid-option`, `newer-store`,
 *   `database-unavailable`; Node's error for a port in use
 */
export async function startLocalRedshiftData(
  options: LocalRedshiftDataOptions,
): Promise<LocalRedshiftData> {
  checkOptions(options);
  const { port, postgresPort, now = Date.now, s3, faults = new Faults() } = options;
  const directory = resolve(options.directory);
  await loadSqlParser();
  // Resources that were opened before an error are closed in reverse order.
  await using opening = new AsyncDisposableStack();
  const store = new StatementStore(openStatementDatabase(directory), now);
  opening.defer(() => store.close());
  const sessions = new SessionRegistry(now);
  const runner = new StatementRunner({
    store,
    sessions,
    database: { directory, s3 },
    maxResultByteCount: options.maxResultByteCount ?? MAX_RESULT_BYTE_COUNT,
    queryLimitMs: (options.queryLimitSeconds ?? DEFAULT_QUERY_LIMIT_SECONDS) * 1000,
    writeLimitMs: (options.writeLimitSeconds ?? DEFAULT_WRITE_LIMIT_SECONDS) * 1000,
  });
  opening.defer(() => runner.close());
  const { promise: isWanted, resolve: want } = Promise.withResolvers<void>();
  const opened = openDatabase(runner, isWanted);
  // If nobody awaits it, the first statement reports the error.
  opened.catch(() => undefined);
  const open = () => {
    want();
    return opened;
  };
  if (options.opensLater !== true) await open();
  const postgresUrl =
    postgresPort === undefined ? undefined : await servePostgres(runner, postgresPort, opening);
  const rates = options.enforceRates === true ? new RateLimits(now) : undefined;
  const service = createJsonService({ api: { store, runner, sessions }, faults, rates });
  const { endpoint, close } = await serveJson(service, { port });
  opening.defer(close);
  const resources = opening.move();
  let closed: Promise<void> | undefined;
  return {
    endpoint,
    postgresUrl,
    state: () => runner.state,
    open,
    close: () => (closed ??= resources.disposeAsync()),
  };
}
