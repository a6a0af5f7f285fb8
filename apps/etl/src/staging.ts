import { PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { deleteObjects, listObjects } from '@miniatura/objects';

/** The storage for staged files. */
export interface Staging {
  /** `s3://BUCKET/KEY` */
  uriOf(key: string): string;
  put(key: string, bytes: Uint8Array): Promise<void>;
  /** Deletes all objects with this prefix. Finding none is no error. */
  deleteAll(keyPrefix: string): Promise<void>;
}

/** Returns the staging storage in an S3 bucket. */
export function s3Staging(s3: S3Client, bucket: string): Staging {
  return {
    uriOf: (key) => `s3://${bucket}/${key}`,
    async put(key, bytes) {
      await s3.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: bytes }));
    },
    async deleteAll(keyPrefix) {
      for await (const objects of listObjects(s3, { bucket, prefix: keyPrefix })) {
        await deleteObjects(s3, bucket, objects);
      }
    },
  };
}
