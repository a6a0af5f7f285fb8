import type { ExistingImage, Purges } from '@miniatura/metadata';
import pLimit from 'p-limit';
import { type Cutoffs, cutoffsAt } from './cutoffs.ts';
import { PurgeIncompleteError } from './errors.ts';
import type { MultipartUploads } from './multipart-uploads.ts';
import type { ObjectVersions } from './object-versions.ts';
import { purgeImage } from './purge-image.ts';
import { type PurgeOptions, type PurgeOutcome, timeUntil } from './purge-run.ts';
import { REQUESTS_AT_ONCE } from './requests-at-once.ts';
import {
  type CheckTime,
  deleteAbandonedStagedFiles,
  deleteAbandonedThumbnails,
  sweepLake,
  sweepOriginals,
  sweepUploads,
} from './sweep-bucket.ts';

export interface PurgeDependencies {
  /** Returns a bucket by name. */
  readonly bucket: (name: string) => ObjectVersions & MultipartUploads;
  readonly originalsBucket: string;
  readonly thumbnailsBucket: string;
  readonly stagingBucket: string;
  /** The bucket of the data lake, if there is one. */
  readonly lakeBucket?: string | undefined;
  readonly purges: Purges;
  readonly retentionDays: number;
  readonly now: () => Date;
}

/** The report of a run. */
export interface PurgeReport {
  readonly outcome: PurgeOutcome;
  /** The number of images whose row was purged. */
  readonly imageCount: number;
  /** The numbers of objects deleted; each version counts. */
  readonly originalCount: number;
  readonly thumbnailCount: number;
  readonly stagedFileCount: number;
  readonly lakeFileCount: number;
  /** Multipart uploads that were never completed. */
  readonly uploadCount: number;
  /** The number of failure records deleted. */
  readonly failureCount: number;
  /** The number of deliveries of webhooks deleted. */
  readonly deliveryCount: number;
  /**
   * The time in milliseconds since the oldest expired image expired, at the start of the run; 0 if
   * there was none.
   */
  readonly oldestOverdueMs: number;
}

const IMAGES_PER_PAGE = 100;

/** Thrown when the time of this invocation is over. */
const OUT_OF_TIME = Symbol('out of time');

/**
 * Deletes expired data: first images whose row has expired, then objects that only a listing finds.
 * It can run at any time, also concurrently. The next run completes an interrupted one.
 *
 * @throws PurgeIncompleteError when some images failed, after all others were purged
 */
export async function purgeExpired(
  dependencies: PurgeDependencies,
  options: PurgeOptions = {},
): Promise<PurgeReport> {
  const run = newRun(cutoffsAt(dependencies.now(), dependencies.retentionDays));
  const isTimeLeft = timeUntil(options);
  const checkTime = () => {
    if (!isTimeLeft()) throw OUT_OF_TIME;
  };
  try {
    await purgeImages(dependencies, run, checkTime);
    run.report.failureCount = await dependencies.purges.purgeFailures(run.cutoffs.now);
    run.report.deliveryCount = await dependencies.purges.purgeDeliveries(run.cutoffs.arrivedBy);
    await sweepBuckets(dependencies, run, checkTime);
    await dependencies.purges.forgetPurges(run.cutoffs.forgottenBy);
    await dependencies.purges.forgetIdempotencyKeys(run.cutoffs.now);
  } catch (error) {
    if (error !== OUT_OF_TIME) throw error;
    run.report.outcome = 'out-of-time';
  }
  if (run.failures.length > 0) throw new PurgeIncompleteError(run.failures);
  return run.report;
}

interface Run {
  readonly cutoffs: Cutoffs;
  readonly report: { -readonly [Field in keyof PurgeReport]: PurgeReport[Field] };
  readonly failures: unknown[];
}

function newRun(cutoffs: Cutoffs): Run {
  const counts = {
    imageCount: 0,
    originalCount: 0,
    thumbnailCount: 0,
    stagedFileCount: 0,
    lakeFileCount: 0,
  };
  const others = { uploadCount: 0, failureCount: 0, deliveryCount: 0, oldestOverdueMs: 0 };
  return { cutoffs, report: { outcome: 'done', ...counts, ...others }, failures: [] };
}

async function purgeImages(
  dependencies: PurgeDependencies,
  run: Run,
  checkTime: CheckTime,
): Promise<void> {
  const { now } = run.cutoffs;
  for (let after: ExistingImage | null = null; ;) {
    checkTime();
    const page: readonly ExistingImage[] = await dependencies.purges.findExpired({
      expiredBy: now,
      after,
      limit: IMAGES_PER_PAGE,
    });
    const [first, last] = [page[0], page.at(-1)];
    if (first === undefined || last === undefined) return;
    if (after === null) run.report.oldestOverdueMs = now.getTime() - first.expiresAt.getTime();
    await pLimit(REQUESTS_AT_ONCE).map(page, (image) => purgeOne(image, dependencies, run));
    after = last;
  }
}

/** Purges one image; a failure does not stop the others. */
async function purgeOne(
  image: ExistingImage,
  dependencies: PurgeDependencies,
  run: Run,
): Promise<void> {
  try {
    const purged = await purgeImage(image, dependencies, run.cutoffs);
    run.report.imageCount += purged.isPurged ? 1 : 0;
    run.report.originalCount += purged.originalCount;
    run.report.thumbnailCount += purged.thumbnailCount;
  } catch (error) {
    run.failures.push(error);
  }
}

async function sweepBuckets(
  dependencies: PurgeDependencies,
  { cutoffs, report }: Run,
  checkTime: CheckTime,
): Promise<void> {
  const { purges, bucket } = dependencies;
  const originals = bucket(dependencies.originalsBucket);
  const thumbnails = bucket(dependencies.thumbnailsBucket);
  report.originalCount += await sweepOriginals(originals, purges, cutoffs, checkTime);
  report.uploadCount += await sweepUploads(originals, cutoffs, checkTime);
  report.thumbnailCount += await deleteAbandonedThumbnails(thumbnails, purges, cutoffs, checkTime);
  const staging = bucket(dependencies.stagingBucket);
  report.stagedFileCount += await deleteAbandonedStagedFiles(staging, cutoffs, checkTime);
  if (dependencies.lakeBucket === undefined) return;
  report.lakeFileCount += await sweepLake(bucket(dependencies.lakeBucket), cutoffs, checkTime);
}
