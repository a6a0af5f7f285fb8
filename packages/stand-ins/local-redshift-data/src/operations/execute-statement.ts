import { createHash, randomUUID } from 'node:crypto';
import type { JsonObject } from '@miniatura/local-service';
import { isDiskFull, noSpaceLeft } from '../disk-full.ts';
import { DataApiError } from '../errors.ts';
import { waitTimeMs } from '../request-fields.ts';
import type { Session, SessionTarget } from '../session-registry.ts';
import { isTerminal, type Statement, type StatementRequest } from '../statement.ts';
import { type Answer, type DataApi, defined, epochSeconds, type Operation } from './operation.ts';
import { type ParsedSubmission, parseSubmission, parseTarget } from './statement-request.ts';

/** The service's limit on statements that have not ended. */
const MAX_ACTIVE_STATEMENTS = 500;

/** Hashes a request independently of the order of its members. */
function hashOf(fields: JsonObject): string {
  const { WaitTimeSeconds: _, ...rest } = fields;
  const sorted = Object.entries(rest).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return createHash('sha256').update(JSON.stringify(sorted)).digest('hex');
}

function findReplayed({ store }: DataApi, token: string, hash: string): Statement | undefined {
  const known = store.findToken(token);
  if (known === undefined) return undefined;
  if (known.hash !== hash) {
    throw new DataApiError(
      'ValidationException',
      `ClientToken ${token} was used with another request`,
    );
  }
  return store.find(known.id);
}

function openSession(
  { sessions }: DataApi,
  target: SessionTarget,
  { sessionId, keepAliveSeconds }: ParsedSubmission,
): Session | undefined {
  if (sessionId === undefined) {
    return keepAliveSeconds === undefined ? undefined : sessions.open(target, keepAliveSeconds);
  }
  const session = sessions.take(sessionId);
  session.keepAliveSeconds = keepAliveSeconds ?? session.keepAliveSeconds;
  return session;
}

function endExpiredSessions({ sessions, runner }: DataApi): void {
  for (const id of sessions.expire()) runner.endSession(id);
}

/** Writes to the store. @throws DataApiError InternalServerException if the disk is full */
function write({ runner }: DataApi, work: () => void): void {
  try {
    work();
  } catch (cause) {
    if (!isDiskFull(runner.directory, cause as Error)) throw cause;
    throw new DataApiError('InternalServerException', noSpaceLeft(runner.directory), {}, { cause });
  }
}

function submit(api: DataApi, fields: JsonObject, isBatch: boolean): Statement {
  const { store, sessions, runner } = api;
  // Expired tokens must not match.
  write(api, () => store.purge());
  endExpiredSessions(api);
  const submission = parseSubmission(fields, isBatch);
  const { clientToken: token, sessionId } = submission;
  const hash = hashOf(fields);
  const replayed = token === undefined ? undefined : findReplayed(api, token, hash);
  if (replayed !== undefined) return replayed;
  if (store.active().length >= MAX_ACTIVE_STATEMENTS) {
    throw new DataApiError(
      'ActiveStatementsExceededException',
      `Active statements exceeded the allowed quota (${MAX_ACTIVE_STATEMENTS}).`,
    );
  }
  const target = sessionId === undefined ? parseTarget(fields) : sessions.take(sessionId).target;
  const session = openSession(api, target, submission);
  const id = randomUUID();
  const request: StatementRequest = {
    ...submission.request,
    ...target,
    ...(session === undefined ? {} : { sessionId: session.id }),
  };
  write(api, () => store.add(id, request, token === undefined ? undefined : { token, hash }));
  if (session !== undefined) sessions.begin(session, id);
  runner.submit(id);
  return store.find(id) as Statement;
}

function submitted({ store }: DataApi, { id }: Statement, waitMs: number): Answer {
  const statement = store.find(id) as Statement;
  const { request, status } = statement;
  const hasResultSet = store.subStatements(statement).some(({ columns }) => columns !== undefined);
  return defined({
    Id: id,
    CreatedAt: epochSeconds(statement.createdMs),
    ClusterIdentifier: request.clusterIdentifier,
    Database: request.database,
    DbUser: request.dbUser,
    SecretArn: request.secretArn,
    WorkgroupName: request.workgroupName,
    SessionId: request.sessionId,
    ...(waitMs > 0
      ? {
          Status: status,
          RedshiftPid: process.pid,
          ...(isTerminal(status) ? { HasResultSet: hasResultSet } : {}),
        }
      : {}),
  });
}

function execute(isBatch: boolean): Operation {
  return async (api, fields, signal) => {
    const waitMs = waitTimeMs(fields);
    const statement = submit(api, fields, isBatch);
    await api.runner.waitFor(statement.id, waitMs, signal);
    return submitted(api, statement, waitMs);
  };
}

export const executeStatement = execute(false);
export const batchExecuteStatement = execute(true);
