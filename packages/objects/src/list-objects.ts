import { paginateListObjectsV2, type S3Client } from '@aws-sdk/client-s3';
import { unquoteETag } from './entity-tag.ts';
import { decodeObjectKey } from './object-key.ts';

/** An object in a listing of S3. */
export interface ListedObject {
  readonly bucket: string;
  readonly key: string;
  /** Entity tag without quotes. */
  readonly eTag: string;
  readonly byteCount: number;
  readonly lastModified: Date;
}

export interface ListObjectsRequest {
  readonly bucket: string;
  readonly prefix: string;
  /** Lists only keys after this one. */
  readonly startAfter?: string | undefined;
  /** At most 1,000, which is the default. */
  readonly pageSize?: number | undefined;
}

/** Lists objects, page by page, in order of key. A page may be empty. */
export async function* listObjects(
  s3: S3Client,
  { bucket, prefix, startAfter, pageSize }: ListObjectsRequest,
): AsyncGenerator<readonly ListedObject[]> {
  const pages = paginateListObjectsV2(
    { client: s3 },
    {
      Bucket: bucket,
      Prefix: prefix,
      StartAfter: startAfter,
      MaxKeys: pageSize,
      // XML cannot represent every character that a key may have.
      EncodingType: 'url',
    },
  );
  for await (const { Contents = [] } of pages) {
    yield Contents.map(({ Key = '', ETag, Size = 0, LastModified = new Date(0) }) => ({
      bucket,
      key: decodeObjectKey(Key),
      eTag: unquoteETag(ETag),
      byteCount: Size,
      lastModified: LastModified,
    }));
  }
}
