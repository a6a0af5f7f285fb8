import type { CompiledPostgres } from '../compiled-postgres.ts';
import type { SqlParameter } from '../sql/bind-parameters.ts';

/** Endpoint and credentials with which COPY reads. */
export interface S3Access {
  readonly endpoint: string;
  readonly region: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

export const EXECUTION_MODES = ['TRANSACTION', 'AUTO_COMMIT'] as const;
export type ExecutionMode = (typeof EXECUTION_MODES)[number];

/** Metadata of a column, as GetStatementResult returns it. */
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
  /** The role that runs the statement; by default the administrator. */
  readonly dbUser: string | undefined;
  readonly maxResultByteCount: number;
}

/** The outcome of one statement in a run. */
export interface SubStatementOutcome {
  readonly status: 'FINISHED' | 'FAILED' | 'ABORTED';
  readonly error?: string;
  readonly durationNs: number;
  /** Number of returned or changed rows. */
  readonly resultRows: number;
  readonly resultSize: number;
  /** Present if there is a result set, even an empty one. */
  readonly columns?: readonly ColumnMetadata[];
}

/** An event during a run; `number` counts its statements from 1. */
export type RunEvent =
  | {
      readonly kind: 'sub-started';
      readonly number: number;
      /** True if the statement only reads. */
      readonly isQuery: boolean;
      /** The limit of `SET statement_timeout`, if there is one. */
      readonly timeoutMs: number | undefined;
    }
  /** The response to a query of the port exceeds the size limit. */
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
  /** Upper bound of the rows that its statements have changed, which triggers maintenance. */
  readonly changedRowCount: number;
}

/** Settings of a session by name. */
export type Settings = readonly (readonly [name: string, value: string])[];

/** Messages of a client of PostgreSQL's port. */
export interface PortRequest {
  readonly messages: Uint8Array;
  /** The role that runs them. */
  readonly user: string;
  /** Settings that the client has changed before. */
  readonly settings: Settings;
  /** Prefix of the connection's cursors in the database. */
  readonly connection: string;
  /** True if the client is in a transaction block. */
  readonly isInTransaction: boolean;
}

export interface PortAnswer {
  readonly bytes: Uint8Array;
  readonly settings: Settings;
}

/** The methods of the database's thread. */
export interface DatabaseMethods {
  run(request: RunRequest): Promise<RunOutcome>;
  /** Returns the keys whose transaction was committed. */
  committed(keys: readonly string[]): Promise<readonly string[]>;
  /** Reads catalogs; it must not run a client's SQL. */
  readCatalog(sql: string): Promise<readonly Row[]>;
  /** Runs messages of PostgreSQL's protocol in a read-only transaction. */
  readProtocol(request: PortRequest): Promise<PortAnswer>;
  endSession(sessionId: string): Promise<void>;
  /** Drops the cursors and prepared statements of a connection to the port. */
  endConnection(connection: string): Promise<void>;
  /** Updates statistics and frees the space of deleted rows, if enough rows have changed. */
  maintain(): Promise<void>;
  /** Stores the rows of one queried view; returns false if there is none left. */
  storeView(): Promise<boolean>;
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
      /** PostgreSQL's code of an SQL error. */
      readonly sqlState: string | undefined;
    };

/** The folder of the database, and its S3 access. */
export interface DatabaseSource {
  readonly directory: string;
  readonly s3: S3Access | undefined;
}

/**
 * A number that is 1 after the first COMMIT of a task. It is in shared memory, because a message
 * that a thread posts before it is ended may be lost.
 */
export type CommitFlag = Int32Array<SharedArrayBuffer>;

/** The data with which the thread is started. */
export interface DatabaseWorkerData extends DatabaseSource {
  readonly compiled: CompiledPostgres;
  readonly commitFlag: CommitFlag;
}
