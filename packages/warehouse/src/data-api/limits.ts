/** @see https://docs.aws.amazon.com/redshift/latest/mgmt/data-api.html */
export const DATA_API_LIMITS = {
  maxStatementBytes: 100_000,
  maxStatementsPerBatch: 40,
  /** The longest that a call may wait for a statement to end. */
  maxWaitSeconds: 30,
} as const;
