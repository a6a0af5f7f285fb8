import { setTimeout as sleep } from 'node:timers/promises';
import type { SQSClient } from '@aws-sdk/client-sqs';
import type { S3Client } from '@aws-sdk/client-s3';
import { imageIdOf, type ImageRecord, type Metadata } from '@miniatura/metadata';
import type { FoundPath, ImportFile } from './find-files.ts';
import { failed, notUploaded, recorded, type ImportResult } from './import-result.ts';
import { BULK_QUEUE, ORIGINALS_BUCKET, THUMBNAILER_QUEUE } from '../stack/names.ts';
import { areQueuesIdle } from '../stack/queue-counts.ts';
import { retryCall, StackStoppedError, type RetryOptions } from '../commands/retry-call.ts';
import { ImportFileError, uploadFile } from './upload-file.ts';

export interface ImportDependencies extends Omit<RetryOptions, 'signal' | 'isStackUnhealthy'> {
  readonly s3: S3Client;
  readonly sqs: SQSClient;
  readonly metadata: Pick<Metadata, 'findImages'>;
  /** The name of the user whose images they will be. */
  readonly uploadedBy: string;
  /** What the stack says is wrong with it, in sentences. */
  readonly askHealth: () => Promise<readonly string[]>;
  /** Told of what the stack says is wrong. */
  readonly onUnhealthy: (sentence: string) => void;
  /** Told of each path as soon as it is known what became of it. */
  readonly onResult: (result: ImportResult) => void;
}

interface Pending {
  readonly file: ImportFile;
  readonly imageId: string;
  readonly eTag: string;
  readonly isNew: boolean;
}

interface Import extends ImportDependencies, RetryOptions {
  /** What is uploaded and not yet recorded, by image id, the next to be asked for first. */
  readonly pending: Map<string, Pending>;
  readonly signal: AbortSignal;
}

const UPLOADS_AT_ONCE = 8;
/** Uploads wait while so many are being processed: what waits need not be in the queue. */
const MOST_PENDING = 200;
const POLL_MS = 100;
const ROWS_PER_POLL = 500;
/** An idle queue is idle when it still is after this long. */
const IDLE_MS = 1500;
/** When nothing has been processed for so long, the stack is asked why. */
const STALLED_MS = 5000;
/** A file that changes while it is read is read this many times. */
const MOST_READS = 3;

/**
 * Uploads files through S3, and waits until each is processed. Memory does not grow with the number
 * of files.
 * @throws StackStoppedError when the stack ends meanwhile
 */
export async function importPictures(
  found: AsyncIterable<FoundPath>,
  dependencies: ImportDependencies,
): Promise<void> {
  const stopping = new AbortController();
  const isStackUnhealthy = async () => {
    const problems = await dependencies.askHealth();
    for (const problem of problems) dependencies.onUnhealthy(problem);
    return problems.length > 0;
  };
  const own = { isStackUnhealthy, pending: new Map(), signal: stopping.signal };
  const each: Import = { ...dependencies, ...own };
  let isUploading = true;
  const uploads = uploadAll(found, each).finally(() => (isUploading = false));
  try {
    await Promise.all([uploads, waitForAll(each, () => isUploading)]);
  } finally {
    stopping.abort();
    await uploads.catch(() => undefined);
  }
}

/** Workers take the files from one iterator. */
async function uploadAll(found: AsyncIterable<FoundPath>, each: Import): Promise<void> {
  const rest = found[Symbol.asyncIterator]();
  const uploadRest = async () => {
    for (let next = await rest.next(); !next.done; next = await rest.next()) {
      each.signal.throwIfAborted();
      await take(next.value, each);
      while (each.pending.size >= MOST_PENDING) await pause(each);
    }
  };
  await Promise.all(Array.from({ length: UPLOADS_AT_ONCE }, uploadRest));
}

async function take(found: FoundPath, each: Import): Promise<void> {
  if (found.kind !== 'file') return each.onResult(notUploaded(found));
  const imageId = imageIdOf(ORIGINALS_BUCKET, found.key);
  try {
    const uploaded = await retryCall(() => uploadWhole(found, each), each);
    each.pending.set(imageId, { file: found, imageId, ...uploaded });
  } catch (error) {
    if (error instanceof StackStoppedError || each.signal.aborted) throw error;
    each.onResult(failed(found, error as Error));
  }
}

async function uploadWhole(file: ImportFile, { s3, uploadedBy }: Import) {
  for (let read = 1; ; read++) {
    try {
      return await uploadFile(s3, file, uploadedBy);
    } catch (error) {
      const isChanged = error instanceof ImportFileError && error.code === 'changed';
      if (!isChanged || read === MOST_READS) throw error;
    }
  }
}

async function waitForAll(each: Import, isUploading: () => boolean): Promise<void> {
  const { pending, sqs } = each;
  let idleSince: number | undefined;
  let movedAt = performance.now();
  while (isUploading() || pending.size > 0) {
    const settledCount = await retryCall(() => settleRecorded(each), each);
    const isIdle = () => retryCall(() => areQueuesIdle(sqs, [BULK_QUEUE, THUMBNAILER_QUEUE]), each);
    if (settledCount > 0) movedAt = performance.now();
    if (performance.now() - movedAt > STALLED_MS) {
      movedAt = performance.now();
      if (await each.isStackUnhealthy()) idleSince = undefined;
    }
    if (settledCount > 0 || isUploading() || !(await isIdle())) {
      idleSince = undefined;
    } else {
      idleSince ??= performance.now();
      const isOver = performance.now() - idleSince > IDLE_MS && !(await each.isStackUnhealthy());
      if (isOver) return giveUp(each);
    }
    await pause(each);
  }
}

function pause({ signal }: Import): Promise<void> {
  return sleep(POLL_MS, undefined, { signal });
}

/** Takes out those whose row tells of the very bytes that were put. */
async function settleRecorded(each: Import): Promise<number> {
  const { pending, metadata, uploadedBy, onResult } = each;
  const asked = [...pending.keys().take(ROWS_PER_POLL)];
  const images = new Map((await metadata.findImages(asked)).map((one) => [one.imageId, one]));
  let settledCount = 0;
  for (const imageId of asked) {
    const one = pending.get(imageId) as Pending;
    pending.delete(imageId);
    const image = images.get(imageId);
    if (image !== undefined && isOf(one, image, uploadedBy)) {
      onResult(recorded(one.file, image, one.isNew));
      settledCount++;
    } else {
      // It is asked for again when the others were.
      pending.set(imageId, one);
    }
  }
  return settledCount;
}

function isOf({ eTag }: Pending, image: ImageRecord, uploadedBy: string): boolean {
  return image.status !== 'removed' && image.etag === eTag && image.uploadedBy === uploadedBy;
}

function giveUp({ pending, onResult }: Import): void {
  for (const { file } of pending.values()) {
    const error = new Error('Its event failed too often and is a dead letter');
    onResult(failed(file, Object.assign(error, { code: 'dead-letter' })));
  }
  pending.clear();
}
