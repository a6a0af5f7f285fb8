import type { Stack } from 'aws-cdk-lib';

/** The buckets of images. */
export const IMAGE_BUCKETS = ['originals', 'thumbnails'] as const;
export type ImageBucket = (typeof IMAGE_BUCKETS)[number];

export interface NamedStage {
  /** Name of the stage's resources, such as `miniatura-dev`. */
  readonly name: string;
  readonly generation: number;
}

/**
 * Returns the fixed name of a bucket. The page's headers name the buckets, and the buckets name the
 * page's origin, so that neither side can wait for the other.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html
 */
export function imageBucketName(
  { account }: Stack,
  bucket: ImageBucket,
  { name, generation }: NamedStage,
): string {
  return `${name}-${bucket}-${account}-${generation}`;
}
