import { createHash } from 'node:crypto';
import { CHECKSUM_ALGORITHMS } from '../checksums.ts';
import { readBytes } from '../copy-source.ts';
import { S3Error } from '../errors.ts';
import {
  finishChecksum,
  type FinishedChecksum,
  type ObjectChecksumClaim,
  parseObjectChecksum,
} from '../object-checksum.ts';
import { objectFilePath } from '../object-file-path.ts';
import type { ObjectFiles } from '../object-files.ts';
import type { ObjectAttributes, ObjectVersion } from '../object-table.ts';
import type { Operation, OperationContext, S3Response } from '../operation.ts';
import { checkWritePreconditions, parseWritePreconditions } from '../preconditions.ts';
import { measureBytes, type ReceivedBody, receiveText } from '../receive-body.ts';
import type { S3Request } from '../s3-request.ts';
import type { MultipartUpload, UploadPart } from '../upload-table.ts';
import { childrenOf, type ParsedXml, parseXml, renderXml, textOf } from '../xml.ts';
import { findUpload } from './multipart-uploads.ts';
import { writtenHeaders } from './put-object.ts';

const ROOT = 'CompleteMultipartUpload';
/** The minimum size of every part but the last: 5 MiB ("Amazon S3 multipart upload limits"). */
export const MIN_PART_BYTES = 5 * 1024 ** 2;

/** POST /bucket/key?uploadId: combines the parts to one file and creates the object. */
export const completeMultipartUpload: Operation = async (context) => {
  const { store, request, authentication } = context;
  store.buckets.get(request.bucket);
  const root = parseXml(await receiveText(withoutChecksums(request), authentication), ROOT);
  const listed = childrenOf(root, 'Part');
  const earlier = findCompleted(context, listed);
  if (earlier) return earlier;
  const upload = findUpload(context);
  const preconditions = parseWritePreconditions(request.headers);
  checkWritePreconditions(preconditions, store.objects.findLatest(upload.bucket, upload.key));
  const parts = selectParts(listed, store.uploads.listParts(upload.id));
  checkPartChecksums(listed, upload);
  checkObjectSize(request.headers, parts);
  const claim = parseObjectChecksum(request.headers, upload.attributes);
  return { outcome: join({ context, upload, parts, claim, listed }) };
};

/** Checksums in the headers are those of the object; the body has none. */
function withoutChecksums(request: S3Request): S3Request {
  return {
    ...request,
    headers: new Map([...request.headers].filter(([name]) => !name.startsWith('x-amz-checksum-'))),
  };
}

/** Returns the earlier result of a repeated completion. */
function findCompleted(
  { store, request: { bucket, key, query } }: OperationContext,
  listed: readonly ParsedXml[],
): S3Response | undefined {
  const answer = store.completedUploads.find(bucket, key, query.get('uploadId') ?? '');
  if (answer?.etag !== multipartEtag(listed.map((part) => ({ etag: listedEtag(part) })))) {
    return undefined;
  }
  return { status: 200, headers: answer.headers, body: answer.body };
}

interface Completion {
  readonly context: OperationContext;
  readonly upload: MultipartUpload;
  readonly parts: readonly UploadPart[];
  readonly claim: ObjectChecksumClaim;
  readonly listed: readonly ParsedXml[];
}

async function join(completion: Completion): Promise<S3Response> {
  const { context, upload, parts, claim, listed } = completion;
  const { files } = context.store;
  try {
    return await files.write({
      nameFile: (uniqueId) => objectFilePath(upload.bucket, upload.key, uniqueId),
      fill: async (sink) => {
        const measured = await measureBytes(readParts(files, parts), claim.wholeAlgorithm, sink);
        return { measured, checksum: await finishChecksum(claim, parts, measured) };
      },
      commit: (file, { measured, checksum }) => commit(completion, file, measured, checksum),
    });
  } catch (error) {
    // Another request may have completed the upload meanwhile.
    const earlier = findCompleted(context, listed);
    if (earlier) return earlier;
    throw error;
  }
}

