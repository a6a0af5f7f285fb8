/**
 * The largest direct upload in bytes. Lambda accepts events of 6 MB, and base64 increases a body by
 * a third.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
 */
export const MAX_DIRECT_BYTES = 4_500_000;

/** The function's resources, on AWS and on a laptop. */
export const API_RESOURCES = {
  /**
   * Verifying and signing takes little time; with this memory Lambda provides more than half a
   * core.
   */
  memorySizeMB: 1024,
  /** API Gateway's timeout is 29 s; a warehouse that resumes takes most of it. */
  timeoutMs: 29_000,
} as const;

/**
 * Resources of the function that renders images, except its memory, which depends on the largest
 * image.
 */
export const RENDER_RESOURCES = {
  timeoutMs: API_RESOURCES.timeoutMs,
  /** Time for decoding and encoding; the rest is for reading the original. */
  renderTimeoutMs: 20_000,
} as const;

/** Resources of the function that claims deliveries of webhooks. */
export const DELIVERIES_RESOURCES = {
  memorySizeMB: 512,
  /** Enough for a database that resumes from a long pause. */
  timeoutMs: 60_000,
} as const;

/** Resources of the function that sends webhooks. */
export const SENDER_RESOURCES = {
  memorySizeMB: 256,
  /** One resumption of the database, and one claim whose receiver does not respond. */
  timeoutMs: 180_000,
} as const;
