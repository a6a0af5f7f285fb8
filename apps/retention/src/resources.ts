/** The resources of the function and its schedules, wherever they run. */
export const RETENTION_RESOURCES = {
  /** An audit stores the ids of images with objects: about 200 bytes each. */
  memorySizeMB: 1024,
  /**
   * The maximum of Lambda. A longer run stops before it, and the next run continues.
   * @see https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
   */
  timeoutMs: 15 * 60 * 1000,
  /** Half of the maximum delay of an hour. The other half is for the run and the ETL after it. */
  purgeEveryMinutes: 30,
  /** Each audit starts the warehouse, which bills at least one minute. */
  auditEveryHours: 24,
} as const;

/** The resources of the function for copies in another region, and of its schedules. */
export const COPIES_RESOURCES = {
  memorySizeMB: 512,
  timeoutMs: RETENTION_RESOURCES.timeoutMs,
  /** Together with the preceding purge and the runs, within the maximum delay of an hour. */
  purgeEveryMinutes: 15,
  auditEveryHours: 24,
} as const;
