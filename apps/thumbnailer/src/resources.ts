import { DEFAULT_LIMITS } from '@miniatura/resize/limits';
import type { ImageLimits } from './config.ts';

/**
 * The share of the function's memory that decoding may take at its peak; the rest is for files and
 * for the runtime.
 */
export const PIXEL_SHARE = 0.6;
/** The share that files may take. */
export const FILE_SHARE = 0.15;

/** The most messages that one invocation gets, the largest batch of SQS without a window. */
const BATCH_SIZE = 10;
const BYTES_PER_MB = 1024 * 1024;
/** From this memory on, Lambda gives a whole core: less would be slower and no cheaper. */
const ONE_CORE_MEMORY_MB = 1769;

/** The most that a pixel takes while it is decoded: measured for HEIC, the costliest type. */
const PEAK_BYTES_PER_PIXEL = 10.2;

/**
 * The memory in which one image at the limits can be decoded.
 * @returns MB; Lambda has up to 10,240
 */
export function memorySizeFor(limits: ImageLimits = {}): number {
  const { maxPixels, maxBytes } = { ...DEFAULT_LIMITS, ...limits };
  const pixelsMB = (maxPixels * PEAK_BYTES_PER_PIXEL) / PIXEL_SHARE / BYTES_PER_MB;
  const fileMB = maxBytes / FILE_SHARE / BYTES_PER_MB;
  return Math.ceil(Math.max(ONE_CORE_MEMORY_MB, pixelsMB, fileMB));
}

/** Pictures too large to be decoded side by side take their turns, each for as long as it may. */
const TIMEOUT_MS = BATCH_SIZE * DEFAULT_LIMITS.timeoutMs;

/** What the function and its queue need, wherever they run. */
export const THUMBNAILER_RESOURCES = {
  memorySizeMB: memorySizeFor(),
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

/** What the large-image job takes and needs: a Fargate task, or a child process on a laptop. */
export const LARGE_IMAGES = {
  limits: { maxBytes: 500_000_000, maxPixels: 400_000_000, timeoutMs: 10 * 60_000 },
  virtualCpus: 4,
  /** The least that Fargate gives four virtual CPUs, in MB; more than `memorySizeFor` asks. */
  memorySizeMB: 8192,
  /** A job may read, decode and analyse one image, and be slow at each. */
  jobTimeoutMs: 30 * 60_000,
  /** After as many attempts the message of the job is a failure. */
  maxAttempts: 3,
} as const;

/** The events of the originals that the function is told of. */
export const OBJECT_EVENTS = [
  's3:ObjectCreated:*',
  's3:ObjectRemoved:*',
  's3:LifecycleExpiration:*',
] as const;
