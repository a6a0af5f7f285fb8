import { JSONStringified } from '@aws-lambda-powertools/parser/helpers';
import { ALLOWED_MEDIA_TYPES, type MediaType, sniffMediaType } from '@miniatura/resize/media-type';
import * as z from 'zod';
import { RejectedRecordError } from './errors.ts';

/** A pointer to an image in S3 that is too large for a record. */
const pointerSchema = JSONStringified(
  z.strictObject({ bucket: z.string().min(1), key: z.string().min(1).max(1024) }),
);
export type Pointer = Readonly<z.output<typeof pointerSchema>>;

export interface ValueRules {
  readonly pointerBuckets: readonly string[];
  readonly maxBytes: number;
}

/** No image format starts with this byte. */
const OPENING_BRACE = 0x7b;

/**
 * Parses a record's value, which is a pointer in JSON, `{"bucket":"…","key":"…"}`, or an image.
 * @throws RejectedRecordError
 */
export function readValue(
  value: Uint8Array,
  rules: ValueRules,
): Pointer | { readonly mediaType: MediaType } {
  if (value[0] === OPENING_BRACE) return readPointer(value, rules);
  checkByteCount(value.byteLength, rules);
  return { mediaType: requireMediaType(value) };
}

function readPointer(value: Uint8Array, { pointerBuckets }: ValueRules): Pointer {
  const text = Buffer.from(value).toString();
  const { success, data, error } = pointerSchema.safeParse(text);
  if (!success) {
    const received = text.slice(0, 100);
    throw new RejectedRecordError(
      'invalid-pointer',
      { subject: 'pointer', expected: '{"bucket":"…","key":"…"}', received },
      { cause: error },
    );
  }
  if (pointerBuckets.includes(data.bucket)) return data;
  throw new RejectedRecordError('forbidden-bucket', {
    subject: "pointer's bucket",
    expected: pointerBuckets.length > 0 ? `one of ${pointerBuckets.join(', ')}` : 'no pointer',
    received: data.bucket,
  });
}

/** @throws RejectedRecordError */
export function checkByteCount(byteCount: number, { maxBytes }: ValueRules): void {
  const bounds = { subject: 'byte count', received: String(byteCount) };
  if (byteCount === 0)
    throw new RejectedRecordError('empty', { ...bounds, expected: 'at least 1' });
  if (byteCount <= maxBytes) return;
  throw new RejectedRecordError('too-large', { ...bounds, expected: `at most ${maxBytes}` });
}

/**
 * Detects the media type from the first bytes, not from a name or a header. @throws
 * RejectedRecordError
 */
export function requireMediaType(head: Uint8Array): MediaType {
  const sniffed = sniffMediaType(head);
  const allowed = ALLOWED_MEDIA_TYPES.find((mediaType) => mediaType === sniffed);
  if (allowed !== undefined) return allowed;
  throw new RejectedRecordError('unsupported-type', {
    subject: 'media type',
    expected: `one of ${ALLOWED_MEDIA_TYPES.join(', ')}`,
    received: sniffed ?? 'content of no known image type',
  });
}
