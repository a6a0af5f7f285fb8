import { DEFAULT_LIMITS } from '@miniatura/resize';

/**
 * The share of the function's memory that decoded pixels may take; the rest is for files, for the
 * runtime, and for what a decoder needs besides the pixels.
 */
export const PIXEL_SHARE = 0.4;

/** The most messages that one invocation gets, the largest batch of SQS without a window. */
const BATCH_SIZE = 10;
const BYTES_PER_MB = 1024 * 1024;
/** From this memory on, Lambda gives a whole core: less would be slower and no cheaper. */
const ONE_CORE_MEMORY_MB = 1769;

const largestPictureMB = (DEFAULT_LIMITS.maxPixels * DEFAULT_LIMITS.maxChannels) / BYTES_PER_MB;

/** Pictures too large to be decoded side by side take their turns, each for as long as it may. */
const TIMEOUT_MS = BATCH_SIZE * DEFAULT_LIMITS.timeoutMs;

/** What the function and its queue need, wherever they run. */
export const THUMBNAILER_RESOURCES = {
  /** Holds the largest picture there may be, with 8 bits a channel, in its share for pixels. */
  memorySizeMB: Math.max(ONE_CORE_MEMORY_MB, Math.ceil(largestPictureMB / PIXEL_SHARE)),
  timeoutMs: TIMEOUT_MS,
  batchSize: BATCH_SIZE,
  /** Of what may wait, so that little of it is under way at a time. */
  bulkBatchSize: BATCH_SIZE / 2,
  /**
   * Six times the function's timeout.
   * @see https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html
   */
  visibilityTimeoutMs: 6 * TIMEOUT_MS,
  /** After as many tries a message is a dead letter. */
  maxReceiveCount: 5,
} as const;

/** The events of the originals that the function is told of. */
export const OBJECT_EVENTS = [
  's3:ObjectCreated:*',
  's3:ObjectRemoved:*',
  's3:LifecycleExpiration:*',
] as const;
