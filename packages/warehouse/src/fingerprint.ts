/** The day of images that were removed before they were seen. */
export const NO_DAY = 'none';

/** What is compared: images with their labels and owners, or paid calls. */
export const SUBJECTS = ['image', 'call'] as const;
export type Subject = (typeof SUBJECTS)[number];

/** How finely: all by day, a day's rows in at most 256 buckets by their key, or those one by one. */
export type FingerprintScope = { readonly subject: Subject } & (
  | { readonly by: 'day' }
  | { readonly by: 'bucket'; readonly day: string }
  | { readonly by: 'row'; readonly day: string; readonly bucket?: string }
);

/** What a checksum is over: keys and versions, labels with what they say, all other columns. */
export const ASPECTS = ['versions', 'labels', 'values'] as const;
export type Aspect = (typeof ASPECTS)[number];

/**
 * A count and checksums of a group of rows: two databases that agree on them have the same rows. A
 * checksum is a decimal number of any length: the sum over all rows of 40 bits of MD5.
 */
export interface Fingerprint extends Readonly<Record<Aspect, string>> {
  /** A day, a bucket, or the key of a row. */
  readonly key: string;
  readonly rows: number;
}

/** How many buckets a day's calls are in, by their number; images by two digits of their id. */
export const CALL_BUCKETS = 256;

/** The bucket of a row. */
export function bucketOf(subject: Subject, key: string): string {
  return subject === 'image' ? key.slice(0, 2) : String(Number(key) % CALL_BUCKETS);
}
