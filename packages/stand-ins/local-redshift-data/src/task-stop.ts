/** PostgreSQL's codes for a stopped task. */
export const SQL_STATES = {
  cancelled: '57014',
  diskFull: '53100',
  programLimit: '54000',
  stopped: '57P01',
  crashed: '57P02',
  unavailable: '57P03',
} as const;

export interface TaskStopDetails {
  /** Status of its statement; by default FAILED. */
  readonly status?: 'FAILED' | 'ABORTED';
  /** By default the code of a stopped database. */
  readonly sqlState?: string;
  readonly cause?: unknown;
}

/** The reason why a database task was not completed. */
export class TaskStop extends Error {
  override readonly name = 'TaskStop';
  readonly code = 'task-stopped';
  readonly status: 'FAILED' | 'ABORTED';
  readonly sqlState: string;
  /** True if the task had begun to commit. Only the database then knows what it has committed. */
  mayHaveCommitted = false;

  constructor(message: string, details: TaskStopDetails = {}) {
    super(message, { cause: details.cause });
    this.status = details.status ?? 'FAILED';
    this.sqlState = details.sqlState ?? SQL_STATES.stopped;
  }
}

const STOPPED =
  'The database was stopped while the statement was at work; its transaction was rolled back';

export const stoppedByClosing = (): TaskStop => new TaskStop(STOPPED);

export function cancelledByUser(): TaskStop {
  return new TaskStop("Query cancelled on user's request", {
    status: 'ABORTED',
    sqlState: SQL_STATES.cancelled,
  });
}

/** Creates the error of the statement's own `SET statement_timeout`. */
export function timedOut(): TaskStop {
  return new TaskStop('canceling statement due to statement timeout', {
    sqlState: SQL_STATES.cancelled,
  });
}

/**
 * Creates the error for a response of PostgreSQL's port that is too large; the Data API returns
 * larger results in pages.
 */
export function tooLarge(maxByteCount: number): TaskStop {
  return new TaskStop(
    `The result exceeds the limit of ${maxByteCount} bytes of this port: ask for fewer rows, or ask the Data API`,
    { sqlState: SQL_STATES.programLimit },
  );
}

/** Creates the error of the server's limit, which names the option that sets it. */
export function exceededLimit(limitMs: number, option: string): TaskStop {
  return new TaskStop(
    `canceling statement: it exceeded the limit of ${limitMs / 1000} s (${option}) and was rolled back`,
    { sqlState: SQL_STATES.cancelled },
  );
}
