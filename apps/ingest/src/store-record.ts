import type { RefusedRecord } from '@miniatura/metadata/failure-messages';
import { uploadMetadata } from '@miniatura/objects';
import { RefusedRecordError } from './errors.ts';
import type { KafkaRecord } from './kafka-event.ts';
import { failureIdOf, objectKeyOf, timeOf } from './object-key.ts';
import {
  checkByteCount,
  readValue,
  requireMediaType,
  type Pointer,
  type ValueRules,
} from './read-value.ts';
import type { RecordOutcome } from './resources.ts';

interface NewObject {
  readonly key: string;
  readonly mediaType: string;
  readonly userMetadata: Readonly<Record<string, string>>;
}

/** The bucket of originals. Both ways to write leave an object alone that is there: a `repeat`. */
export interface Originals {
  readonly bucket: string;
  put(object: NewObject & { readonly bytes: Uint8Array }): Promise<'stored' | 'repeat'>;
  copy(
    object: NewObject & { readonly source: Pointer & { readonly eTag: string } },
  ): Promise<'stored' | 'repeat'>;
}

export interface StoreRecordDependencies extends ValueRules {
  readonly originals: Originals;
  /** The first bytes of what a pointer names, and how many there are; undefined for nothing. */
  readonly peek: (pointer: Pointer) => Promise<
    | undefined
    | {
        readonly head: Uint8Array;
        readonly byteCount: number;
        readonly eTag: string;
      }
  >;
  readonly refuse: (refused: RefusedRecord) => Promise<void>;
}

/**
 * Kafka record → original, from where it goes the way of all originals. A record that can never
 * become one is refused, and its partition goes on.
 *
 * @throws whatever may pass: the caller lets the batch come again
 */
export async function storeRecord(
  record: KafkaRecord,
  dependencies: StoreRecordDependencies,
): Promise<{ readonly outcome: RecordOutcome; readonly key: string; readonly code?: string }> {
  const key = objectKeyOf(record, record.headers['name']);
  try {
    return { outcome: await store(record, key, dependencies), key };
  } catch (error) {
    if (!(error instanceof RefusedRecordError)) throw error;
    await dependencies.refuse(refusalOf(record, key, error, dependencies));
    return { outcome: 'refused', key, code: error.code };
  }
}

/**
 * Rejects a record that its consumer cannot decode. Lambda's event source decodes before it invokes;
 * a consumer of one's own calls this instead of the handler.
 *
 * @param reason what the decoder says
 * @throws transient errors of the queue; the record is retried
 */
export async function rejectUnreadable(
  origin: Pick<KafkaRecord, 'topic' | 'partition' | 'offset'> & { readonly timestamp: number },
  reason: string,
  dependencies: Pick<StoreRecordDependencies, 'originals' | 'refuse'>,
): Promise<void> {
  const record = { ...origin, timestampMs: origin.timestamp };
  const error = new RefusedRecordError('unreadable', {
    subject: 'record',
    expected: 'bytes that its codec decodes',
    received: reason,
  });
  await dependencies.refuse(refusalOf(record, objectKeyOf(record, undefined), error, dependencies));
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
    throw new RefusedRecordError('nothing-there', {
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

/** The thumbnailer reads it. S3 keeps ASCII only, so that other letters are percent-encoded. */
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

function refusalOf(
  record: Pick<KafkaRecord, 'topic' | 'partition' | 'offset' | 'timestampMs'>,
  key: string,
  { code, message }: RefusedRecordError,
  { originals }: Pick<StoreRecordDependencies, 'originals'>,
): RefusedRecord {
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
