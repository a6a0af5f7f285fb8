import { createHash } from 'node:crypto';
import {
  CHECKSUM_ALGORITHMS,
  checksumHeader,
  compositeChecksum,
  type Checksum,
} from '../checksums.ts';
import { readBytes } from '../copy-source.ts';
import { S3Error } from '../errors.ts';
import { objectFilePath } from '../object-file-path.ts';
import type { ObjectFiles } from '../object-files.ts';
import type { ObjectAttributes } from '../object-table.ts';
import type { Operation } from '../operation.ts';
import { checkWritePreconditions, parseWritePreconditions } from '../preconditions.ts';
import { measureBytes, receiveText, type ReceivedBody } from '../receive-body.ts';
import type { MultipartUpload, UploadPart } from '../upload-table.ts';
import { childrenOf, parseXml, renderXml, textOf, type ParsedXml } from '../xml.ts';
import { findUpload } from './multipart-uploads.ts';
import { writtenHeaders } from './put-object.ts';

/** Least bytes of every part but the last: 5 MiB ("Amazon S3 multipart upload limits"). */
export const MIN_PART_BYTES = 5 * 1024 ** 2;

/** POST /bucket/key?uploadId: the parts become one file, and the object exists. */
export const completeMultipartUpload: Operation = async (context) => {
  const { store, request, authentication, cause } = context;
  const upload = findUpload(context);
  const { bucket, key } = upload;
  const preconditions = parseWritePreconditions(request.headers);
  checkWritePreconditions(preconditions, store.objects.findLatest(bucket, key));
  const root = parseXml(await receiveText(request, authentication), 'CompleteMultipartUpload');
  const parts = selectParts(childrenOf(root, 'Part'), store.uploads.listParts(upload.id));
  const version = await store.files.write({
    nameFile: (uniqueId) => objectFilePath(bucket, key, uniqueId),
    fill: async (sink) => {
      const joined = readParts(store.files, parts);
      const measured = await measureBytes(joined, fullObjectAlgorithm(upload), sink);
      return { measured, checksum: await finalChecksum(upload, parts, measured, request.headers) };
    },
    commit: (file, { measured, checksum }) =>
      store.change((transaction) => {
        findUpload(context);
        const all = store.uploads.listParts(upload.id);
        transaction.obsoleteFiles.push(...all.map((part) => part.file));
        store.uploads.delete(upload.id);
        const object = {
          bucket,
          key,
          byteCount: measured.byteCount,
          etag: multipartEtag(parts),
          storageClass: upload.storageClass,
          file,
          attributes: finishedAttributes(upload, parts, checksum),
        };
        const eventName = 'ObjectCreated:CompleteMultipartUpload';
        return transaction.putObject(object, eventName, cause, preconditions);
      }),
  });
  const { etag: _etag, ...headers } = writtenHeaders(context, version);
  const { checksum } = version.attributes;
  const body = renderXml('CompleteMultipartUploadResult', {
    Location: `http://${request.headers.get('host')}${request.rawPath}`,
    Bucket: bucket,
    Key: key,
    ETag: `"${version.etag}"`,
    ...(checksum ? { [`Checksum${checksum.algorithm}`]: checksum.value } : {}),
    ChecksumType: checksum?.type,
  });
  return { status: 200, headers, body };
};

/** @throws S3Error MalformedXML, InvalidPartOrder, InvalidPart, EntityTooSmall. */
function selectParts(
  listed: readonly ParsedXml[],
  stored: readonly UploadPart[],
): readonly UploadPart[] {
  if (listed.length === 0) throw new S3Error('MalformedXML', 'Expected at least one Part.');
  const byNumber = new Map(stored.map((part) => [part.number, part]));
  const numbers = listed.map((element) => Number(textOf(element, 'PartNumber')));
  if (numbers.some((number, i) => i > 0 && number <= (numbers[i - 1] as number))) {
    throw new S3Error('InvalidPartOrder');
  }
  const parts = listed.map((element, i) => matchPart(element, byNumber.get(numbers[i] as number)));
  const small = parts.slice(0, -1).find(({ byteCount }) => byteCount < MIN_PART_BYTES);
  if (small) {
    throw new S3Error('EntityTooSmall', undefined, {
      PartNumber: String(small.number),
      ProposedSize: String(small.byteCount),
      MinSizeAllowed: String(MIN_PART_BYTES),
    });
  }
  return parts;
}

