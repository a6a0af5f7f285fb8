/** The day of images that were removed before they were processed. */
export const NO_DAY = 'none';

/** The compared subjects: images with their labels and owners, or paid calls. */
export const SUBJECTS = ['image', 'call'] as const;
export type Subject = (typeof SUBJECTS)[number];

/**
 * The granularity: all rows by day, a day's rows in at most 256 buckets by their key, or the rows
 * of a bucket one by one.
 */
export type FingerprintScope = { readonly subject: Subject } & (
  | { readonly by: 'day' }
  | { readonly by: 'bucket'; readonly day: string }
  | { readonly by: 'row'; readonly day: string; readonly bucket?: string }
);

/** What a checksum covers: keys and versions, labels, or all other columns. */
export const ASPECTS = ['versions', 'labels', 'values'] as const;
export type Aspect = (typeof ASPECTS)[number];

/**
 * A count and checksums of a group of rows. Two databases with equal fingerprints have the same
 * rows. A checksum is a decimal number of any length: the sum over all rows of 40 bits of MD5.
 */
export interface Fingerprint extends Readonly<Record<Aspect, string>> {
  /** A day, a bucket, or the key of a row. */
  readonly key: string;
  readonly rows: number;
}

/**
 * Number of buckets of a day's calls, by their number. Images have buckets by two digits of their
 * id.
 */
export const CALL_BUCKETS = 256;

/** Returns the bucket of a row. */
export function bucketOf(subject: Subject, key: string): string {
  return subject === 'image' ? key.slice(0, 2) : String(Number(key) % CALL_BUCKETS);
}
