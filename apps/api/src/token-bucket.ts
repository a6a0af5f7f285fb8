/** A rate limit: `burst` requests at once, and `perMinute` in the long run. */
export interface RequestRate {
  readonly burst: number;
  readonly perMinute: number;
}

interface Bucket {
  tokens: number;
  filledAtMs: number;
}

const MS_PER_MINUTE = 60_000;
/**
 * Largest number of buckets; beyond it, the least recently used key starts again with a full
 * bucket.
 */
const MAX_BUCKETS = 10_000;

/** Keeps a token bucket for each key, in this process. */
export class TokenBuckets {
  readonly #rate: RequestRate;
  readonly #now: () => number;
  readonly #buckets = new Map<string, Bucket>();

  constructor(rate: RequestRate, now: () => number) {
    this.#rate = rate;
    this.#now = now;
  }

  /** Takes a token. @returns 0, or if there is none, the seconds until there is one, rounded up */
  take(key: string): number {
    const bucket = this.#filled(key);
    if (bucket.tokens < 1) {
      return Math.ceil(((1 - bucket.tokens) * MS_PER_MINUTE) / this.#rate.perMinute / 1000);
    }
    bucket.tokens -= 1;
    return 0;
  }

  #filled(key: string): Bucket {
    const now = this.#now();
    const before = this.#buckets.get(key) ?? { tokens: this.#rate.burst, filledAtMs: now };
    const news = ((now - before.filledAtMs) * this.#rate.perMinute) / MS_PER_MINUTE;
    const bucket = { tokens: Math.min(this.#rate.burst, before.tokens + news), filledAtMs: now };
    // It is deleted first, so that the map's order is that of the last use.
    this.#buckets.delete(key);
    this.#buckets.set(key, bucket);
    const [oldest] = this.#buckets.keys();
    if (this.#buckets.size > MAX_BUCKETS && oldest !== undefined) this.#buckets.delete(oldest);
    return bucket;
  }
}
