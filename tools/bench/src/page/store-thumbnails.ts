import { PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { THUMBNAILS_BUCKET } from '@miniatura/local';
import { makeRenditions } from '@miniatura/resize';
import sharp from 'sharp';

/** Width and height of the drawn images, in pixels. */
const SIZES = [
  [1200, 800],
  [800, 1200],
  [1000, 1000],
  [1600, 900],
] as const;

/** The thumbnails of one drawn image, which many rows share. */
export interface StoredThumbnail {
  readonly imageWidth: number;
  readonly imageHeight: number;
  readonly thumbHash: string | null;
  readonly renditions: readonly {
    readonly name: string;
    readonly objectKey: string;
    readonly width: number;
    readonly height: number;
    readonly byteCount: number;
  }[];
}

/** Draws images and makes their thumbnails. `put` stores them once the stack runs. */
export async function makeThumbnails() {
  const objects: { readonly key: string; readonly bytes: Uint8Array }[] = [];
  const thumbnails: StoredThumbnail[] = [];
  for (const [imageWidth, imageHeight] of SIZES) {
    const made = await makeRenditions(await drawNoise(imageWidth, imageHeight));
    const renditions = made.renditions.map(({ name, width, height, bytes }) => {
      const objectKey = `bench/${thumbnails.length}/${name}.webp`;
      objects.push({ key: objectKey, bytes });
      return { name, objectKey, width, height, byteCount: bytes.length };
    });
    thumbnails.push({ imageWidth, imageHeight, thumbHash: made.thumbHash, renditions });
  }
  return {
    thumbnails,
    put: async (s3: S3Client): Promise<void> => {
      for (const { key, bytes } of objects) {
        await s3.send(
          new PutObjectCommand({
            ...{ Bucket: THUMBNAILS_BUCKET, Key: key, Body: bytes },
            ContentType: 'image/webp',
          }),
        );
      }
    },
  };
}

/** Draws noise, whose thumbnails cost as much to decode as those of photos. */
function drawNoise(width: number, height: number): Promise<Buffer> {
  const noise = { type: 'gaussian', mean: 128, sigma: 40 } as const;
  return sharp({ create: { width, height, channels: 3, background: '#888', noise } })
    .jpeg()
    .toBuffer();
}
