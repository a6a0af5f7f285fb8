import { paginateListObjectsV2, type S3Client } from '@aws-sdk/client-s3';

/** The keys of all objects in a bucket, in the order of S3. */
export async function keysIn(s3: S3Client, Bucket: string): Promise<string[]> {
  const keys: string[] = [];
  for await (const { Contents = [] } of paginateListObjectsV2({ client: s3 }, { Bucket })) {
    keys.push(...Contents.map(({ Key = '' }) => Key));
  }
  return keys;
}
