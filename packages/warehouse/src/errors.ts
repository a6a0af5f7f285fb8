import { AppError } from '@miniatura/errors';

/** The `code`s of this package's errors. */
export const WAREHOUSE_ERROR_CODES = [
  'invalid-argument',
  'statement-failed',
  'statement-aborted',
  'statement-unknown',
  'data-api-busy',
  'data-api-failed',
  'unexpected-result',
] as const;

export type WarehouseErrorCode = (typeof WAREHOUSE_ERROR_CODES)[number];

/**
 * Base class of the warehouse's errors. If `transient` is true, the same call may succeed later.
 */
export abstract class WarehouseError extends AppError<WarehouseErrorCode> {}

/** A value that cannot be a parameter: "Expected X for Y but received Z". */
export class InvalidArgumentError extends WarehouseError {
  override readonly name = 'InvalidArgumentError';
  readonly code = 'invalid-argument';
  readonly transient = false;
  readonly argument: string;

  constructor(argument: string, expected: string, received: unknown) {
    super(`Expected ${expected} for ${argument} but received ${shown(received)}`);
    this.argument = argument;
  }
}

/** The Data API's description of a statement that did not succeed. */
export interface StatementFailure {
  readonly statementId: string;
  /** Index of the statement in its batch, from 1; null for a single statement. */
  readonly index: number | null;
  /** The failed SQL, if it is known. */
  readonly sql: string | null;
  /** Redshift's error message. */
  readonly reason: string;
}

/** Redshift rejected a statement and rolled back its transaction. */
export class StatementFailedError extends WarehouseError {
  override readonly name = 'StatementFailedError';
  readonly code = 'statement-failed';
  /** True for collisions, restarts and cold starts of Redshift; false for an invalid statement. */
  readonly transient: boolean;
  readonly failure: StatementFailure;

  constructor(failure: StatementFailure) {
    const at = failure.index === null ? '' : `, statement ${failure.index}`;
    super(`Redshift rejected ${failure.statementId}${at}: ${failure.reason}`);
    this.failure = failure;
    this.transient = TRANSIENT_REASON.test(failure.reason);
  }
}

/**
 * 57014, "Query cancelled", is transient: a workgroup that resumes also cancels the first queries.
 */
const TRANSIENT_REASON =
  /\b57014\b|query (\(\d+\) )?cancell?ed|serializable isolation violation|database was stopped|statement timeout|could not complete because of conflict|connection/i;

/** A statement was cancelled, and its transaction rolled back. */
export class StatementAbortedError extends WarehouseError {
  override readonly name = 'StatementAbortedError';
  readonly code = 'statement-aborted';
  readonly transient = true;
  readonly failure: StatementFailure;

  constructor(failure: StatementFailure) {
    super(`The statement ${failure.statementId} was cancelled: ${failure.reason}`);
    this.failure = failure;
  }
}

/** The service does not know the statement: it forgets statements after 24 hours. */
export class StatementUnknownError extends WarehouseError {
  override readonly name = 'StatementUnknownError';
  readonly code = 'statement-unknown';
  readonly transient = false;

  constructor(operation: string, cause: Error) {
    super(`The Data API knows no such statement at ${operation}: ${cause.message}`, { cause });
  }
}

/**
 * The Data API reached a limit on statements, sessions or time for longer than the retries lasted.
 */
export class DataApiBusyError extends WarehouseError {
  override readonly name = 'DataApiBusyError';
  readonly code = 'data-api-busy';
  readonly transient = true;

  constructor(operation: string, cause: Error) {
    super(`The Data API was too busy for ${operation}: ${cause.name}: ${cause.message}`, { cause });
  }
}

/**
 * A call failed before the statement's outcome was known: no connection, no permission, no such
 * workgroup. `transient` is true if waiting may help.
 */
export class DataApiError extends WarehouseError {
  override readonly name = 'DataApiError';
  readonly code = 'data-api-failed';
  readonly transient: boolean;
  readonly operation: string;

  constructor(operation: string, cause: Error, options: { readonly transient: boolean }) {
    super(`The Data API failed at ${operation}: ${cause.name}: ${cause.message}`, { cause });
    this.operation = operation;
    this.transient = options.transient;
  }
}

/** The Data API returned an undocumented response. */
export class UnexpectedResultError extends WarehouseError {
  override readonly name = 'UnexpectedResultError';
  readonly code = 'unexpected-result';
  readonly transient = false;

  constructor(what: string, expected: string, received: unknown) {
    super(`Expected ${expected} for ${what} but received ${shown(received)}`);
  }
}

function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length <= 100 ? text : `${text.slice(0, 100)}…`;
}
