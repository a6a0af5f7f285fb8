import {
  CopyObjectCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  HeadObjectCommand,
  NotFound,
  paginateListObjectsV2,
  PutObjectCommand,
  S3ServiceException,
  type S3Client,
} from '@aws-sdk/client-s3';
import type { Originals } from './make-thumbnails.ts';
import type { CurrentObjects } from './remove-thumbnails.ts';
import type { ThumbnailObjects } from './sweep-thumbnails.ts';

const HTTP_PRECONDITION_FAILED = 412;
const HTTP_NOT_FOUND = 404;
/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObjects.html */
const MAX_KEYS_PER_DELETE = 1000;

/** Originals, read from the buckets that events name. */
export function s3Originals(s3: S3Client): Originals & CurrentObjects {
  return {
    async get({ bucket, key, eTag, maxBytes }) {
      try {
        const object = await s3.send(
          new GetObjectCommand({ Bucket: bucket, Key: key, IfMatch: eTag }),
        );
        const byteCount = object.ContentLength ?? 0;
        const facts = {
          byteCount,
          eTag: unquoted(object.ETag),
          versionId: object.VersionId,
          uploadedAt: object.LastModified ?? new Date(),
          userMetadata: object.Metadata ?? {},
        };
        if (byteCount > maxBytes) {
          // Ends the transfer: the rest of a body that nobody reads would hold the connection.
          (object.Body as { destroy?: () => void } | undefined)?.destroy?.();
          return { found: 'current', ...facts, bytes: undefined };
        }
        return {
          found: 'current',
          ...facts,
          bytes: (await object.Body?.transformToByteArray()) ?? new Uint8Array(),
        };
      } catch (error) {
        if (statusOf(error) === HTTP_PRECONDITION_FAILED) return { found: 'replaced' };
        if (statusOf(error) === HTTP_NOT_FOUND) return { found: 'nothing' };
        throw error;
      }
    },

    async head({ bucket, key }) {
      try {
        const object = await s3.send(new HeadObjectCommand({ Bucket: bucket, Key: key }));
        return { eTag: unquoted(object.ETag), versionId: object.VersionId };
      } catch (error) {
        if (error instanceof NotFound || statusOf(error) === HTTP_NOT_FOUND) return undefined;
        throw error;
      }
    },
  };
}

/** Thumbnails, kept in one bucket of their own. */
export function s3Thumbnails(s3: S3Client, bucket: string): ThumbnailObjects {
  return {
    async put({ key, bytes, mediaType }) {
      await s3.send(
        new PutObjectCommand({
          Bucket: bucket,
          Key: key,
          Body: bytes,
          ContentType: mediaType,
          CacheControl: 'private, max-age=31536000, immutable',
        }),
      );
    },

    async copy({ from, to }) {
      if (from === to) return true;
      try {
        const CopySource = `${bucket}/${encodeURIComponent(from)}`;
        await s3.send(
          new CopyObjectCommand({
            Bucket: bucket,
            Key: to,
            CopySource,
            TaggingDirective: 'REPLACE',
          }),
        );
        return true;
      } catch (error) {
        if (statusOf(error) === HTTP_NOT_FOUND) return false;
        throw error;
      }
    },

    async get(key) {
      const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
      return (await Body?.transformToByteArray()) ?? new Uint8Array();
    },

    async list(prefix) {
      const keys: string[] = [];
      const pages = paginateListObjectsV2({ client: s3 }, { Bucket: bucket, Prefix: prefix });
      for await (const { Contents = [] } of pages) {
        keys.push(...Contents.flatMap(({ Key }) => Key ?? []));
      }
      return keys;
    },

    async delete(keys) {
      for (let first = 0; first < keys.length; first += MAX_KEYS_PER_DELETE) {
        const Objects = keys.slice(first, first + MAX_KEYS_PER_DELETE).map((Key) => ({ Key }));
        const { Errors = [] } = await s3.send(
          new DeleteObjectsCommand({ Bucket: bucket, Delete: { Objects, Quiet: true } }),
        );
        // DeleteObjects answers 200 even where single keys were not deleted.
        if (Errors[0]) throw new Error(`S3 kept ${Errors[0].Key}: ${Errors[0].Message}`);
      }
    },
  };
}

function statusOf(error: unknown): number | undefined {
  return error instanceof S3ServiceException ? error.$metadata.httpStatusCode : undefined;
}

/** Events carry the entity tag without the quotes that HTTP puts around it. */
function unquoted(eTag: string | undefined): string {
  return (eTag ?? '').replaceAll('"', '');
}
