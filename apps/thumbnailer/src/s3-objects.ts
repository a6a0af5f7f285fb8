import type { Readable } from 'node:stream';
import {
  CopyObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { copySource, deleteObjects, hasStatus, listObjects, unquoteETag } from '@miniatura/objects';
import { readBody } from './read-body.ts';

export interface OriginalReader {
  /** Reads the object if it still has this entity tag. */
  get(object: {
    readonly bucket: string;
    readonly key: string;
    readonly eTag: string | undefined;
    readonly maxBytes: number;
  }): Promise<Original | { readonly found: 'replaced' | 'nothing' }>;
  /** Returns the current object of the key, if there is one. */
  head(object: {
    readonly bucket: string;
    readonly key: string;
  }): Promise<{ readonly eTag: string; readonly versionId: string | undefined } | undefined>;
}

export interface Original {
  readonly found: 'current';
  /** Undefined when the object has more than `maxBytes`. */
  readonly bytes: Uint8Array | undefined;
  readonly byteCount: number;
  readonly eTag: string;
  readonly versionId: string | undefined;
  readonly uploadedAt: Date;
  readonly userMetadata: Readonly<Record<string, string>>;
}

export interface ThumbnailObjects {
  put(object: {
    readonly key: string;
    readonly bytes: Uint8Array;
    readonly mediaType: string;
  }): Promise<void>;
  /** Copies an object. Returns false when it does not exist. */
  copy(object: { readonly from: string; readonly to: string }): Promise<boolean>;
  get(key: string): Promise<Uint8Array>;
  list(prefix: string): Promise<string[]>;
  delete(keys: readonly string[]): Promise<void>;
}

/** Reads originals from the buckets of events. */
export function s3Originals(s3: S3Client): OriginalReader {
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
          (object.Body as Readable).destroy();
          return { found: 'current', ...facts, bytes: undefined };
        }
        return {
          found: 'current',
          ...facts,
          bytes: await readBody(object.Body as Readable, byteCount),
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
