import { closeServer, listenOnLoopback, serveJson } from '@miniatura/local-service';
import type { Socket } from 'node:net';
import { resolve } from 'node:path';
import { LocalRedshiftDataError } from './errors.ts';
import type { DatabaseState } from './database-queue.ts';
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

/** The service's limit of a result. */
const MAX_RESULT_BYTE_COUNT = 500 * 1024 * 1024;

/**
 * Others wait while a statement runs. A question that takes longer than this is rather a mistake;
 * a load or a merge takes what it takes, within reason.
 */
export const DEFAULT_QUERY_LIMIT_SECONDS = 10;
export const DEFAULT_WRITE_LIMIT_SECONDS = 300;

export interface LocalRedshiftDataOptions {
  /** Holds the database and the statements; made when missing, and held by one process at a time. */
  readonly directory: string;
  /** 0 takes a free port. */
  readonly port: number;
  /** Lets psql and BI tools read here; 0 takes a free port. Without it there is no such port. */
  readonly postgresPort?: number;
  /** Where COPY reads. Without it COPY fails. */
  readonly s3?: S3Access;
  /** 500 MB by default, as in the service. */
  readonly maxResultByteCount?: number;
  /**
   * How long a query may run, in seconds, over the Data API and over PostgreSQL's port: 10 by
   * default. `SET statement_timeout` of a batch or session goes before it.
   */
  readonly queryLimitSeconds?: number;
  /** How long any other statement may run, in seconds: 300 by default. */
  readonly writeLimitSeconds?: number;
  /**
   * Answers requests before the database is open: statements wait for it. False by default.
   */
  readonly opensLater?: boolean;
  /** Refuses more requests a second than the service takes. False by default. */
  readonly enforceRates?: boolean;
  /** The clock in epoch milliseconds, for tests of retention and sessions. */
  readonly now?: () => number;
  /** What is to go wrong, for tests. */
  readonly faults?: Faults;
}

export interface LocalRedshiftData {
  /** `http://127.0.0.1:PORT`: give it to a RedshiftDataClient, with any credentials. */
  readonly endpoint: string;
  /** `postgres://postgres@127.0.0.1:PORT/postgres`, when there is a port to read at. */
  readonly postgresUrl: string | undefined;
  /**
   * `opening` until the database has been open once; why it could not be opened, when that was last
   * tried, if so.
   */
  readonly state: () => DatabaseState;
  /**
   * Resolves when the database is open. Rejects with LocalRedshiftDataError database-unavailable when
   * it does not open, or is closed before: statements fail then, and each tries again to open it.
   */
  readonly opened: Promise<void>;
  /** Stops the statement at work, which is rolled back, and lets the directory go. */
  readonly close: () => Promise<void>;
}

/** A week: timers count up to 24 days. */
const MAX_LIMIT_SECONDS = 7 * 24 * 60 * 60;

const isLimit = (seconds: number): boolean => seconds > 0 && seconds <= MAX_LIMIT_SECONDS;

const checkOptions = (options: LocalRedshiftDataOptions): void => {
  const { directory, port, postgresPort = 0 } = options;
  const refuse = (expected: string, name: string, received: unknown): never => {
    throw new LocalRedshiftDataError(
      'invalid-option',
      `Expected ${expected} for ${name} but received ${JSON.stringify(received)}.`,
    );
  };
  if (typeof directory !== 'string' || directory === '') {
    refuse('the path of a folder', 'directory', directory);
  }
  for (const [name, number] of Object.entries({ port, postgresPort })) {
    const isPort = Number.isInteger(number) && number >= 0 && number <= 65_535;
    if (!isPort) refuse('an integer from 0 to 65535', name, number);
  }
  const { queryLimitSeconds = 1, writeLimitSeconds = 1 } = options;
  for (const [name, seconds] of Object.entries({ queryLimitSeconds, writeLimitSeconds })) {
    if (!isLimit(seconds)) refuse(`more than 0 and at most ${MAX_LIMIT_SECONDS} s`, name, seconds);
  }
};

const servePostgres = async (
  runner: StatementRunner,
  port: number,
  resources: AsyncDisposableStack,
): Promise<string> => {
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
  return `postgres://postgres@${address}/postgres`;
};

const openDatabase = async (runner: StatementRunner): Promise<void> => {
  try {
    await runner.open();
  } catch (error) {
    if (!(error instanceof TaskStop)) throw error;
    throw new LocalRedshiftDataError('database-unavailable', `${error.message}.`, { cause: error });
  }
};

/**
 * Starts the Redshift Data API on loopback, over PostgreSQL in process.
 * @throws LocalRedshiftDataError directory-in-use, invalid-option, newer-store,
 *   database-unavailable; Node's error for a port that is taken
 */
export const startLocalRedshiftData = async (
  options: LocalRedshiftDataOptions,
): Promise<LocalRedshiftData> => {
  checkOptions(options);
  const { port, postgresPort, now = Date.now, s3, faults = new Faults() } = options;
  const directory = resolve(options.directory);
  await loadSqlParser();
  // What was opened before a fault is closed again, the last first.
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
  const opened = openDatabase(runner);
  // Who does not ask for it learns from a statement.
  opened.catch(() => undefined);
  if (options.opensLater !== true) await opened;
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
    opened,
    close: () => (closed ??= resources.disposeAsync()),
  };
};
