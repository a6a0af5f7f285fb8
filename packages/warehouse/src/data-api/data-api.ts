import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import {
  BatchExecuteStatementCommand,
  CancelStatementCommand,
  DescribeStatementCommand,
  ExecuteStatementCommand,
  GetStatementResultCommand,
  ListStatementsCommand,
  type RedshiftDataClient,
  type StatementData,
} from '@aws-sdk/client-redshift-data';
import { InvalidArgumentError, UnexpectedResultError } from '../errors.ts';
import { DATA_API_LIMITS } from './limits.ts';
import { sqlParameters, type StatementParameters } from './parameters.ts';
import { retryBusy } from './retry-busy.ts';
import {
  type Cell,
  cellOf,
  type ColumnKinds,
  columnsOf,
  type RowOf,
  type Table,
  typedRows,
} from './rows.ts';
import { finishedOf, type FinishedStatement, hasEnded } from './statement-state.ts';

/** The warehouse and the user that statements run as. */
export type DataApiTarget = {
  readonly database: string;
  /**
   * ARN of a secret with a database user's name and password; by default the caller's IAM identity
   * is used.
   */
  readonly secretArn?: string | undefined;
} & (
  | { readonly workgroupName: string }
  | { readonly clusterIdentifier: string; readonly dbUser?: string | undefined }
);

export interface DataApiOptions {
  /**
   * How long a call is retried while the service is busy or unavailable, in milliseconds. By
   * default one minute.
   */
  readonly retryForMs?: number;
}

export interface Statement {
  readonly sql: string;
  readonly parameters?: StatementParameters;
  /** Time limit of the statement in milliseconds, if the warehouse's own limit is too short. */
  readonly timeoutMs?: number;
}

/** Statements that run as one transaction. */
export interface StatementBatch {
  readonly sqls: readonly string[];
  /** Parameters of all statements; each must be used by at least one of them. */
  readonly parameters?: StatementParameters;
  /** Name by which the statement can be found later. */
  readonly name: string;
  /** Idempotency token: the service runs it once, and remembers it for eight hours. */
  readonly clientToken: string;
}

export interface WaitOptions {
  /** Aborts the waiting, not the statement. */
  readonly signal?: AbortSignal | undefined;
}

/** A client of Redshift's Data API. Every method throws WarehouseErrors. */
export interface DataApi {
  /**
   * Runs a query and returns its rows with checked types. It cancels the query when the signal
   * aborts.
   */
  query<Columns extends ColumnKinds>(
    statement: Statement & { readonly columns: Columns },
    options?: WaitOptions,
  ): Promise<RowOf<Columns>[]>;
  /** Like `query`, for columns that are not known beforehand. */
  queryTable(statement: Statement, options?: WaitOptions): Promise<Table>;
  /** Submits statements as one transaction and returns their id. */
  submitBatch(batch: StatementBatch): Promise<string>;
  /** Waits for a statement to end. */
  wait(statementId: string, options?: WaitOptions): Promise<FinishedStatement>;
  /** Returns the statements of the last 24 hours with this name, newest first. */
  findByName(name: string): Promise<readonly { readonly statementId: string }[]>;
  cancel(statementId: string): Promise<void>;
}

const DEFAULT_RETRY_MS = 60_000;
/** Long enough to poll rarely, and short enough for the time limits of proxies. */
const WAIT_SECONDS = 20;
const FIRST_POLL_MS = 20;
const LONGEST_POLL_MS = 1_000;

/**
 * @example
 * const api = createDataApi(new RedshiftDataClient(), { workgroupName: 'miniatura', database: 'dev' });
 * await api.query({ sql: 'SELECT COUNT(*) AS n FROM analytics.v_image', columns: { n: 'number' } });
 */
