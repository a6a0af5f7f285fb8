import { setTimeout as sleep } from 'node:timers/promises';
import { GetQueueAttributesCommand, GetQueueUrlCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { S3Client } from '@aws-sdk/client-s3';
import { imageIdOf, type ImageRecord, type Metadata } from '@miniatura/metadata';
import type { ImportFile } from './find-files.ts';
import { BULK_QUEUE, ORIGINALS_BUCKET, THUMBNAILER_QUEUE } from './names.ts';
import { uploadFile } from './upload-file.ts';

/** What became of a file. `failed`: its event is a dead letter, or it could not be put. */
export interface ImportResult {
  readonly file: string;
  readonly key: string;
  readonly status: 'processed' | 'quarantined' | 'rejected' | 'failed';
  readonly code: string | null;
  readonly message: string | null;
  readonly imageId: string;
  readonly thumbnails: readonly string[];
}

export interface ImportDependencies {
  readonly s3: S3Client;
  readonly sqs: SQSClient;
  readonly metadata: Pick<Metadata, 'findImages'>;
  readonly uploadedBy: string;
  /** Told of each file as soon as it is known what became of it. */
  readonly onResult: (result: ImportResult) => void;
}

interface Pending extends ImportFile {
  readonly imageId: string;
  readonly eTag: string;
}

const UPLOADS_AT_ONCE = 8;
/** Uploads wait while so many are being processed: what waits need not be in the queue. */
const MOST_PENDING = 200;
const POLL_MS = 100;
/** Rows are asked for in the order of upload, which is about the order of processing. */
const ROWS_PER_POLL = 500;
/** An idle queue is believed when it is still idle after this long. */
const IDLE_MS = 1500;

/** Puts files in through S3, and waits until the pipeline is through with each. */
export async function importPictures(
  files: readonly ImportFile[],
  dependencies: ImportDependencies,
): Promise<void> {
  const pending = new Map<string, Pending>();
  let uploading = true;
  const upload = uploadAll(files, pending, dependencies).finally(() => (uploading = false));
  await Promise.all([upload, waitForAll(pending, () => uploading, dependencies)]);
}

async function uploadAll(
  files: readonly ImportFile[],
  pending: Map<string, Pending>,
  { s3, uploadedBy, onResult }: ImportDependencies,
): Promise<void> {
  const rest = files.values();
  const uploadRest = async () => {
    for (const file of rest) {
      const imageId = imageIdOf(ORIGINALS_BUCKET, file.key);
      try {
        const eTag = await uploadFile(s3, file, uploadedBy);
        pending.set(imageId, { ...file, imageId, eTag });
        while (pending.size >= MOST_PENDING) await sleep(POLL_MS);
      } catch (error) {
        const { name, message } = error as Error;
        onResult(failed({ ...file, imageId }, name, message));
      }
    }
  };
  await Promise.all(Array.from({ length: UPLOADS_AT_ONCE }, uploadRest));
}

async function waitForAll(
  pending: Map<string, Pending>,
  isUploading: () => boolean,
  dependencies: ImportDependencies,
): Promise<void> {
  let idleSince: number | undefined;
  while (isUploading() || pending.size > 0) {
    const settledCount = await settleRecorded(pending, dependencies);
    if (settledCount > 0 || isUploading() || !(await isIdle(dependencies.sqs))) {
      idleSince = undefined;
    } else {
      idleSince ??= performance.now();
      if (performance.now() - idleSince > IDLE_MS) return giveUp(pending, dependencies);
    }
    await sleep(POLL_MS);
  }
}

/** Takes out those whose row speaks of the very bytes that were put. */
async function settleRecorded(
  pending: Map<string, Pending>,
  { metadata, onResult }: ImportDependencies,
): Promise<number> {
  const images = await metadata.findImages([...pending.keys().take(ROWS_PER_POLL)]);
  const recorded = images.filter(
    (image) => image.status !== 'removed' && image.etag === pending.get(image.imageId)?.eTag,
  );
  for (const image of recorded) {
    onResult(resultOf(pending.get(image.imageId) as Pending, image));
    pending.delete(image.imageId);
  }
  return recorded.length;
}

function giveUp(pending: Map<string, Pending>, { onResult }: ImportDependencies): void {
  for (const file of pending.values()) {
    onResult(failed(file, 'dead-letter', 'Its event has failed too often and is a dead letter'));
  }
  pending.clear();
}

async function isIdle(sqs: SQSClient): Promise<boolean> {
  const queues = [BULK_QUEUE, THUMBNAILER_QUEUE];
  return (await Promise.all(queues.map((name) => isEmpty(sqs, name)))).every(Boolean);
}

async function isEmpty(sqs: SQSClient, QueueName: string): Promise<boolean> {
  const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName }));
  const { Attributes = {} } = await sqs.send(
    new GetQueueAttributesCommand({
      QueueUrl,
      AttributeNames: [
        'ApproximateNumberOfMessages',
        'ApproximateNumberOfMessagesNotVisible',
        'ApproximateNumberOfMessagesDelayed',
      ],
    }),
  );
  return Object.values(Attributes).every((count) => count === '0');
}

function resultOf({ path, key }: Pending, image: ImageRecord): ImportResult {
  return {
    file: path,
    key,
    status: image.status === 'removed' ? 'failed' : image.status,
    code: image.rejectionCode,
    message: image.rejectionMessage,
    imageId: image.imageId,
    thumbnails: image.renditions.map((rendition) => rendition.key),
  };
}

function failed(
  { path, key, imageId }: Omit<Pending, 'eTag'>,
  code: string,
  message: string,
): ImportResult {
  return { file: path, key, status: 'failed', code, message, imageId, thumbnails: [] };
}
