/** What the function and its schedules need, wherever they run. */
export const RETENTION_RESOURCES = {
  /** An audit remembers which images it has seen objects of: about 200 bytes each. */
  memorySizeMB: 1024,
  /**
   * The most that Lambda has: a run that needs longer stops before it, and the next one goes on.
   * @see https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
   */
  timeoutMs: 15 * 60 * 1000,
  /** Half of the hour that is promised: the other half is for the run, and for the ETL after it. */
  purgeEveryMinutes: 30,
  /** Each wakes the warehouse, which bills a minute at least. */
  auditEveryHours: 24,
} as const;

/** What the function for the copies in another region, and its schedules, need. */
export const COPIES_RESOURCES = {
  memorySizeMB: 512,
  timeoutMs: RETENTION_RESOURCES.timeoutMs,
  /** With the purge that it follows, and with the runs themselves, within the hour that is promised. */
  purgeEveryMinutes: 15,
  auditEveryHours: 24,
} as const;
