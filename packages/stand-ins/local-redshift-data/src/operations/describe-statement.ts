import { DataApiError } from '../errors.ts';
import {
  decodeToken,
  encodeToken,
  optionalChoice,
  optionalInteger,
  optionalText,
  waitTimeMs,
} from '../request-fields.ts';
import { type Statement, STATEMENT_STATUSES, type SubStatement } from '../statement.ts';
import { findStatement } from './find-statement.ts';
import { type Answer, type DataApi, defined, epochSeconds, type Operation } from './operation.ts';

function hasResultSet(parts: readonly SubStatement[]): boolean {
  return parts.some(({ columns }) => columns !== undefined);
}

/**
 * Returns a query id. Redshift numbers queries; here they are numbered in the order of submission.
 */
const queryId = ({ sequence }: Statement, number: number): number => sequence * 100 + number;

function describeSub(statement: Statement, part: SubStatement): Answer {
  return defined({
    Id: `${statement.id}:${part.number}`,
    CreatedAt: epochSeconds(part.createdMs),
    UpdatedAt: epochSeconds(part.updatedMs),
    Duration: part.durationNs,
    Error: part.error,
    HasResultSet: part.columns !== undefined,
    QueryString: part.sql,
    RedshiftQueryId: queryId(statement, part.number),
    ResultRows: part.resultRows,
    ResultSize: part.resultSize,
    Status: part.status,
  });
}

function describeWhole(statement: Statement, parts: readonly SubStatement[]): Answer {
  const { request } = statement;
  const last = parts.at(-1);
  return defined({
    Id: statement.id,
    ClusterIdentifier: request.clusterIdentifier,
    CreatedAt: epochSeconds(statement.createdMs),
    Database: request.database,
    DbUser: request.dbUser,
    Duration: statement.durationNs,
    Error: statement.error,
    ExecutionMode: request.isBatch ? request.executionMode : undefined,
    HasResultSet: hasResultSet(parts),
    QueryParameters: request.parameters.length === 0 ? undefined : request.parameters,
    QueryString: request.isBatch ? undefined : request.sqls[0],
    RedshiftPid: process.pid,
    RedshiftQueryId: queryId(statement, 0),
    ResultFormat: request.resultFormat,
    ResultRows: request.isBatch ? -1 : last?.resultRows,
    ResultSize: request.isBatch ? -1 : last?.resultSize,
    SecretArn: request.secretArn,
    SessionId: request.sessionId,
    Status: statement.status,
    SubStatements: request.isBatch ? parts.map((part) => describeSub(statement, part)) : undefined,
    UpdatedAt: epochSeconds(statement.updatedMs),
    WorkgroupName: request.workgroupName,
  });
}

export const describeStatement: Operation = async (api, fields, signal) => {
  const { statement } = findStatement(api, fields);
  await api.runner.waitFor(statement.id, waitTimeMs(fields), signal);
  const found = findStatement(api, fields);
  return found.subStatement === undefined
    ? describeWhole(found.statement, api.store.subStatements(found.statement))
    : describeSub(found.statement, found.subStatement);
};

const MAX_LISTED = 100;

function listed({ id, request, status, createdMs, updatedMs }: Statement): Answer {
  return defined({
    Id: id,
    CreatedAt: epochSeconds(createdMs),
    UpdatedAt: epochSeconds(updatedMs),
    IsBatchStatement: request.isBatch,
    QueryParameters: request.parameters.length === 0 ? undefined : request.parameters,
    QueryString: request.isBatch ? undefined : request.sqls[0],
    QueryStrings: request.isBatch ? request.sqls : undefined,
    ResultFormat: request.resultFormat,
    SecretArn: request.secretArn,
    SessionId: request.sessionId,
    StatementName: request.name,
    Status: status,
  });
}

function belongs(
  { request }: Statement,
  { clusterIdentifier, workgroupName, database }: Readonly<Record<string, string | undefined>>,
): boolean {
  return (
    (clusterIdentifier === undefined || request.clusterIdentifier === clusterIdentifier) &&
    (workgroupName === undefined || request.workgroupName === workgroupName) &&
    (database === undefined || request.database === database)
  );
}

/** Lists statements, newest first; by default finished ones, as the service does. */
export const listStatements: Operation = ({ store }, fields) => {
  const limit = optionalInteger(fields, 'MaxResults', { minimum: 0, maximum: MAX_LISTED });
  const status = optionalChoice(fields, 'Status', [...STATEMENT_STATUSES, 'ALL'] as const);
  const namePrefix = optionalText(fields, 'StatementName');
  const before = decodeToken(fields);
  const count = limit === undefined || limit === 0 ? MAX_LISTED : limit;
  const found = store.list({
    limit: count + 1,
    ...(status === 'ALL' ? {} : { status: status ?? 'FINISHED' }),
    ...(namePrefix === undefined ? {} : { namePrefix }),
    ...(before === undefined ? {} : { before }),
  });
  const page = found.slice(0, count);
  const target = {
    clusterIdentifier: optionalText(fields, 'ClusterIdentifier'),
    workgroupName: optionalText(fields, 'WorkgroupName'),
    database: optionalText(fields, 'Database'),
  };
  return defined({
    Statements: page.filter((statement) => belongs(statement, target)).map(listed),
    NextToken: found.length > count ? encodeToken((page.at(-1) as Statement).sequence) : undefined,
  });
};

export const cancelStatement: Operation = async (api: DataApi, fields) => {
  const { statement, subStatement } = findStatement(api, fields);
  if (subStatement !== undefined) {
    throw new DataApiError(
      'ValidationException',
      'A part of a batch cannot be cancelled by itself',
    );
  }
  api.runner.cancel(statement);
  await api.runner.waitFor(statement.id, 30_000, AbortSignal.timeout(30_000));
  return { Status: true };
};
