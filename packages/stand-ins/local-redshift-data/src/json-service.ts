import {
  type CommonError,
  type CreateCommonError,
  type JsonService,
  operationOfTarget,
} from '@miniatura/local-service';
import { DataApiError, type DataApiErrorCode } from './errors.ts';
import { applyFault, type Faults } from './faults.ts';
import {
  cancelStatement,
  describeStatement,
  listStatements,
} from './operations/describe-statement.ts';
import { batchExecuteStatement, executeStatement } from './operations/execute-statement.ts';
import { listSessions } from './operations/list-sessions.ts';
import { describeTable, listDatabases, listSchemas, listTables } from './operations/list-tables.ts';
import type { DataApi } from './operations/operation.ts';
import { getStatementResult, getStatementResultV2 } from './operations/statement-result.ts';
import type { RateLimits } from './rate-limits.ts';

const OPERATIONS = {
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

/** 40 statements of 100 KB whose characters JSON escapes to six each, with a margin. */
const MAX_REQUEST_BYTE_COUNT = 32 * 1024 * 1024;

const COMMON_ERROR_CODES: Readonly<Record<CommonError, DataApiErrorCode>> = {
  'web-page': 'ValidationException',
  'wrong-protocol': 'ValidationException',
  'unknown-operation': 'UnknownOperationException',
  'too-large': 'ValidationException',
  'not-json': 'SerializationException',
  'internal-error': 'InternalServerException',
};

const createCommonError: CreateCommonError<DataApiError> = (kind, message, options) =>
  new DataApiError(COMMON_ERROR_CODES[kind], message, {}, options);

export interface JsonServiceParts {
  readonly api: DataApi;
  readonly faults: Faults;
  /** Undefined if rates are not limited. */
  readonly rates: RateLimits | undefined;
}

/** Creates the server of the Data API's JSON protocol. */
export function createJsonService({
  api,
  faults,
  rates,
}: JsonServiceParts): JsonService<keyof typeof OPERATIONS, DataApiError> {
  return {
    contentType: 'application/x-amz-json-1.1',
    maxRequestByteCount: MAX_REQUEST_BYTE_COUNT,
    operationOf: (request) =>
      operationOfTarget(request, {
        targetPrefix: 'RedshiftData.',
        operations: OPERATIONS,
        createCommonError,
      }),
    answer: async ({ operation, fields, signal }) => {
      const fault = faults.take(operation);
      await applyFault(fault, signal);
      rates?.take(operation);
      const output = await OPERATIONS[operation](api, fields, signal);
      return fault?.kind === 'lose-response' ? undefined : output;
    },
    createCommonError,
    describeError: ({ code, message, fields }) => ({
      fields: { __type: code, Message: message, ...fields },
    }),
  };
}