function commit(
  { context, upload, parts }: Completion,
  file: string,
  { byteCount }: ReceivedBody,
  checksum: FinishedChecksum | undefined,
): S3Response {
  const { store, request, cause } = context;
  const { bucket, key, storageClass } = upload;
  const etag = multipartEtag(parts);
  const attributes = finishedAttributes(upload, parts, checksum);
  const object = { bucket, key, byteCount, etag, storageClass, file, attributes };
  return store.change((transaction) => {
    findUpload(context);
    const all = store.uploads.listParts(upload.id);
    transaction.obsoleteFiles.push(...all.map((part) => part.file));
    store.uploads.delete(upload.id);
    const version = transaction.putObject(
      object,
      'ObjectCreated:CompleteMultipartUpload',
      cause,
      parseWritePreconditions(request.headers),
    );
    const answer = { etag, ...describe(context, version) };
    store.completedUploads.insert({
      uploadId: upload.id,
      bucket,
      key,
      completedAtMs: store.now().getTime(),
      answer,
    });
    return { status: 200, headers: answer.headers, body: answer.body };
  });
}

function describe(context: OperationContext, version: ObjectVersion) {
  const { etag: _etag, ...headers } = writtenHeaders(context, version);
  const { checksum } = version.attributes;
  const body = renderXml('CompleteMultipartUploadResult', {
    Location: `http://${context.request.headers.get('host')}${context.request.rawPath}`,
    Bucket: version.bucket,
    Key: version.key,
    ETag: `"${version.etag}"`,
    ...(checksum ? { [`Checksum${checksum.algorithm}`]: checksum.value } : {}),
    ChecksumType: checksum?.type,
  });
  return { headers, body };
}

/** @throws S3Error InvalidRequest when `x-amz-mp-object-size` differs from the size of the parts */
function checkObjectSize(headers: S3Request['headers'], parts: readonly UploadPart[]): void {
  const claimed = headers.get('x-amz-mp-object-size');
  const byteCount = parts.reduce((sum, part) => sum + part.byteCount, 0);
  if (claimed === undefined || Number(claimed) === byteCount) return;
  throw new S3Error(
    'InvalidRequest',
    `The provided 'x-amz-mp-object-size' header value ${claimed} does not match what was computed: ${byteCount}`,
  );
}

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

/** @throws S3Error InvalidRequest: a composite checksum requires that of each part again */
function checkPartChecksums(
  listed: readonly ParsedXml[],
  { attributes: { checksumAlgorithm: algorithm, checksumType } }: MultipartUpload,
): void {
  if (!algorithm || checksumType !== 'COMPOSITE') return;
  const missing = listed.find((part) => textOf(part, `Checksum${algorithm}`) === undefined);
  if (missing === undefined) return;
  throw new S3Error(
    'InvalidRequest',
    `The upload was created using a ${algorithm.toLowerCase()} checksum. The complete request must include the checksum for each part. It was missing for part ${textOf(missing, 'PartNumber') ?? ''} in the request.`,
  );
}

/** Checks that the stored part has the client's ETag and checksum. */
function matchPart(element: ParsedXml, part: UploadPart | undefined): UploadPart {
  const etag = listedEtag(element);
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
    ETag: etag,
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

/** S3's ETag of a multipart object: the MD5 of the parts' MD5s, and their number. */
function multipartEtag(parts: readonly Pick<UploadPart, 'etag'>[]): string {
  const md5 = createHash('md5');
  for (const { etag } of parts) md5.update(Buffer.from(etag, 'hex'));
  return `${md5.digest('hex')}-${parts.length}`;
}

const listedEtag = (part: ParsedXml): string => textOf(part, 'ETag')?.replaceAll('"', '') ?? '';

function finishedAttributes(
  { attributes: { checksumAlgorithm: _algorithm, checksumType: _type, ...kept } }: MultipartUpload,
  parts: readonly UploadPart[],
  checksum: FinishedChecksum | undefined,
): ObjectAttributes {
  const partChecksums = parts.flatMap((part) =>
    part.checksum && part.checksum.algorithm === checksum?.algorithm ? part.checksum.value : [],
  );
  const isNumberedGaplessly = parts.every(({ number }, i) => number === i + 1);
  return {
    ...kept,
    ...(checksum ? { checksum } : {}),
    partByteCounts: parts.map(({ byteCount }) => byteCount),
    ...(isNumberedGaplessly ? {} : { partNumbers: parts.map(({ number }) => number) }),
    ...(partChecksums.length === parts.length ? { partChecksums } : {}),
  };
}
