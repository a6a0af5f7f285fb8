import type { CompiledPostgres } from '../compiled-postgres.ts';
import type { SqlParameter } from '../sql/bind-parameters.ts';

/** Where COPY reads, and with what. */
export interface S3Access {
  readonly endpoint: string;
  readonly region: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

export const EXECUTION_MODES = ['TRANSACTION', 'AUTO_COMMIT'] as const;
export type ExecutionMode = (typeof EXECUTION_MODES)[number];

/** A column of a result, as GetStatementResult tells it. */
export interface ColumnMetadata {
  readonly isCaseSensitive: boolean;
  readonly isCurrency: boolean;
  readonly isSigned: boolean;
  readonly label: string;
  readonly length: number;
  readonly name: string;
  readonly nullable: number;
  readonly precision: number;
  readonly scale: number;
  readonly schemaName: string;
  readonly tableName: string;
  readonly typeName: string;
  readonly columnDefault?: string;
}

/** A value in PostgreSQL's text form. */
export type Cell = string | null;
export type Row = readonly Cell[];

export interface RunRequest {
  readonly statementId: string;
  readonly sqls: readonly string[];
  readonly parameters: readonly SqlParameter[];
  readonly isBatch: boolean;
  readonly executionMode: ExecutionMode;
  readonly sessionId: string | undefined;
  /** The role that it runs as; by default the administrator. */
  readonly dbUser: string | undefined;
  readonly maxResultByteCount: number;
}

/** How one statement of a run ended. */
export interface SubStatementOutcome {
  readonly status: 'FINISHED' | 'FAILED' | 'ABORTED';
  readonly error?: string;
  readonly durationNs: number;
  /** Rows returned, or changed. */
  readonly resultRows: number;
  readonly resultSize: number;
  /** There when there is a result set, even an empty one. */
  readonly columns?: readonly ColumnMetadata[];
}

/** What a run tells while it goes on; `number` counts its statements from 1. */
export type RunEvent =
  | {
      readonly kind: 'sub-started';
      readonly number: number;
      /** Whether it only reads. */
      readonly isQuery: boolean;
      /** That of `SET statement_timeout`, where there is one. */
      readonly timeoutMs: number | undefined;
    }
  /** The answer to a query of the port has outgrown what there is room for. */
  | { readonly kind: 'too-large'; readonly maxByteCount: number }
  | { readonly kind: 'page'; readonly number: number; readonly rows: readonly Row[] }
  | {
      readonly kind: 'sub-ended';
      readonly number: number;
      readonly outcome: SubStatementOutcome;
    };

export interface RunOutcome {
  readonly status: 'FINISHED' | 'FAILED';
  readonly error?: string;
  /** Rows that its statements have changed, or more: what statistics are to be looked after for. */
  readonly changedRowCount: number;
}

/** Settings of a session, by name. */
export type Settings = readonly (readonly [name: string, value: string])[];

/** Messages of a client of PostgreSQL's port. */
export interface PortRequest {
  readonly messages: Uint8Array;
  /** The role that they run as. */
  readonly user: string;
  /** What the client has set before. */
  readonly settings: Settings;
  /** What the names of the connection's cursors begin with in the database. */
  readonly connection: string;
  /** Whether the client is in a transaction block. */
  readonly isInTransaction: boolean;
}

export interface PortAnswer {
  readonly bytes: Uint8Array;
  readonly settings: Settings;
}

/** What the database's thread can be asked for. */
export interface DatabaseMethods {
  run(request: RunRequest): Promise<RunOutcome>;
  /** Those of the keys whose transaction was committed. */
  committed(keys: readonly string[]): Promise<readonly string[]>;
  /** Reads catalogs; never for SQL of a client. */
  readCatalog(sql: string): Promise<readonly Row[]>;
  /** Runs messages of PostgreSQL's protocol in a transaction that reads only. */
  readProtocol(request: PortRequest): Promise<PortAnswer>;
  endSession(sessionId: string): Promise<void>;
  /** Drops what a connection of the port has left: cursors and prepared statements. */
  endConnection(connection: string): Promise<void>;
  /** Brings statistics up to date and gives deleted rows' room back, where enough has changed. */
  maintain(): Promise<void>;
  /** Keeps the rows of a view that is asked for; false when all are kept that can be. */
  keepView(): Promise<boolean>;
  close(): Promise<void>;
}

export type MethodName = keyof DatabaseMethods;

export interface Call {
  readonly callId: number;
  readonly method: MethodName;
  readonly argument: unknown;
}

export type Answer =
  | { readonly kind: 'ready' }
  | { readonly kind: 'event'; readonly event: RunEvent }
  | { readonly kind: 'result'; readonly callId: number; readonly result: unknown }
  | {
      readonly kind: 'error';
      readonly callId: number;
      readonly message: string;
      /** PostgreSQL's code, for an error of SQL. */
      readonly sqlState: string | undefined;
    };

/** Where the database lies, and where it loads from. */
export interface DatabaseSource {
  readonly directory: string;
  readonly s3: S3Access | undefined;
}

/**
 * One number that is 1 from the first COMMIT of a task on. It is in shared memory, since a message
 * that a thread posts before it is ended may not arrive.
 */
export type CommitFlag = Int32Array<SharedArrayBuffer>;

/** What the thread is started with. */
export interface DatabaseWorkerData extends DatabaseSource {
  readonly compiled: CompiledPostgres;
  readonly commitFlag: CommitFlag;
}
