import {
  CopyObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { copySource, hasStatus } from '@miniatura/objects';
import type { OriginalWriter, StoreRecordDependencies } from './store-record.ts';

/** Stores originals. Existing objects are never replaced. */
export function s3Originals(s3: S3Client, bucket: string): OriginalWriter {
  const describe = ({ key, mediaType, userMetadata }: Parameters<OriginalWriter['put']>[0]) => ({
    Bucket: bucket,
    Key: key,
    ContentType: mediaType,
    Metadata: { ...userMetadata },
    IfNoneMatch: '*',
  });
  return {
    bucket,
    async put(object) {
      const command = new PutObjectCommand({ ...describe(object), Body: object.bytes });
      return s3.send(command).then(() => 'stored' as const, repeatOrThrow);
    },
    async copy({ source, ...object }) {
      const command = new CopyObjectCommand({
        ...describe({ ...object, bytes: NO_BYTES }),
        CopySource: copySource(source),
        CopySourceIfMatch: source.eTag,
        MetadataDirective: 'REPLACE',
        // Copying tags would require further permissions.
        TaggingDirective: 'REPLACE',
      });
      try {
        await s3.send(command);
        return 'stored';
      } catch (error) {
        // Either the key exists, or the source was replaced. HeadObject distinguishes the two.
        if (!hasStatus(error, 'preconditionFailed')) throw error;
        await s3.send(new HeadObjectCommand({ Bucket: bucket, Key: object.key }));
        return 'repeat';
      }
    },
  };
}

const NO_BYTES = new Uint8Array();

function repeatOrThrow(error: unknown): 'repeat' {
  if (hasStatus(error, 'preconditionFailed')) return 'repeat';
  throw error;
}

/** The number of bytes needed to detect the media type. */
const PEEK_BYTES = 1024;

/** Creates a function that reads the first bytes of an object. */
export function s3Peek(s3: S3Client): StoreRecordDependencies['peek'] {
  return async ({ bucket, key }) => {
    const Range = `bytes=0-${PEEK_BYTES - 1}`;
    try {
      const object = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key, Range }));
      const head = (await object.Body?.transformToByteArray()) ?? NO_BYTES;
      const byteCount = Number(object.ContentRange?.split('/')[1] ?? head.byteLength);
      return { head, byteCount, eTag: object.ETag ?? '' };
    } catch (error) {
      if (hasStatus(error, 'rangeNotSatisfiable')) {
        return { head: NO_BYTES, byteCount: 0, eTag: '' };
      }
      // 403 does not mean that the object is missing: the bucket's policy is wrong and can be
      // corrected.
      if (hasStatus(error, 'notFound')) return undefined;
      throw error;
    }
  };
}
