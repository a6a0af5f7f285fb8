import {
  CopyObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { copySource, deleteObjects, hasStatus, listObjects, unquoteETag } from '@miniatura/objects';
import type { OriginalReader } from './make-thumbnails.ts';
import type { CurrentObjects } from './remove-thumbnails.ts';
import type { ThumbnailObjects } from './delete-stale-thumbnails.ts';

/** Reads originals from the buckets of events. */
export function s3Originals(s3: S3Client): OriginalReader & CurrentObjects {
  return {
    async get({ bucket, key, eTag, maxBytes }) {
      try {
        const object = await s3.send(
          new GetObjectCommand({ Bucket: bucket, Key: key, IfMatch: eTag }),
        );
        const byteCount = object.ContentLength ?? 0;
        const facts = {
          byteCount,
          eTag: unquoteETag(object.ETag),
          versionId: object.VersionId,
          uploadedAt: object.LastModified ?? new Date(),
          userMetadata: object.Metadata ?? {},
        };
        if (byteCount > maxBytes) {
          // Aborts the transfer: an unread body would keep the connection open.
          (object.Body as { destroy?: () => void } | undefined)?.destroy?.();
          return { found: 'current', ...facts, bytes: undefined };
        }
        return {
          found: 'current',
          ...facts,
          bytes: (await object.Body?.transformToByteArray()) ?? new Uint8Array(),
        };
      } catch (error) {
        if (hasStatus(error, 'preconditionFailed')) return { found: 'replaced' };
        if (hasStatus(error, 'notFound')) return { found: 'nothing' };
        throw error;
      }
    },

    async head({ bucket, key }) {
      try {
        const object = await s3.send(new HeadObjectCommand({ Bucket: bucket, Key: key }));
        return { eTag: unquoteETag(object.ETag), versionId: object.VersionId };
      } catch (error) {
        if (hasStatus(error, 'notFound')) return undefined;
        throw error;
      }
    },
  };
}

/** Stores thumbnails in their own bucket. */
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
        await s3.send(
          new CopyObjectCommand({
            Bucket: bucket,
            Key: to,
            CopySource: copySource({ bucket, key: from }),
            TaggingDirective: 'REPLACE',
          }),
        );
        return true;
      } catch (error) {
        if (hasStatus(error, 'notFound')) return false;
        throw error;
      }
    },

    async get(key) {
      const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
      return (await Body?.transformToByteArray()) ?? new Uint8Array();
    },

    async list(prefix) {
      const keys: string[] = [];
      for await (const page of listObjects(s3, { bucket, prefix })) {
        keys.push(...page.map(({ key }) => key));
      }
      return keys;
    },

    async delete(keys) {
      await deleteObjects(
        s3,
        bucket,
        keys.map((key) => ({ key })),
      );
    },
  };
}
