import { randomBytes } from 'node:crypto';
import {
  CHECKSUM_TYPES,
  type ChecksumAlgorithm,
  type ChecksumType,
  parseChecksumAlgorithm,
} from '../checksums.ts';
import { customerKeyHeaders } from '../customer-key.ts';
import { S3Error } from '../errors.ts';
import { parseObjectDescription } from '../object-headers.ts';
import type { ObjectAttributes } from '../object-table.ts';
import {
  isoSeconds,
  noContent,
  type Operation,
  type OperationContext,
  OWNER,
} from '../operation.ts';
import type { MultipartUpload } from '../upload-table.ts';
import { renderXml } from '../xml.ts';
import { parseMarker, parseMaxEntries } from './list-objects.ts';

/** POST /bucket/key?uploads */
export const createMultipartUpload: Operation = ({ store, request }) => {
  const { bucket, key, headers } = request;
  const nowMs = store.now().getTime();
  const description = parseObjectDescription(headers, store.buckets.get(bucket), nowMs);
  const checksum = parseChecksumChoice(headers);
  const upload: MultipartUpload = {
    id: randomBytes(24).toString('hex'),
    bucket,
    key,
    initiatedAtMs: nowMs,
    storageClass: description.storageClass,
    attributes: { ...description.attributes, ...checksum },
  };
  store.change(() => store.uploads.insert(upload));
  return {
    status: 200,
    headers: {
      ...encryptionHeaders(upload.attributes),
      ...(checksum.checksumAlgorithm
        ? { 'x-amz-checksum-algorithm': checksum.checksumAlgorithm }
        : {}),
      ...(checksum.checksumType ? { 'x-amz-checksum-type': checksum.checksumType } : {}),
    },
    body: renderXml('InitiateMultipartUploadResult', {
      Bucket: bucket,
      Key: key,
      UploadId: upload.id,
    }),
  };
};

/** The headers that describe an object's encryption. */
export function encryptionHeaders({
  headers,
  customerKeyMd5,
}: ObjectAttributes): Record<string, string> {
  return {
    ...Object.fromEntries(
      Object.entries(headers).filter(([name]) => name.startsWith('x-amz-server-side-encryption')),
    ),
    ...customerKeyHeaders(customerKeyMd5),
  };
}

/**
 * CRC64NVME covers the whole object, SHA1 and SHA256 cover the parts' checksums, the others either.
 */
function parseChecksumChoice(headers: ReadonlyMap<string, string>): {
  checksumAlgorithm?: ChecksumAlgorithm;
  checksumType?: ChecksumType;
} {
  const name = headers.get('x-amz-checksum-algorithm');
  const typeName = headers.get('x-amz-checksum-type')?.toUpperCase();
  if (name === undefined) {
    if (typeName === undefined) return {};
    throw new S3Error(
      'InvalidRequest',
      'The x-amz-checksum-type header needs x-amz-checksum-algorithm.',
    );
  }
  const algorithm = parseChecksumAlgorithm(name);
  if (!algorithm)
    throw new S3Error('InvalidRequest', 'Checksum algorithm provided is unsupported.');
  const fallback = algorithm === 'CRC64NVME' ? 'FULL_OBJECT' : 'COMPOSITE';
  const type = CHECKSUM_TYPES.find((known) => known === (typeName ?? fallback));
  const isPossible =
    algorithm === 'CRC64NVME'
      ? type === 'FULL_OBJECT'
      : type === 'COMPOSITE' || !algorithm.startsWith('SHA');
  if (!type || !isPossible) {
    throw new S3Error(
      'InvalidRequest',
      `The ${typeName} checksum type cannot be used with the ${algorithm} checksum algorithm.`,
    );
  }
  return { checksumAlgorithm: algorithm, checksumType: type };
}

/** Returns the upload of a request. @throws S3Error NoSuchBucket, NoSuchUpload */
export function findUpload({ store, request }: OperationContext): MultipartUpload {
  const { bucket, key, query } = request;
  store.buckets.get(bucket);
  const id = query.get('uploadId') ?? '';
  const upload = store.uploads.find(bucket, key, id);
  if (!upload) throw new S3Error('NoSuchUpload', undefined, { UploadId: id });
  return upload;
}

/** DELETE /bucket/key?uploadId */
export const abortMultipartUpload: Operation = (context) => {
  const { id } = findUpload(context);
  context.store.change((transaction) => transaction.abortUpload(id));
  return noContent;
};

/** GET /bucket/key?uploadId */
export const listParts: Operation = (context) => {
  const upload = findUpload(context);
  const { query } = context.request;
  const maxParts = parseMaxEntries('max-parts', query.get('max-parts'));
  const marker = parseMarker('part-number-marker', query.get('part-number-marker'));
  const parts = context.store.uploads.listParts(upload.id).filter(({ number }) => number > marker);
  const page = parts.slice(0, maxParts);
  const body = renderXml('ListPartsResult', {
    Bucket: upload.bucket,
    Key: upload.key,
    UploadId: upload.id,
    PartNumberMarker: marker,
    NextPartNumberMarker: page.at(-1)?.number,
    MaxParts: maxParts,
    IsTruncated: parts.length > page.length,
    Initiator: OWNER,
    Owner: OWNER,
    StorageClass: upload.storageClass,
    ChecksumAlgorithm: upload.attributes.checksumAlgorithm,
    ChecksumType: upload.attributes.checksumType,
    Part: page.map((part) => ({
      PartNumber: part.number,
      LastModified: isoSeconds(part.lastModifiedMs),
      ETag: `"${part.etag}"`,
      Size: part.byteCount,
      ...(part.checksum ? { [`Checksum${part.checksum.algorithm}`]: part.checksum.value } : {}),
    })),
  });
  return { status: 200, body };
};

/** GET /bucket?uploads, without a delimiter */
export const listMultipartUploads: Operation = ({ store, request }) => {
  const { bucket, query } = request;
  store.buckets.get(bucket);
  if (query.get('delimiter')) {
    throw new S3Error('NotImplemented', 'A delimiter for multipart uploads is not implemented.');
  }
  const maxUploads = parseMaxEntries('max-uploads', query.get('max-uploads'));
  const prefix = query.get('prefix') ?? '';
  const keyMarker = query.get('key-marker') ?? '';
  const idMarker = query.get('upload-id-marker') ?? '';
  // Without an id, a key marker is after all uploads of that key: ids are hexadecimal, so below
  // `~`.
  const uploads = [
    ...store.uploads.list(bucket, keyMarker, idMarker === '' ? '~' : idMarker),
  ].filter(({ key }) => key.startsWith(prefix));
  const page = uploads.slice(0, maxUploads);
  const isTruncated = uploads.length > page.length;
  const body = renderXml('ListMultipartUploadsResult', {
    Bucket: bucket,
    Prefix: prefix,
    KeyMarker: keyMarker,
    UploadIdMarker: idMarker,
    NextKeyMarker: isTruncated ? page.at(-1)?.key : undefined,
    NextUploadIdMarker: isTruncated ? page.at(-1)?.id : undefined,
    MaxUploads: maxUploads,
    IsTruncated: isTruncated,
    Upload: page.map((upload) => ({
      Key: upload.key,
      UploadId: upload.id,
      Initiator: OWNER,
      Owner: OWNER,
      StorageClass: upload.storageClass,
      Initiated: isoSeconds(upload.initiatedAtMs),
    })),
  });
  return { status: 200, body };
};
