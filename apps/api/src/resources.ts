/**
 * The largest body that is taken directly. Lambda takes an event of 6 MB, in which base64 makes 4/3
 * of a body.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
 */
export const MAX_DIRECT_BYTES = 4_500_000;

/** What the function needs, wherever it runs. */
export const API_RESOURCES = {
  /** Verifying and signing are short work; from here on Lambda gives more than half a core. */
  memorySizeMB: 1024,
  /** API Gateway waits no longer than 29 s; a warehouse that wakes up takes most of that. */
  timeoutMs: 29_000,
} as const;

/** What the function that renders images needs besides memory, which depends on the largest image. */
export const RENDER_RESOURCES = {
  timeoutMs: API_RESOURCES.timeoutMs,
  /** Of decoding and encoding; the rest is for reading the original. */
  renderTimeoutMs: 20_000,
} as const;
