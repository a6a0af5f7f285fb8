/** What the function needs, wherever it runs. */
export const ETL_RESOURCES = {
  /** Rows are read and staged page by page; the rest is processor time, which comes with memory. */
  memorySizeMB: 1024,
  /**
   * The most that Lambda has: a run that needs longer stops before it, and the next one goes on.
   * @see https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
   */
  timeoutMs: 15 * 60 * 1000,
} as const;
