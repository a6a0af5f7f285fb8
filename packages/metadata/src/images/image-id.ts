import { createHash } from 'node:crypto';

/**
 * The identity of an image: the first 32 hex digits of the SHA-256 of `bucket/key`. A bucket's name
 * has no slash, so two different pairs never make the same text.
 *
 * @example imageIdOf('originals', 'cat.jpg') // 'a7ea0fb01e59c5e0d8e2bb4f7c5bd1e9'
 */
export function imageIdOf(bucket: string, key: string): string {
  return createHash('sha256').update(`${bucket}/${key}`).digest('hex').slice(0, 32);
}
