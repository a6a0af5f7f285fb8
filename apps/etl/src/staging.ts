import {
  DeleteObjectsCommand,
  paginateListObjectsV2,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3';

/** Where files lie between the databases. */
export interface Staging {
  /** `s3://BUCKET/KEY` */
  uriOf(key: string): string;
  put(key: string, bytes: Uint8Array): Promise<void>;
  /** Deletes all objects whose keys begin so; none is as good. */
  deleteAll(keyPrefix: string): Promise<void>;
}

/** A folder of a bucket. */
export function s3Staging(s3: S3Client, bucket: string): Staging {
  return {
    uriOf: (key) => `s3://${bucket}/${key}`,
    async put(key, bytes) {
      await s3.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: bytes }));
    },
    async deleteAll(keyPrefix) {
      // A page has as many keys as a deletion takes: 1,000.
      const pages = paginateListObjectsV2({ client: s3 }, { Bucket: bucket, Prefix: keyPrefix });
      for await (const { Contents = [] } of pages) {
        if (Contents.length === 0) continue;
        const Objects = Contents.map(({ Key }) => ({ Key }));
        const { Errors = [] } = await s3.send(
          new DeleteObjectsCommand({ Bucket: bucket, Delete: { Objects, Quiet: true } }),
        );
        // DeleteObjects answers 200 even where single keys were not deleted.
        if (Errors[0]) throw new Error(`S3 kept ${Errors[0].Key}: ${Errors[0].Message}`);
      }
    },
  };
}
