import type { RejectedRecord } from '@miniatura/metadata/rejected-record';
import { uploadMetadata } from '@miniatura/objects';
import { RejectedRecordError } from './errors.ts';
import type { KafkaRecord } from './kafka-event.ts';
import { failureIdOf, objectKeyOf, timeOf } from './object-key.ts';
import {
  checkByteCount,
  type Pointer,
  readValue,
  requireMediaType,
  type ValueRules,
} from './read-value.ts';
import type { RecordOutcome } from './resources.ts';

interface NewObject {
  readonly key: string;
  readonly mediaType: string;
  readonly userMetadata: Readonly<Record<string, string>>;
}

/**
 * The originals bucket. Neither operation replaces an existing object; then the outcome is
 * `repeat`.
 */
export interface OriginalWriter {
  readonly bucket: string;
  put(object: NewObject & { readonly bytes: Uint8Array }): Promise<'stored' | 'repeat'>;
  copy(
    object: NewObject & { readonly source: Pointer & { readonly eTag: string } },
  ): Promise<'stored' | 'repeat'>;
}

export interface StoreRecordDependencies extends ValueRules {
  readonly originals: OriginalWriter;
  /**
   * Reads the first bytes, the size and the ETag of an object; undefined when it does not exist.
   */
  readonly peek: (pointer: Pointer) => Promise<
    | undefined
    | {
        readonly head: Uint8Array;
        readonly byteCount: number;
        readonly eTag: string;
      }
  >;
  readonly reject: (rejected: RejectedRecord) => Promise<void>;
}

/**
 * Stores a Kafka record as an original, whose event is then processed like any other. A record that
 * can never be stored is rejected, so that the rest of its partition is processed.
 *
 * @throws transient errors; the batch is retried
 */
export async function storeRecord(
  record: KafkaRecord,
  dependencies: StoreRecordDependencies,
): Promise<{ readonly outcome: RecordOutcome; readonly key: string; readonly code?: string }> {
  const key = objectKeyOf(record, record.headers['name']);
  try {
    return { outcome: await store(record, key, dependencies), key };
  } catch (error) {
    if (!(error instanceof RejectedRecordError)) throw error;
    await dependencies.reject(rejectionOf(record, key, error, dependencies));
    return { outcome: 'refused', key, code: error.code };
  }
}

/**
 * Rejects a record that its consumer cannot decode. Lambda's event source decodes records before it
 * invokes the function; other consumers call this function instead of the handler.
 *
 * @param reason the message of the decoder
 * @throws transient errors of the queue; the record is retried
 */
export async function rejectUnreadable(
  origin: Pick<KafkaRecord, 'topic' | 'partition' | 'offset'> & { readonly timestamp: number },
  reason: string,
  dependencies: Pick<StoreRecordDependencies, 'originals' | 'reject'>,
): Promise<void> {
  const record = { ...origin, timestampMs: origin.timestamp };
  const error = new RejectedRecordError('unreadable', {
    subject: 'record',
    expected: 'bytes that its codec decodes',
    received: reason,
  });
  await dependencies.reject(
    rejectionOf(record, objectKeyOf(record, undefined), error, dependencies),
  );
}

async function store(
  { value, headers }: KafkaRecord,
  key: string,
  dependencies: StoreRecordDependencies,
): Promise<'stored' | 'repeat'> {
  const { originals } = dependencies;
  const content = readValue(value, dependencies);
  const userMetadata = userMetadataOf(headers);
  if ('mediaType' in content) {
    return originals.put({ key, bytes: value, userMetadata, mediaType: content.mediaType });
  }
  const source = await peekAllowed(content, dependencies);
  return originals.copy({ key, userMetadata, ...source });
}

async function peekAllowed(pointer: Pointer, dependencies: StoreRecordDependencies) {
  const found = await dependencies.peek(pointer);
  if (found === undefined) {
    throw new RejectedRecordError('nothing-there', {
      subject: 'pointer',
      expected: 'a readable object',
      received: `none at s3://${pointer.bucket}/${pointer.key}`,
    });
  }
  checkByteCount(found.byteCount, dependencies);
  const mediaType = requireMediaType(found.head);
  return { mediaType, source: { ...pointer, eTag: found.eTag } };
}

const MAX_UPLOADER_CHARACTERS = 255;

/**
 * The object metadata that the thumbnailer reads. S3 allows ASCII only, so that other characters
 * are percent-encoded.
 */
function userMetadataOf({
  uploader,
  name,
}: KafkaRecord['headers']): Readonly<Record<string, string>> {
  const ascii = uploader
    ?.toWellFormed()
    .replaceAll(/[^\x20-\x7e]+/g, encodeURIComponent)
    .trim()
    .slice(0, MAX_UPLOADER_CHARACTERS);
  return uploadMetadata({ uploadedBy: ascii, uploadedThrough: 'kafka', fileName: name });
}

function rejectionOf(
  record: Pick<KafkaRecord, 'topic' | 'partition' | 'offset' | 'timestampMs'>,
  key: string,
  { code, message }: RejectedRecordError,
  { originals }: Pick<StoreRecordDependencies, 'originals'>,
): RejectedRecord {
  const { topic, partition, offset } = record;
  return {
    refused: 'kafka-record',
    failureId: failureIdOf(record),
    ...{ topic, partition, offset, code },
    timestamp: timeOf(record).toISOString(),
    object: { bucket: originals.bucket, key },
    reason: message,
  };
}
