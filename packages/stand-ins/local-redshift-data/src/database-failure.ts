/** What is known of a failure beside its message. */
export interface FailureDetails {
  /** PostgreSQL's code of five characters; where there is none, the database is not to be trusted. */
  readonly sqlState?: string | undefined;
  readonly cause?: unknown;
}

/** A call of the database's thread that failed, or that the thread did not live to answer. */
export class DatabaseFailure extends Error {
  override readonly name = 'DatabaseFailure';
  readonly code = 'database-failure';
  readonly sqlState: string | undefined;

  constructor(message: string, { sqlState, cause }: FailureDetails = {}) {
    super(message, { cause });
    this.sqlState = sqlState;
  }

  /** The thread has ended, by itself or because it was stopped. */
  static ofThread(cause?: Error): DatabaseFailure {
    const reason = cause === undefined ? '' : ` (${cause.message})`;
    return new DatabaseFailure(`The database stopped while it was at work${reason}`, { cause });
  }
}
