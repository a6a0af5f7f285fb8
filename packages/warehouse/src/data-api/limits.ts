/** @see https://docs.aws.amazon.com/redshift/latest/mgmt/data-api.html */
export const DATA_API_LIMITS = {
  maxStatementBytes: 100_000,
  maxStatementsPerBatch: 40,
  /** The longest time that a call can wait for a statement to end. */
  maxWaitSeconds: 30,
} as const;

/** Time limit of an ETL statement, so that a statement ends although its caller was killed. */
export const ETL_TIMEOUT_MS = 30 * 60 * 1000;