export function createDataApi(
  client: RedshiftDataClient,
  target: DataApiTarget,
  { retryForMs = DEFAULT_RETRY_MS }: DataApiOptions = {},
): DataApi {
  const where = targetFields(target);
  const retry = <Answer>(operation: string, call: () => Promise<Answer>, signal?: AbortSignal) =>
    retryBusy(operation, call, { retryForMs, signal });

  /** Returns the id to wait for, and the id of the result. */
  const submit = async ({ sql, parameters = {}, timeoutMs }: Statement) => {
    checkSize(sql);
    const fields = { ...where, ...parameterFields(parameters), ClientToken: randomUUID() };
    if (timeoutMs === undefined) {
      const command = new ExecuteStatementCommand({ ...fields, Sql: sql });
      const { Id } = await retry('ExecuteStatement', () => client.send(command));
      return { id: idOf(Id), rowsId: idOf(Id) };
    }
    const Sqls = [limitStatements(timeoutMs), sql];
    const command = new BatchExecuteStatementCommand({ ...fields, Sqls });
    const { Id } = await retry('BatchExecuteStatement', () => client.send(command));
    return { id: idOf(Id), rowsId: `${idOf(Id)}:${Sqls.length}` };
  };

  const describe = (Id: string, signal?: AbortSignal) => {
    const command = new DescribeStatementCommand({ Id, WaitTimeSeconds: WAIT_SECONDS });
    const options = signal && { abortSignal: signal };
    return retry('DescribeStatement', () => client.send(command, options ?? {}), signal);
  };

  const wait: DataApi['wait'] = async (statementId, { signal } = {}) => {
    for (let pauseMs = FIRST_POLL_MS; ; pauseMs = Math.min(pauseMs * 2, LONGEST_POLL_MS)) {
      const state = await describe(statementId, signal);
      if (hasEnded(state.Status)) return finishedOf(statementId, state);
      await delay(pauseMs, undefined, signal && { signal });
    }
  };

  const cancel = async (Id: string): Promise<void> => {
    const command = new CancelStatementCommand({ Id });
    // A statement that has ended meanwhile cannot be cancelled, and need not be.
    await client.send(command).catch(() => undefined);
  };

  const fetchTable = async (Id: string): Promise<Table> => {
    const rows: Cell[][] = [];
    for (let NextToken: string | undefined; ;) {
      const command = new GetStatementResultCommand({ Id, NextToken });
      const page = await retry('GetStatementResult', () => client.send(command));
      for (const record of page.Records ?? []) rows.push(record.map(cellOf));
      NextToken = page.NextToken;
      if (!NextToken) return { columns: columnsOf(page.ColumnMetadata), rows };
    }
  };

  const queryTable: DataApi['queryTable'] = async (statement, { signal } = {}) => {
    signal?.throwIfAborted();
    const { id, rowsId } = await submit(statement);
    try {
      const { hasResultSet } = await wait(id, { signal });
      return hasResultSet ? await fetchTable(rowsId) : { columns: [], rows: [] };
    } catch (error) {
      if (signal?.aborted) await cancel(id);
      throw error;
    }
  };

  return {
    wait,
    cancel,
    queryTable,
    async query({ columns, ...statement }, options) {
      return typedRows(await queryTable(statement, options), columns);
    },
    async submitBatch({ sqls, parameters = {}, name, clientToken }) {
      checkBatch(sqls);
      const command = new BatchExecuteStatementCommand({
        ...where,
        ...parameterFields(parameters),
        Sqls: [...sqls],
        StatementName: name,
        ClientToken: clientToken,
        WithEvent: true,
      });
      const { Id } = await retry('BatchExecuteStatement', () => client.send(command));
      return idOf(Id);
    },
    async findByName(name) {
      const found: StatementData[] = [];
      for (let NextToken: string | undefined; ;) {
        const command = new ListStatementsCommand({
          StatementName: name,
          Status: 'ALL',
          RoleLevel: true,
          NextToken,
        });
        const page = await retry('ListStatements', () => client.send(command));
        found.push(...(page.Statements ?? []));
        NextToken = page.NextToken;
        if (!NextToken) break;
      }
      // The service also finds names that only begin with the requested one.
      return found
        .filter((statement) => statement.StatementName === name)
        .map(({ Id }) => ({ statementId: idOf(Id) }));
    },
  };
}

/**
 * Returns the first statement of a transaction, which sets a time limit for each later statement.
 */
export function limitStatements(timeoutMs: number): string {
  return `SET LOCAL statement_timeout TO ${timeoutMs}`;
}

function targetFields(target: DataApiTarget) {
  const common = { Database: target.database, SecretArn: target.secretArn };
  return 'workgroupName' in target
    ? { ...common, WorkgroupName: target.workgroupName }
    : { ...common, ClusterIdentifier: target.clusterIdentifier, DbUser: target.dbUser };
}

/** Omits empty lists, which the service rejects. */
function parameterFields(parameters: StatementParameters) {
  const Parameters = sqlParameters(parameters);
  return Parameters.length > 0 ? { Parameters } : {};
}

function checkBatch(sqls: readonly string[]): void {
  const { maxStatementsPerBatch } = DATA_API_LIMITS;
  if (sqls.length < 1 || sqls.length > maxStatementsPerBatch) {
    const expected = `1 to ${maxStatementsPerBatch} statements`;
    throw new InvalidArgumentError('a batch', expected, sqls.length);
  }
  sqls.forEach(checkSize);
}

function checkSize(sql: string): void {
  const byteCount = Buffer.byteLength(sql);
  if (sql.trim() === '' || byteCount > DATA_API_LIMITS.maxStatementBytes) {
    const expected = `1 to ${DATA_API_LIMITS.maxStatementBytes} bytes of SQL`;
    throw new InvalidArgumentError('a statement', expected, `${byteCount} bytes`);
  }
}

function idOf(id: string | undefined): string {
  if (!id) throw new UnexpectedResultError('the answer', 'the id of a statement', id);
  return id;
}
