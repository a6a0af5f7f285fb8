import { setTimeout as sleep } from 'node:timers/promises';
import type { S3Client } from '@aws-sdk/client-s3';
import type { SQSClient } from '@aws-sdk/client-sqs';
import { imageIdOf, type ImageRecord, type Metadata } from '@miniatura/metadata';
import { retryCall, type RetryOptions, StackStoppedError } from '../commands/retry-call.ts';
import { BULK_QUEUE, ORIGINALS_BUCKET, THUMBNAILER_QUEUE } from '../stack/names.ts';
import { areQueuesIdle } from '../stack/queue-counts.ts';
import type { FoundPath, ImportFile } from './find-files.ts';
import { failed, type ImportResult, notUploaded, recorded } from './import-result.ts';
import { ImportFileError, uploadFile } from './upload-file.ts';

export interface ImportDependencies extends Omit<RetryOptions, 'signal' | 'isStackUnhealthy'> {
  readonly s3: S3Client;
  readonly sqs: SQSClient;
  readonly metadata: Pick<Metadata, 'findImages'>;
  /** The name of the user who will own the images. */
  readonly uploadedBy: string;
  /** Returns the problems that the stack reports, in sentences. */
  readonly askHealth: () => Promise<readonly string[]>;
  /** Called with the problems that the stack reports. */
  readonly onUnhealthy: (sentence: string) => void;
  /** Called with the result of each path as soon as it is known. */
  readonly onResult: (result: ImportResult) => void;
}

interface Pending {
  readonly file: ImportFile;
  readonly imageId: string;
  readonly eTag: string;
  readonly isNew: boolean;
}

interface Import extends ImportDependencies, RetryOptions {
  /** Uploaded but not yet processed images by id, in the order in which they are queried. */
  readonly pending: Map<string, Pending>;
  readonly signal: AbortSignal;
}

const UPLOADS_AT_ONCE = 8;
/** Above this number of pending images, uploads wait, so that they do not fill the queue. */
const MAX_PENDING = 200;
const POLL_MS = 100;
const ROWS_PER_POLL = 500;
/** The queue counts as idle if it is still idle after this time. */
const IDLE_MS = 1500;
/** If nothing is processed for this long, the stack is asked for problems. */
const STALLED_MS = 5000;
/** How often a file is read that changes while it is read. */
const MAX_READS = 3;

/**
 * Uploads files through S3 and waits until each is processed. Memory use does not depend on the
 * number of files.
 * @throws StackStoppedError when the stack stops meanwhile
 */
export async function importImages(
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

/** Several workers take the files from one iterator. */
async function uploadAll(found: AsyncIterable<FoundPath>, each: Import): Promise<void> {
  const rest = found[Symbol.asyncIterator]();
  const uploadRest = async () => {
    for (let next = await rest.next(); !next.done; next = await rest.next()) {
      each.signal.throwIfAborted();
      await take(next.value, each);
      while (each.pending.size >= MAX_PENDING) await pause(each);
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
      if (!isChanged || read === MAX_READS) throw error;
    }
  }
}

async function waitForAll(each: Import, isUploading: () => boolean): Promise<void> {
  const { pending, sqs } = each;
  let idleSince: number | undefined;
  let movedAt = performance.now();
  while (isUploading() || pending.size > 0) {
    const removedCount = await retryCall(() => removeRecorded(each), each);
    const isIdle = () => retryCall(() => areQueuesIdle(sqs, [BULK_QUEUE, THUMBNAILER_QUEUE]), each);
    if (removedCount > 0) movedAt = performance.now();
    if (performance.now() - movedAt > STALLED_MS) {
      movedAt = performance.now();
      if (await each.isStackUnhealthy()) idleSince = undefined;
    }
    if (removedCount > 0 || isUploading() || !(await isIdle())) {
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

/** Removes pending images whose row describes the uploaded bytes. @returns their number */
async function removeRecorded(each: Import): Promise<number> {
  const { pending, metadata, uploadedBy, onResult } = each;
  const asked = [...pending.keys().take(ROWS_PER_POLL)];
  const images = new Map((await metadata.findImages(asked)).map((one) => [one.imageId, one]));
  let removedCount = 0;
  for (const imageId of asked) {
    const one = pending.get(imageId) as Pending;
    pending.delete(imageId);
    const image = images.get(imageId);
    if (image !== undefined && isOf(one, image, uploadedBy)) {
      onResult(recorded(one.file, image, one.isNew));
      removedCount++;
    } else {
      // It is queried again after the others.
      pending.set(imageId, one);
    }
  }
  return removedCount;
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
