import type { FileHandle } from 'node:fs/promises';
import type { ByteRange } from './byte-range.ts';
import type { ChecksumAlgorithm } from './checksums.ts';
import { checkCustomerKey, COPY_SOURCE_KEY_PREFIX } from './customer-key.ts';
import { S3Error } from './errors.ts';
import { type ObjectName, openObject, parseVersionId } from './find-object.ts';
import type { ObjectVersion } from './object-table.ts';
import type { OperationContext } from './operation.ts';
import { checkReadPreconditions } from './preconditions.ts';
import { type ByteSink, measureBytes, type ReceivedBody } from './receive-body.ts';
import { decodeUriComponent } from './uri-encoding.ts';

const READ_BYTES = 1024 * 1024;

/**
 * Parses `bucket/key`, percent-encoded, with an optional leading slash and `?versionId=…`.
 * @throws S3Error InvalidArgument
 */
export function parseCopySource(header: string): ObjectName {
  const [path = '', query = ''] = header.split('?versionId=');
  const [bucket = '', ...key] = decodeUriComponent(path).replace(/^\//, '').split('/');
  if (bucket === '' || key.join('/') === '') {
    throw new S3Error('InvalidArgument', 'Expected bucket/key for x-amz-copy-source.', {
      ArgumentName: 'x-amz-copy-source',
      ArgumentValue: header,
    });
  }
  const versionId = header.includes('?versionId=') ? parseVersionId(query) : undefined;
  return { bucket, key: key.join('/'), versionId };
}

/** The open source of a copy. */
export interface CopySource {
  readonly version: ObjectVersion;
  readonly isVersioned: boolean;
  /** Reads all bytes or a range, and measures them. */
  readonly read: (
    range: ByteRange | undefined,
    algorithm: ChecksumAlgorithm | undefined,
    sink: ByteSink,
  ) => Promise<ReceivedBody>;
}

/**
 * Opens the source of a request, passes it to `use` and closes it.
 * @throws S3Error PreconditionFailed, and errors of `findObject`
 */
export async function withCopySource<T>(
  { store, request }: OperationContext,
  use: (source: CopySource) => Promise<T>,
): Promise<T> {
  const name = parseCopySource(request.headers.get('x-amz-copy-source') ?? '');
  const { handle, version, isVersioned } = await openObject(store, name, async (found, file) => ({
    ...found,
    handle: await store.files.open(file),
  }));
  try {
    const { customerKeyMd5 } = version.attributes;
    checkCustomerKey(request.headers, customerKeyMd5, COPY_SOURCE_KEY_PREFIX);
    const state = checkReadPreconditions(request.headers, version, 'x-amz-copy-source-');
    if (state === 'not-modified') throw new S3Error('PreconditionFailed');
    return await use({
      version,
      isVersioned,
      read: (range, algorithm, sink) => measureBytes(readBytes(handle, range), algorithm, sink),
    });
  } finally {
    await handle.close();
  }
}

/** Reads the bytes of an open file without closing it. */
export function readBytes(handle: FileHandle, range: ByteRange | undefined): AsyncIterable<Buffer> {
  return handle.createReadStream({
    ...range,
    highWaterMark: READ_BYTES,
    autoClose: false,
    start: range?.start ?? 0,
  });
}
