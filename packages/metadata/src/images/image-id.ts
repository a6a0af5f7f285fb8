import { createHash } from 'node:crypto';

/**
 * Returns the id of an image: the first 32 hexadecimal digits of the SHA-256 of `bucket/key`. A
 * bucket's name has no slash, so that different pairs never have the same text.
 *
 * @example imageIdOf('originals', 'cat.jpg') // 'a7ea0fb01e59c5e0d8e2bb4f7c5bd1e9'
 */
export function imageIdOf(bucket: string, key: string): string {
  return createHash('sha256').update(`${bucket}/${key}`).digest('hex').slice(0, 32);
}
