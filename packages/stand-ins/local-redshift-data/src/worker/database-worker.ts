import { parentPort, workerData } from 'node:worker_threads';
import { createS3Objects } from '../copy/s3-objects.ts';
import { quoteLiteral } from '../quote.ts';
import { loadSqlParser } from '../sql/scan-sql.ts';
import { LateViews } from './late-views.ts';
import { limitMemory } from './limit-memory.ts';
import { Maintenance } from './maintenance.ts';
import { openDatabase } from './open-database.ts';
import { endConnection, readPort } from './port-session.ts';
import type { PostgresError } from './postgres.ts';
import type { Answer, Call, DatabaseMethods, DatabaseWorkerData, RunEvent } from './protocol.ts';
import { StatementRun } from './run-statements.ts';
import { SessionTables } from './session-tables.ts';
import { StoredViews } from './stored-views.ts';
import { Translations } from './translations.ts';

/**
 * Entry point of the database's thread. PostgreSQL computes synchronously, so that it must not
 * share a thread with the HTTP server. Ending the thread is the only way to stop a statement.
 */
const { directory, s3, compiled, commitFlag } = workerData as DatabaseWorkerData;
const post = (answer: Answer): void => parentPort?.postMessage(answer);
const emit = (event: RunEvent): void => post({ kind: 'event', event });

/** A response over PostgreSQL's port is completely in memory before it is sent. */
const MAX_PORT_RESULT_BYTE_COUNT = 128 * 1024 * 1024;

limitMemory();
await loadSqlParser();
const postgres = await openDatabase(directory, compiled);
const objects = createS3Objects(s3);
const sessions = new SessionTables(postgres);
const maintenance = new Maintenance(postgres);
await sessions.leave(undefined);
await maintenance.forgetCommitted();
await maintenance.prepare();
const views = new StoredViews(postgres);
await views.drop();

const { rows: functionNames } = await postgres.query(
  "SELECT DISTINCT proname FROM pg_proc WHERE pronamespace = 'pg_catalog'::regnamespace",
);
const builtIn = new Set(functionNames.map(([name]) => name ?? ''));
const translations = new Translations(postgres, builtIn);
const lateViews = new LateViews(postgres, translations);
await lateViews.prepare();

const portLimit = {
  maxByteCount: MAX_PORT_RESULT_BYTE_COUNT,
  onTooLarge: () => emit({ kind: 'too-large', maxByteCount: MAX_PORT_RESULT_BYTE_COUNT }),
};

const methods: DatabaseMethods = {
  run: async (request) => {
    await sessions.enter(request.sessionId);
    try {
      const parts = { postgres, objects, translations, views, lateViews, emit, commitFlag };
      const run = new StatementRun(parts, request);
      const outcome = await run.run();
      maintenance.noteChange(outcome.changedRowCount);
      // A procedure may have committed changes before it failed.
      const isCall = request.sqls.some((sql) => /^\s*call\b/i.test(sql));
      if (outcome.changedRowCount > 0 || isCall) views.noteChange();
      return outcome;
    } finally {
      await sessions.leave(request.sessionId);
    }
  },
  committed: async (keys) => {
    if (keys.length === 0) return [];
    const { rows } = await postgres.query(
      `SELECT key FROM redshift_internal.committed WHERE key IN (${keys.map(quoteLiteral).join(', ')})`,
    );
    return rows.map(([key]) => key ?? '');
  },
  readCatalog: async (sql) => (await postgres.query(sql)).rows,
  readProtocol: (request) =>
    readPort({ postgres, views, lateViews, builtIn, limit: portLimit }, request),
  endSession: (sessionId) => sessions.end(sessionId),
  endConnection: (connection) => endConnection(postgres, connection),
  maintain: () => maintenance.run(),
  storeView: () => views.storeNext(),
  close: () => postgres.close(),
};

/**
 * Returns the SQL state. An error without a code of five characters is an error of the engine, not
 * of SQL.
 */
function sqlStateOf(error: unknown): string | undefined {
  const code = (error as PostgresError | undefined)?.code;
  return typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code) ? code : undefined;
}

async function answer({ callId, method, argument }: Call): Promise<void> {
  try {
    const result: unknown = await (methods[method] as (argument: unknown) => unknown)(argument);
    post({ kind: 'result', callId, result });
  } catch (error) {
    post({
      kind: 'error',
      callId,
      message: error instanceof Error ? error.message : String(error),
      sqlState: sqlStateOf(error),
    });
  }
}

/** Calls run one at a time in order, because PostgreSQL has a single session. */
let last = Promise.resolve();
parentPort?.on('message', (call: Call) => {
  last = last.then(() => answer(call));
});
post({ kind: 'ready' });
