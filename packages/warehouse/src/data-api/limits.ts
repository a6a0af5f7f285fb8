/** @see https://docs.aws.amazon.com/redshift/latest/mgmt/data-api.html */
export const DATA_API_LIMITS = {
  maxStatementBytes: 100_000,
  maxStatementsPerBatch: 40,
  /** The longest that a call may wait for a statement to end. */
  maxWaitSeconds: 30,
} as const;

/** How long a statement of the ETL may take: a caller that died leaves none that goes on for ever. */
export const ETL_TIMEOUT_MS = 30 * 60 * 1000;
