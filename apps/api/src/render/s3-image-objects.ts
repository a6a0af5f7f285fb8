import { GetObjectCommand, NoSuchKey, type S3Client } from '@aws-sdk/client-s3';
import type { ImageObjects } from './render-image.ts';

/** Reads the objects from which images are rendered. */
export function s3ImageObjects(
  s3: S3Client,
  { originals, thumbnails }: { readonly originals: string; readonly thumbnails: string },
): ImageObjects {
  const read = async (Bucket: string, Key: string) => {
    try {
      const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }));
      return (await Body?.transformToByteArray()) ?? null;
    } catch (error) {
      if (error instanceof NoSuchKey) return null;
      throw error;
    }
  };
  return {
    original: (key) => read(originals, key),
    thumbnail: (key) => read(thumbnails, key),
  };
}
