import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { HeadObjectCommand, NotFound, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import type { ImportFile } from './find-files.ts';
import { ORIGINALS_BUCKET } from './names.ts';

/**
 * Puts a file into the originals, unless it is there already.
 * @returns the object's entity tag: the MD5 of its bytes, since it is put in one part
 */
export async function uploadFile(
  s3: S3Client,
  { path, key }: ImportFile,
  uploadedBy: string,
): Promise<string> {
  const eTag = await md5Of(path);
  if ((await eTagOf(s3, key)) === eTag) return eTag;
  await s3.send(
    new PutObjectCommand({
      Bucket: ORIGINALS_BUCKET,
      Key: key,
      Body: createReadStream(path),
      ContentLength: (await stat(path)).size,
      Metadata: { 'uploaded-by': uploadedBy, 'uploaded-through': 'import' },
    }),
  );
  return eTag;
}

async function md5Of(path: string): Promise<string> {
  const hash = createHash('md5');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}

async function eTagOf(s3: S3Client, key: string): Promise<string | undefined> {
  try {
    const { ETag } = await s3.send(new HeadObjectCommand({ Bucket: ORIGINALS_BUCKET, Key: key }));
    return ETag?.replaceAll('"', '');
  } catch (error) {
    if (error instanceof NotFound) return undefined;
    throw error;
  }
}
