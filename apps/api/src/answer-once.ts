import { createHash } from 'node:crypto';
import type { IdempotencyKeys } from '@miniatura/metadata';
import { ApiError } from './errors.ts';

/** A request that may have an idempotency key. */
export interface OnceRequest {
  /** The value of the header; undefined for a request that is answered each time. */
  readonly idempotencyKey: string | undefined;
  readonly subject: string;
  /** The id of the operation, to which the key belongs. */
  readonly operation: string;
  /** The parts of the request that a repeated one must have, too. */
  readonly content: readonly (string | Uint8Array)[];
}

/** What the answer of a request is made from. It is the same when the request is repeated. */
export interface OnceAnswer {
  /** The time of the first request. */
  readonly firstAt: Date;
  readonly isRepeated: boolean;
  /** Returns a source of random numbers for the part of the answer with this index. */
  readonly randomOf: (index: number) => (() => number) | undefined;
}

export interface OnceDependencies {
  readonly idempotencyKeys: IdempotencyKeys;
  readonly now: () => Date;
}

const RETRY_AFTER_SECONDS = 1;

/**
 * Answers a request once: when it is sent again with the same key, the answer is the same.
 * @throws ApiError `conflict` while the first request is being answered, `idempotency-key-reused`
 *   for a request with another content
 */
export async function answerOnce<Answer>(
  { idempotencyKeys, now }: OnceDependencies,
  request: OnceRequest,
  answer: (once: OnceAnswer) => Promise<Answer>,
): Promise<Answer> {
  if (request.idempotencyKey === undefined) {
    return answer({ firstAt: now(), isRepeated: false, randomOf: () => undefined });
  }
  const keyHash = hashOf([request.subject, request.operation, unquoted(request.idempotencyKey)]);
  const requestHash = hashOf(request.content);
  const claim = await idempotencyKeys.claim({ keyHash, requestHash, now: now() });
  if (claim.kind === 'mismatch') {
    const detail = 'Expected a new Idempotency-Key for a request with another content';
    throw new ApiError('idempotency-key-reused', detail);
  }
  if (claim.kind === 'running') {
    const detail = `A request with this Idempotency-Key is being answered: try again in ${RETRY_AFTER_SECONDS} s`;
    throw new ApiError('conflict', detail, { retryAfterSeconds: RETRY_AFTER_SECONDS });
  }
  const isRepeated = claim.kind === 'repeated';
  const randomOf = (index: number) => seededRandom(`${keyHash} ${index}`);
  try {
    const answered = await answer({ firstAt: claim.firstAt, isRepeated, randomOf });
    if (!isRepeated) await idempotencyKeys.complete(keyHash, now());
    return answered;
  } catch (error) {
    if (claim.kind === 'claimed') await idempotencyKeys.release(keyHash, claim);
    throw error;
  }
}

function unquoted(key: string): string {
  return /^"(.*)"$/.exec(key)?.[1] ?? key;
}

/** Each part is hashed with its length, so that no other parts have the same hash. */
function hashOf(parts: readonly (string | Uint8Array)[]): string {
  const hash = createHash('sha256');
  for (const part of parts) {
    hash.update(`${Buffer.byteLength(part)} `).update(part);
  }
  return hash.digest('hex');
}

/** Returns the bytes of a hash as numbers from 0 to 1. */
function seededRandom(seed: string): () => number {
  const bytes = createHash('sha256').update(seed).digest().values();
  return () => (bytes.next().value ?? 0) / 256;
}
