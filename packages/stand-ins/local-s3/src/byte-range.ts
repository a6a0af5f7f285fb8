import { S3Error } from './errors.ts';

/** The bytes from `start` up to and including `end`. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/**
 * Parses a `Range` header for an object of `byteCount` bytes. As in HTTP and S3, several ranges and
 * ranges in other units return undefined, which means all bytes.
 * @throws S3Error InvalidRange when no byte of the object is in the range
 */
export function parseRange(header: string | undefined, byteCount: number): ByteRange | undefined {
  const match = /^bytes=(\d*)-(\d*)$/.exec(header?.trim() ?? '');
  const [, first = '', last = ''] = match ?? [];
  if (!match || (first === '' && last === '')) return undefined;
  const start = first === '' ? Math.max(byteCount - Number(last), 0) : Number(first);
  const end = first === '' || last === '' ? byteCount - 1 : Number(last);
  if (first !== '' && end < start && last !== '') return undefined;
  if (start >= byteCount || (first === '' && Number(last) === 0)) {
    throw new S3Error('InvalidRange', undefined, {
      RangeRequested: header ?? '',
      ActualObjectSize: String(byteCount),
    });
  }
  return { start, end: Math.min(end, byteCount - 1) };
}

/**
 * Parses `x-amz-copy-source-range`, which must be within the source.
 * @throws S3Error InvalidArgument, InvalidRange
 */
export function parseCopyRange(
  header: string | undefined,
  byteCount: number,
): ByteRange | undefined {
  if (header === undefined) return undefined;
  const match = /^bytes=(\d+)-(\d+)$/.exec(header);
  if (!match || Number(match[1]) > Number(match[2])) {
    throw new S3Error(
      'InvalidArgument',
      'The x-amz-copy-source-range value must be of the form bytes=first-last',
      { ArgumentName: 'x-amz-copy-source-range', ArgumentValue: header },
    );
  }
  const range = { start: Number(match[1]), end: Number(match[2]) };
  if (range.end >= byteCount) {
    throw new S3Error(
      'InvalidArgument',
      `Range specified is not valid for source object of size: ${byteCount}`,
    );
  }
  return range;
}