/** The stored part must be the one the client saw: same ETag, same checksum. */
function matchPart(element: ParsedXml, part: UploadPart | undefined): UploadPart {
  const etag = textOf(element, 'ETag')?.replaceAll('"', '');
  const isSame =
    part !== undefined &&
    etag === part.etag &&
    CHECKSUM_ALGORITHMS.every((algorithm) => {
      const claimed = textOf(element, `Checksum${algorithm}`);
      const { checksum } = part;
      return (
        claimed === undefined || (checksum?.algorithm === algorithm && checksum.value === claimed)
      );
    });
  if (isSame) return part;
  throw new S3Error('InvalidPart', undefined, {
    PartNumber: textOf(element, 'PartNumber') ?? '',
    ETag: etag ?? '',
  });
}

async function* readParts(
  files: ObjectFiles,
  parts: readonly UploadPart[],
): AsyncGenerator<Buffer> {
  for (const { file, uploadId } of parts) {
    const handle = await files.open(file).catch((cause: NodeJS.ErrnoException) => {
      if (cause.code !== 'ENOENT') throw cause;
      throw new S3Error('NoSuchUpload', undefined, { UploadId: uploadId });
    });
    try {
      yield* readBytes(handle, undefined);
    } finally {
      await handle.close();
    }
  }
}

/** S3's ETag of a multipart object: MD5 of the parts' MD5s, and their number. */
function multipartEtag(parts: readonly UploadPart[]): string {
  const md5 = createHash('md5');
  for (const { etag } of parts) md5.update(Buffer.from(etag, 'hex'));
  return `${md5.digest('hex')}-${parts.length}`;
}

const fullObjectAlgorithm = ({ attributes }: MultipartUpload) =>
  attributes.checksumType === 'FULL_OBJECT' ? attributes.checksumAlgorithm : undefined;

/** @throws S3Error InvalidPart, BadDigest. */
async function finalChecksum(
  { attributes: { checksumAlgorithm: algorithm, checksumType } }: MultipartUpload,
  parts: readonly UploadPart[],
  measured: ReceivedBody,
  headers: ReadonlyMap<string, string>,
): Promise<Checksum | undefined> {
  if (!algorithm) return undefined;
  const value =
    checksumType === 'FULL_OBJECT'
      ? measured.checksum?.value
      : await compositeChecksum(
          algorithm,
          parts.map((part) => partChecksum(part, algorithm)),
        );
  const claimed = headers.get(checksumHeader(algorithm));
  if (claimed !== undefined && claimed.replace(/-\d+$/, '') !== value?.replace(/-\d+$/, '')) {
    throw new S3Error('BadDigest', `The ${algorithm} you specified did not match the parts.`);
  }
  return value === undefined ? undefined : { algorithm, value };
}

function partChecksum({ number, checksum }: UploadPart, algorithm: Checksum['algorithm']): string {
  if (checksum?.algorithm === algorithm) return checksum.value;
  throw new S3Error(
    'InvalidRequest',
    `Part ${number} was uploaded without its ${algorithm} checksum.`,
  );
}

function finishedAttributes(
  { attributes: { headers, tags, checksumType } }: MultipartUpload,
  parts: readonly UploadPart[],
  checksum: Checksum | undefined,
): ObjectAttributes {
  return {
    headers,
    ...(tags && tags.length > 0 ? { tags } : {}),
    ...(checksum && checksumType ? { checksum: { ...checksum, type: checksumType } } : {}),
    partByteCounts: parts.map(({ byteCount }) => byteCount),
  };
}
