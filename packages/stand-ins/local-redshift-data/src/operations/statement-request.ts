import type { JsonObject } from '@miniatura/local-service';
import { DataApiError } from '../errors.ts';
import { optionalChoice, optionalInteger, optionalList, optionalText } from '../request-fields.ts';
import type { SessionTarget } from '../session-registry.ts';
import { findPlaceholders, type SqlParameter } from '../sql/bind-parameters.ts';
import { scanSql } from '../sql/scan-sql.ts';
import { RESULT_FORMATS, type StatementRequest } from '../statement.ts';
import { EXECUTION_MODES } from '../worker/protocol.ts';

/** Limit of the service. */
const MAX_SQL_BYTE_COUNT = 100 * 1024;
const MAX_BATCH_SIZE = 40;
const MAX_PARAMETER_COUNT = 200;
const MAX_NAME_LENGTH = 500;
const MAX_TOKEN_LENGTH = 64;
const MAX_KEEP_ALIVE_SECONDS = 24 * 60 * 60;

const invalid = (message: string): DataApiError => new DataApiError('ValidationException', message);

function parseSql(sql: unknown): string {
  if (typeof sql !== 'string' || sql.trim() === '') {
    throw invalid(`Expected SQL for a statement but received ${JSON.stringify(sql ?? null)}`);
  }
  const byteCount = Buffer.byteLength(sql);
  if (byteCount <= MAX_SQL_BYTE_COUNT) return sql;
  throw invalid(
    `Cannot process query string larger than ${MAX_SQL_BYTE_COUNT / 1024}kB: received ${byteCount} bytes`,
  );
}

function parseSqls(fields: JsonObject, isBatch: boolean): readonly string[] {
  if (!isBatch) return [parseSql(fields['Sql'])];
  const sqls = optionalList(fields, 'Sqls');
  if (sqls.length >= 1 && sqls.length <= MAX_BATCH_SIZE) return sqls.map(parseSql);
  throw invalid(`Expected 1 to ${MAX_BATCH_SIZE} statements for Sqls but received ${sqls.length}`);
}

function parseParameter(value: unknown): SqlParameter {
  const { name, value: text } = (value ?? {}) as Record<string, unknown>;
  if (typeof name !== 'string' || !/^\w+$/.test(name)) {
    throw invalid(
      `Expected letters, digits and _ for a parameter's name but received ${JSON.stringify(name ?? null)}`,
    );
  }
  if (typeof text !== 'string') {
    throw invalid(
      `Expected text for the value of parameter ${name} but received ${JSON.stringify(text ?? null)}`,
    );
  }
  if (text === '') throw invalid(`Parameter value must not be empty: ${name}`);
  return { name, value: text };
}

function parseParameters(fields: JsonObject): readonly SqlParameter[] {
  const parameters = optionalList(fields, 'Parameters').map(parseParameter);
  if (parameters.length > MAX_PARAMETER_COUNT) {
    throw invalid(
      `Expected at most ${MAX_PARAMETER_COUNT} Parameters but received ${parameters.length}`,
    );
  }
  const names = parameters.map(({ name }) => name);
  const repeated = names.filter((name, index) => names.indexOf(name) !== index);
  if (repeated.length > 0) {
    throw invalid(`Parameters list contains duplicate parameters: [${repeated.join(', ')}]`);
  }
  return parameters;
}

function rejectUnused(sqls: readonly string[], parameters: readonly SqlParameter[]): void {
  if (parameters.length === 0) return;
  const used = new Set(
    sqls.flatMap((sql) => findPlaceholders(scanSql(sql)).map(({ name }) => name)),
  );
  const unused = parameters.map(({ name }) => name).filter((name) => !used.has(name));
  if (unused.length === 0) return;
  throw invalid(
    `Parameters list contains unused parameters. Unused parameters: [${unused.join(', ')}]`,
  );
}

function limitedText(fields: JsonObject, name: string, maximum: number): string | undefined {
  const text = optionalText(fields, name);
  if (text === undefined || (text.length > 0 && text.length <= maximum)) return text;
  throw invalid(`Expected 1 to ${maximum} characters for ${name} but received ${text.length}`);
}

/**
 * Reads the user and the database of a statement. @throws DataApiError unless exactly one target is
 * named
 */
export function parseTarget(fields: JsonObject): SessionTarget {
  const [cluster, workgroup] = [
    optionalText(fields, 'ClusterIdentifier'),
    optionalText(fields, 'WorkgroupName'),
  ];
  if ((cluster === undefined) === (workgroup === undefined)) {
    throw invalid(
      'Expected either ClusterIdentifier or WorkgroupName, and not both: use ClusterIdentifier for a provisioned cluster, WorkgroupName for Redshift Serverless',
    );
  }
  const texts = {
    clusterIdentifier: cluster,
    workgroupName: workgroup,
    database: optionalText(fields, 'Database'),
    dbUser: optionalText(fields, 'DbUser'),
    secretArn: optionalText(fields, 'SecretArn'),
  };
  return Object.fromEntries(Object.entries(texts).filter(([, value]) => value !== undefined));
}

/** A statement to submit, and how long its session is kept. */
export interface ParsedSubmission {
  readonly request: Omit<StatementRequest, keyof SessionTarget | 'sessionId'>;
  readonly clientToken: string | undefined;
  readonly sessionId: string | undefined;
  readonly keepAliveSeconds: number | undefined;
}

/** Parses ExecuteStatement and BatchExecuteStatement. @throws DataApiError ValidationException */
export function parseSubmission(fields: JsonObject, isBatch: boolean): ParsedSubmission {
  const sqls = parseSqls(fields, isBatch);
  const parameters = parseParameters(fields);
  rejectUnused(sqls, parameters);
  const name = limitedText(fields, 'StatementName', MAX_NAME_LENGTH);
  return {
    request: {
      isBatch,
      sqls,
      parameters,
      executionMode: optionalChoice(fields, 'ExecutionMode', EXECUTION_MODES) ?? 'TRANSACTION',
      resultFormat: optionalChoice(fields, 'ResultFormat', RESULT_FORMATS) ?? 'JSON',
      ...(name === undefined ? {} : { name }),
    },
    clientToken: limitedText(fields, 'ClientToken', MAX_TOKEN_LENGTH),
    sessionId: optionalText(fields, 'SessionId'),
    keepAliveSeconds: optionalInteger(fields, 'SessionKeepAliveSeconds', {
      minimum: 0,
      maximum: MAX_KEEP_ALIVE_SECONDS,
    }),
  };
}
