import { parentPort, workerData } from 'node:worker_threads';
import { createS3Objects } from '../copy/s3-objects.ts';
import { loadSqlParser } from '../sql/scan-sql.ts';
import { openDatabase } from './open-database.ts';
import { quoteLiteral } from './postgres.ts';
import type { Answer, Call, DatabaseMethods, DatabaseWorkerData, RunEvent } from './protocol.ts';
import { StatementRun } from './run-statements.ts';
import { SessionTables } from './session-tables.ts';

/**
 * The database's thread. PostgreSQL computes synchronously, so it must not share a thread with the
 * HTTP server; and ending the thread is the one way to stop a statement.
 */
const { directory, s3 } = workerData as DatabaseWorkerData;
const post = (answer: Answer): void => parentPort?.postMessage(answer);
const emit = (event: RunEvent): void => post({ kind: 'event', event });

await loadSqlParser();
const postgres = await openDatabase(directory);
const objects = createS3Objects(s3);
const sessions = new SessionTables(postgres);
await sessions.leave(undefined);

const { rows: functionNames } = await postgres.query(
  "SELECT DISTINCT proname FROM pg_proc WHERE pronamespace = 'pg_catalog'::regnamespace",
);
const builtIn = new Set(functionNames.map(([name]) => name ?? ''));

const methods: DatabaseMethods = {
  run: async (request) => {
    await sessions.enter(request.sessionId);
    try {
      return await new StatementRun({ postgres, objects, builtIn, emit }, request).run();
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
  readProtocol: (messages) => postgres.readProtocol(messages),
  endSession: (sessionId) => sessions.end(sessionId),
  close: () => postgres.close(),
};

const answer = async ({ callId, method, argument }: Call): Promise<void> => {
  try {
    const result: unknown = await (methods[method] as (argument: unknown) => unknown)(argument);
    post({ kind: 'result', callId, result });
  } catch (error) {
    post({
      kind: 'error',
      callId,
      message: error instanceof Error ? error.message : String(error),
    });
  }
};

/** One call at a time, in the order they come: there is one session of PostgreSQL. */
let last = Promise.resolve();
parentPort?.on('message', (call: Call) => {
  last = last.then(() => answer(call));
});
post({ kind: 'ready' });
