import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { DataApiError } from './errors.ts';
import { strike, type Faults } from './faults.ts';
import {
  cancelStatement,
  describeStatement,
  listStatements,
} from './operations/describe-statement.ts';
import { batchExecuteStatement, executeStatement } from './operations/execute-statement.ts';
import { listSessions } from './operations/list-sessions.ts';
import { describeTable, listDatabases, listSchemas, listTables } from './operations/list-tables.ts';
import type { DataApi, Operation } from './operations/operation.ts';
import { getStatementResult, getStatementResultV2 } from './operations/statement-result.ts';
import type { RateLimits } from './rate-limits.ts';
import type { RequestFields } from './request-fields.ts';

const OPERATIONS: Readonly<Record<string, Operation>> = {
  BatchExecuteStatement: batchExecuteStatement,
  CancelStatement: cancelStatement,
  DescribeStatement: describeStatement,
  DescribeTable: describeTable,
  ExecuteStatement: executeStatement,
  GetStatementResult: getStatementResult,
  GetStatementResultV2: getStatementResultV2,
  ListDatabases: listDatabases,
  ListSchemas: listSchemas,
  ListSessions: listSessions,
  ListStatements: listStatements,
  ListTables: listTables,
};

const TARGET_PREFIX = 'RedshiftData.';
const JSON_TYPE = 'application/x-amz-json-1.1';

/** 40 statements of 100 KB, each character of which JSON may escape to six, and some room. */
const MAX_REQUEST_BYTE_COUNT = 32 * 1024 * 1024;

export interface HttpServerParts {
  readonly api: DataApi;
  readonly faults: Faults;
  /** Absent when no rates are kept to. */
  readonly rates: RateLimits | undefined;
  /** Ends the waiting of those who wait. */
  readonly closing: AbortSignal;
}

const readBody = async (request: IncomingMessage): Promise<string> => {
  const chunks: Buffer[] = [];
  let byteCount = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    byteCount += chunk.length;
    if (byteCount > MAX_REQUEST_BYTE_COUNT) {
      throw new DataApiError(
        'ValidationException',
        `Expected a request of at most ${MAX_REQUEST_BYTE_COUNT} bytes but received more`,
      );
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
};

const parseFields = (body: string): RequestFields => {
  try {
    const value: unknown = JSON.parse(body === '' ? '{}' : body);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
      return value as RequestFields;
    }
  } catch (cause) {
    throw new DataApiError('SerializationException', 'Expected JSON for the body', {}, { cause });
  }
  throw new DataApiError('SerializationException', 'Expected a JSON object for the body');
};

/**
 * Signatures are not checked, so this is what keeps web pages out: no page can send this content
 * type or `x-amz-target` elsewhere without asking first, and what a browser sends has an Origin.
 */
const operationName = (request: IncomingMessage): string => {
  const { origin, 'content-type': type = '', 'x-amz-target': target = '' } = request.headers;
  if (origin !== undefined) {
    throw new DataApiError('ValidationException', 'Expected no request of a web page');
  }
  if (request.method !== 'POST' || !type.startsWith(JSON_TYPE)) {
    throw new DataApiError(
      'ValidationException',
      `Expected POST with Content-Type ${JSON_TYPE} but received ${request.method} with '${type}'`,
    );
  }
  const name = String(target).replace(TARGET_PREFIX, '');
  if (String(target).startsWith(TARGET_PREFIX) && Object.hasOwn(OPERATIONS, name)) return name;
  throw new DataApiError(
    'UnknownOperationException',
    `Expected one of ${Object.keys(OPERATIONS).join(', ')} for X-Amz-Target but received '${String(target)}'`,
  );
};

const writeJson = (response: ServerResponse, status: number, fields: RequestFields): void => {
  const body = JSON.stringify(fields);
  response.writeHead(status, {
    'content-type': JSON_TYPE,
    'content-length': Buffer.byteLength(body),
    'x-amzn-requestid': randomUUID(),
  });
  response.end(body);
};

const writeError = (response: ServerResponse, error: unknown): void => {
  if (response.destroyed) return;
  const fault =
    error instanceof DataApiError
      ? error
      : new DataApiError('InternalServerException', String(error), {}, { cause: error });
  if (!(error instanceof DataApiError)) console.error(error);
  // What is left of a request that was not read is not waited for.
  if (!response.req.complete) response.setHeader('connection', 'close');
  writeJson(response, fault.httpStatus, {
    __type: fault.code,
    Message: fault.message,
    ...fault.fields,
  });
};

const answer = async (
  request: IncomingMessage,
  response: ServerResponse,
  { api, faults, rates, closing }: HttpServerParts,
): Promise<void> => {
  const gone = new AbortController();
  response.on('close', () => gone.abort());
  const signal = AbortSignal.any([gone.signal, closing]);
  // A connection that is kept alive would hold up the closing of the server.
  signal.addEventListener('abort', () => {
    if (!response.headersSent) response.setHeader('connection', 'close');
  });
  try {
    const name = operationName(request);
    const fields = parseFields(await readBody(request));
    const fault = faults.take(name);
    await strike(fault, signal);
    rates?.take(name);
    const output = await (OPERATIONS[name] as Operation)(api, fields, signal);
    if (fault?.kind === 'lose-response') request.socket.destroy();
    else writeJson(response, 200, output);
  } catch (error) {
    writeError(response, error);
  }
};

/** The Data API's JSON protocol over HTTP. */
export const createHttpServer = (parts: HttpServerParts): Server =>
  createServer((request, response) => void answer(request, response, parts));
