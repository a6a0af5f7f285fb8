import { checksumHeader } from '../checksums.ts';
import { customerKeyHeaders } from '../customer-key.ts';
import { S3Error } from '../errors.ts';
import { expirationHeader } from '../lifecycle.ts';
import type { EmittedEvent } from '../notification-configuration.ts';
import { objectFilePath } from '../object-file-path.ts';
import { type ObjectDescription, parseObjectDescription } from '../object-headers.ts';
import type { ObjectVersion } from '../object-table.ts';
import { type Operation, type OperationContext, versionIdHeader } from '../operation.ts';
import {
  checkWritePreconditions,
  parseWritePreconditions,
  type WritePreconditions,
} from '../preconditions.ts';
import { type ByteSink, receiveBody, type ReceivedBody } from '../receive-body.ts';

/**
 * The maximum size of a PUT or part: 5 GiB (S3 User Guide, "Amazon S3 multipart upload limits").
 */
export const MAX_PUT_BYTES = 5 * 1024 ** 3;

/** PUT /bucket/key */
export const putObject: Operation = async (context) => {
  const { store, request, authentication } = context;
  const { bucket, key, headers } = request;
  const target = store.buckets.get(bucket);
  const preconditions = parseWritePreconditions(headers);
  checkWritePreconditions(preconditions, store.objects.findLatest(bucket, key));
  const version = await storeObject(context, {
    key,
    description: parseObjectDescription(headers, target, store.now().getTime()),
    eventName: 'ObjectCreated:Put',
    preconditions,
    receive: (sink) => receiveBody(request, authentication, MAX_PUT_BYTES, sink),
  });
  return { status: 200, headers: writtenHeaders(context, version) };
};

/** A new object whose bytes are being received. */
export interface IncomingObject {
  readonly key: string;
  readonly description: ObjectDescription;
  readonly eventName: EmittedEvent;
  readonly preconditions: WritePreconditions;
  readonly receive: (sink: ByteSink) => Promise<ReceivedBody>;
}

/** Writes the bytes and commits the object atomically. */
export function storeObject(
  { store, request, cause }: OperationContext,
  { key, description, eventName, preconditions, receive }: IncomingObject,
): Promise<ObjectVersion> {
  const { bucket } = request;
  if (key === '') throw new S3Error('InvalidArgument', 'Expected a key but received none.');
  return store.files.write({
    nameFile: (uniqueId) => objectFilePath(bucket, key, uniqueId),
    fill: receive,
    commit: (file, { byteCount, md5, checksum }) => {
      const attributes = {
        ...description.attributes,
        ...(checksum ? { checksum: { ...checksum, type: 'FULL_OBJECT' as const } } : {}),
      };
      const { storageClass } = description;
      const object = { bucket, key, byteCount, etag: md5, storageClass, file, attributes };
      return store.change((transaction) =>
        transaction.putObject(object, eventName, cause, preconditions),
      );
    },
  });
}

/** The headers of each response to a write: ETag, version, checksum, encryption, expiry. */
export function writtenHeaders(
  { store, request }: OperationContext,
  version: ObjectVersion,
): Record<string, string> {
  const { versioning, lifecycleRules } = store.buckets.get(request.bucket);
  const { checksum, headers, customerKeyMd5, tags = [] } = version.attributes;
  const encryption = Object.entries(headers).filter(([name]) =>
    name.startsWith('x-amz-server-side-encryption'),
  );
  return {
    etag: `"${version.etag}"`,
    ...versionIdHeader(versioning === 'Enabled', version.versionId),
    ...(checksum
      ? {
          [checksumHeader(checksum.algorithm)]: checksum.value,
          'x-amz-checksum-type': checksum.type,
        }
      : {}),
    ...Object.fromEntries(encryption),
    ...customerKeyHeaders(customerKeyMd5),
    ...expirationHeader(lifecycleRules, { ...version, tags }),
  };
}
