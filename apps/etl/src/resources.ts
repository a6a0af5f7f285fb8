/** The function's resources, on AWS and on a laptop. */
export const ETL_RESOURCES = {
  /**
   * Rows are staged page by page, so that this is enough memory; more memory also means more
   * processor time.
   */
  memorySizeMB: 1024,
  /**
   * Lambda's maximum. A run that needs longer stops before it, and the next one continues.
   * @see https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
   */
  timeoutMs: 15 * 60 * 1000,
} as const;
