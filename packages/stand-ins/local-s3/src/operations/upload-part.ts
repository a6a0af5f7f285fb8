import { parseCopyRange } from '../byte-range.ts';
import { checksumHeader } from '../checksums.ts';
import { type CopySource, withCopySource } from '../copy-source.ts';
import { checkCustomerKey } from '../customer-key.ts';
import { S3Error } from '../errors.ts';
import {
  isoSeconds,
  type Operation,
  type OperationContext,
  type S3Response,
} from '../operation.ts';
import { type ByteSink, checkSize, receiveBody, type ReceivedBody } from '../receive-body.ts';
import type { MultipartUpload, UploadPart } from '../upload-table.ts';
import { renderXml } from '../xml.ts';
import { sourceVersionHeader } from './copy-object.ts';
import { encryptionHeaders, findUpload } from './multipart-uploads.ts';
import { MAX_PUT_BYTES } from './put-object.ts';

/** S3 User Guide, "Amazon S3 multipart upload limits". */
const MAX_PART_NUMBER = 10_000;

/** PUT /bucket/key?partNumber&uploadId */
export const uploadPart: Operation = async (context) => {
  const { request, authentication } = context;
  const number = parsePartNumber(request.query.get('partNumber'));
  const upload = findUpload(context);
  checkCustomerKey(request.headers, upload.attributes.customerKeyMd5);
  const { etag, checksum } = await storePart(context, upload, number, (sink) =>
    receiveBody(request, authentication, MAX_PUT_BYTES, sink),
  );
  return {
    status: 200,
    headers: {
      etag: `"${etag}"`,
      ...encryptionHeaders(upload.attributes),
      ...(checksum ? { [checksumHeader(checksum.algorithm)]: checksum.value } : {}),
    },
  };
};

/** PUT /bucket/key?partNumber&uploadId with `x-amz-copy-source` */
export const uploadPartCopy: Operation = (context) => ({
  outcome: withCopySource(context, (source) => copyPart(context, source)),
});

async function copyPart(context: OperationContext, source: CopySource): Promise<S3Response> {
  const { request } = context;
  const number = parsePartNumber(request.query.get('partNumber'));
  const upload = findUpload(context);
  checkCustomerKey(request.headers, upload.attributes.customerKeyMd5);
  const { byteCount } = source.version;
  const range = parseCopyRange(request.headers.get('x-amz-copy-source-range'), byteCount);
  checkSize(range ? range.end - range.start + 1 : byteCount, MAX_PUT_BYTES);
  const part = await storePart(context, upload, number, (sink) =>
    source.read(range, upload.attributes.checksumAlgorithm, sink),
  );
  const body = renderXml('CopyPartResult', {
    ETag: `"${part.etag}"`,
    LastModified: isoSeconds(part.lastModifiedMs),
    ...(part.checksum ? { [`Checksum${part.checksum.algorithm}`]: part.checksum.value } : {}),
  });
  return { status: 200, headers: sourceVersionHeader(source), body };
}

function parsePartNumber(text: string | undefined): number {
  const number = /^\d{1,5}$/.test(text ?? '') ? Number(text) : 0;
  if (number >= 1 && number <= MAX_PART_NUMBER) return number;
  throw new S3Error(
    'InvalidArgument',
    `Part number must be an integer between 1 and ${MAX_PART_NUMBER}, inclusive`,
    { ArgumentName: 'partNumber', ArgumentValue: text ?? '' },
  );
}

/** Stores a part, which replaces an earlier one with the same number. */
function storePart(
  { store }: OperationContext,
  upload: MultipartUpload,
  number: number,
  receive: (sink: ByteSink) => Promise<ReceivedBody>,
): Promise<UploadPart> {
  return store.files.write({
    nameFile: (uniqueId) => `uploads/${upload.id}/${number}~${uniqueId}`,
    fill: receive,
    commit: (file, { byteCount, md5, checksum }) => {
      const lastModifiedMs = store.now().getTime();
      const part = {
        uploadId: upload.id,
        number,
        byteCount,
        etag: md5,
        lastModifiedMs,
        file,
        checksum,
      };
      store.change(({ obsoleteFiles }) => {
        if (!store.uploads.find(upload.bucket, upload.key, upload.id)) {
          throw new S3Error('NoSuchUpload', undefined, { UploadId: upload.id });
        }
        const earlier = store.uploads.findPart(upload.id, number);
        if (earlier) obsoleteFiles.push(earlier.file);
        store.uploads.putPart(part);
      });
      return part;
    },
  });
}
