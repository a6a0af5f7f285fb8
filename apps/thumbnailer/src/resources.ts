import { DEFAULT_LIMITS } from '@miniatura/resize/limits';
import type { ImageLimits } from './config.ts';

/**
 * The share of the function's memory for decoding at its peak. The rest is for files and the
 * runtime.
 */
export const PIXEL_SHARE = 0.6;
/** The share for files. */
export const FILE_SHARE = 0.15;

/** The maximum number of messages in an invocation: the largest SQS batch without a window. */
const BATCH_SIZE = 10;
const BYTES_PER_MB = 1024 * 1024;
/** From this memory size on, Lambda provides a whole core. Less would be slower but not cheaper. */
const ONE_CORE_MEMORY_MB = 1769;

/** The peak memory per decoded pixel, measured for HEIC, which needs most. */
const PEAK_BYTES_PER_PIXEL = 10.2;

/**
 * The memory size with which one image at the limits can be decoded.
 * @returns MB; Lambda has up to 10,240
 */
export function memorySizeFor(limits: ImageLimits = {}): number {
  const { maxPixels, maxBytes } = { ...DEFAULT_LIMITS, ...limits };
  const pixelsMB = (maxPixels * PEAK_BYTES_PER_PIXEL) / PIXEL_SHARE / BYTES_PER_MB;
  const fileMB = maxBytes / FILE_SHARE / BYTES_PER_MB;
  return Math.ceil(Math.max(ONE_CORE_MEMORY_MB, pixelsMB, fileMB));
}

/**
 * Images that are too large to be decoded together are decoded one by one, each with its own
 * timeout.
 */
const TIMEOUT_MS = BATCH_SIZE * DEFAULT_LIMITS.timeoutMs;

/** The resources of the function and its queue, wherever they run. */
export const THUMBNAILER_RESOURCES = {
  memorySizeMB: memorySizeFor(),
  timeoutMs: TIMEOUT_MS,
  batchSize: BATCH_SIZE,
  /** Smaller, so that few bulk messages are in flight at a time. */
  bulkBatchSize: BATCH_SIZE / 2,
  /**
   * Six times the function's timeout.
   * @see https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html
   */
  visibilityTimeoutMs: 6 * TIMEOUT_MS,
  /** After this many attempts a message becomes a dead letter. */
  maxReceiveCount: 5,
} as const;

/**
 * The limits and resources of the large-image job: a Fargate task, or a child process on a laptop.
 */
export const LARGE_IMAGES = {
  limits: { maxBytes: 500_000_000, maxPixels: 400_000_000, timeoutMs: 10 * 60_000 },
  virtualCpus: 4,
  /**
   * In MB: Fargate's minimum for four virtual CPUs, which is more than `memorySizeFor` requires.
   */
  memorySizeMB: 8192,
  /** Enough to read, decode and analyse one image, even if each is slow. */
  jobTimeoutMs: 30 * 60_000,
  /** After this many attempts the message of the job is a failure. */
  maxAttempts: 3,
} as const;

/** The events of the originals that the function processes. */
export const OBJECT_EVENTS = [
  's3:ObjectCreated:*',
  's3:ObjectRemoved:*',
  's3:LifecycleExpiration:*',
] as const;
