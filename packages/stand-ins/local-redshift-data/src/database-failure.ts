/** Details of a failure in addition to its message. */
export interface FailureDetails {
  /**
   * PostgreSQL's error code of five characters; undefined if the engine failed and must be
   * restarted.
   */
  readonly sqlState?: string | undefined;
  readonly cause?: unknown;
}

/** A call to the database's thread that failed, or that ended with the thread. */
export class DatabaseFailure extends Error {
  override readonly name = 'DatabaseFailure';
  readonly code = 'database-failure';
  readonly sqlState: string | undefined;

  constructor(message: string, { sqlState, cause }: FailureDetails = {}) {
    super(message, { cause });
    this.sqlState = sqlState;
  }

  /** Creates the failure for a thread that ended by itself or was stopped. */
  static ofThread(cause?: Error): DatabaseFailure {
    const reason = cause === undefined ? '' : ` (${cause.message})`;
    return new DatabaseFailure(`The database stopped while it was at work${reason}`, { cause });
  }
}
