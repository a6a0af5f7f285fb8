import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  HeadObjectCommand,
  paginateListParts,
  type S3Client,
  S3ServiceException,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { hasStatus, ignoreGoneOrReplaced, uploadMetadata } from '@miniatura/objects';
import type { MultipartUploads } from '../routes/multipart-routes.ts';
import { SIGNED_FOR_SECONDS } from '../signed-for.ts';
import type { StoredPart } from './complete-upload.ts';
import type { StartedUpload } from './upload-id.ts';

/** Uploads originals into one bucket, in parts. */
export function s3Multipart(s3: S3Client, bucket: string): MultipartUploads {
  const signer = withoutChecksums(s3);
  const named = ({ key, s3UploadId }: StartedUpload) => ({
    Bucket: bucket,
    Key: key,
    UploadId: s3UploadId,
  });
  return {
    bucket,
    async create({ key, name, mediaType, subject }) {
      const { UploadId = '' } = await s3.send(
        new CreateMultipartUploadCommand({
          Bucket: bucket,
          Key: key,
          ContentType: mediaType,
          Metadata: uploadMetadata({
            uploadedBy: subject,
            uploadedThrough: 'api',
            fileName: name,
          }),
        }),
      );
      return UploadId;
    },
    signPart: (upload, { partNumber, byteCount }) =>
      getSignedUrl(
        signer,
        // The length is signed, so that S3 accepts exactly this number of bytes.
        new UploadPartCommand({
          ...named(upload),
          PartNumber: partNumber,
          ContentLength: byteCount,
        }),
        { expiresIn: SIGNED_FOR_SECONDS },
      ),
    async listParts(upload) {
      const stored: StoredPart[] = [];
      try {
        for await (const { Parts = [] } of paginateListParts({ client: s3 }, named(upload))) {
          for (const { PartNumber = 0, Size = 0, ETag = '' } of Parts) {
            stored.push({ partNumber: PartNumber, byteCount: Size, etag: ETag });
          }
        }
      } catch (error) {
        if (hasStatus(error, 'notFound')) return null;
        throw error;
      }
      return stored;
    },
    async complete(upload, parts) {
      const Parts = parts.map(({ partNumber, etag }) => ({ PartNumber: partNumber, ETag: etag }));
      try {
        await s3.send(
          new CompleteMultipartUploadCommand({ ...named(upload), MultipartUpload: { Parts } }),
        );
        return 'completed';
      } catch (error) {
        if (hasStatus(error, 'notFound')) return 'gone';
        if (isReplacedPart(error)) return 'replaced';
        throw error;
      }
    },
    async abort(upload) {
      await s3.send(new AbortMultipartUploadCommand(named(upload))).catch(ignoreGoneOrReplaced);
    },
    async isStored({ key }) {
      try {
        await s3.send(new HeadObjectCommand({ Bucket: bucket, Key: key }));
        return true;
      } catch (error) {
        if (hasStatus(error, 'notFound')) return false;
        throw error;
      }
    },
  };
}

/** A part was uploaded again after the parts were listed. */
function isReplacedPart(error: unknown): boolean {
  return error instanceof S3ServiceException && error.name === 'InvalidPart';
}

/**
 * Returns the client with which the URLs of parts are signed. Otherwise the SDK adds the checksum of
 * an empty body to the URL, which no part has.
 */
function withoutChecksums(s3: S3Client): S3Client {
  const config = {
    ...s3.config,
    requestChecksumCalculation: () => Promise.resolve('WHEN_REQUIRED' as const),
  };
  return Object.assign(Object.create(s3) as S3Client, { config });
}
