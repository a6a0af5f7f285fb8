import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { resolve } from 'node:path';
import { LocalRedshiftDataError } from './errors.ts';
import { Faults } from './faults.ts';
import { createHttpServer } from './http-server.ts';
import { RateLimits } from './rate-limits.ts';
import { SessionRegistry } from './session-registry.ts';
import { loadSqlParser } from './sql/scan-sql.ts';
import { openStatementDatabase } from './statement-database.ts';
import { StatementRunner } from './statement-runner.ts';
import { StatementStore } from './statement-store.ts';
import type { S3Access } from './worker/protocol.ts';

const HOST = '127.0.0.1';

/** The service's limit of a result. */
const MAX_RESULT_BYTE_COUNT = 500 * 1024 * 1024;

export interface LocalRedshiftDataOptions {
  /** Holds the database and the statements; made when missing, and held by one process at a time. */
  readonly directory: string;
  /** 0 takes a free port. */
  readonly port: number;
  /** Where COPY reads. Without it COPY fails. */
  readonly s3?: S3Access;
  /** 500 MB by default, as in the service. */
  readonly maxResultByteCount?: number;
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
  /** Stops the statement at work, which is rolled back, and lets the directory go. */
  readonly close: () => Promise<void>;
}

const checkOptions = ({ directory, port }: LocalRedshiftDataOptions): void => {
  const refuse = (expected: string, name: string, received: unknown): never => {
    throw new LocalRedshiftDataError(
      'invalid-option',
      `Expected ${expected} for ${name} but received ${JSON.stringify(received)}.`,
    );
  };
  if (typeof directory !== 'string' || directory === '') {
    refuse('the path of a folder', 'directory', directory);
  }
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    refuse('an integer from 0 to 65535', 'port', port);
  }
};

const listen = async (server: Server, port: number): Promise<string> => {
  server.listen(port, HOST);
  await once(server, 'listening');
  return `http://${HOST}:${(server.address() as AddressInfo).port}`;
};

const closeServer = async (server: Server): Promise<void> => {
  const closed = once(server, 'close');
  server.close();
  server.closeIdleConnections();
  await closed;
};

/**
 * Starts the Redshift Data API on loopback, over PostgreSQL in process.
 * @throws LocalRedshiftDataError directory-in-use, invalid-option, newer-store; Node's error for a
 *   port that is taken
 */
export const startLocalRedshiftData = async (
  options: LocalRedshiftDataOptions,
): Promise<LocalRedshiftData> => {
  checkOptions(options);
  const { port, now = Date.now, s3, faults = new Faults() } = options;
  const directory = resolve(options.directory);
  await loadSqlParser();
  const store = new StatementStore(openStatementDatabase(directory), now);
  const sessions = new SessionRegistry(now);
  const closing = new AbortController();
  const runner = await StatementRunner.start({
    store,
    sessions,
    database: { directory, s3 },
    maxResultByteCount: options.maxResultByteCount ?? MAX_RESULT_BYTE_COUNT,
  }).catch((error: unknown) => {
    store.close();
    throw error;
  });
  const server = createHttpServer({
    api: { store, runner, sessions },
    faults,
    rates: options.enforceRates === true ? new RateLimits(now) : undefined,
    closing: closing.signal,
  });
  const release = async (): Promise<void> => {
    await runner.close();
    store.close();
  };
  const endpoint = await listen(server, port).catch(async (error: unknown) => {
    await release();
    throw error;
  });
  const close = async (): Promise<void> => {
    closing.abort();
    await closeServer(server);
    await release();
  };
  let closed: Promise<void> | undefined;
  return { endpoint, close: () => (closed ??= close()) };
};
