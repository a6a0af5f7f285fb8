import { randomUUID } from 'node:crypto';
import type { ChangeFeed } from '@miniatura/metadata';
import { LeaseLostError } from './errors.ts';

const LEASE = 'etl';
const RENEWALS_PER_LEASE = 3;

/**
 * Runs `work` while holding the lease, so that one run is at work at a time; renews it meanwhile.
 * The signal aborts when another run has taken over. Null: another run holds the lease.
 */
export async function holdLease<Result>(
  feed: Pick<ChangeFeed, 'acquireLease' | 'releaseLease'>,
  durationMs: number,
  work: (signal: AbortSignal) => Promise<Result>,
): Promise<Result | null> {
  const request = { name: LEASE, holder: randomUUID(), durationMs };
  if (!(await feed.acquireLease(request))) return null;
  const lost = new AbortController();
  const renew = async () => {
    if (!(await feed.acquireLease(request))) lost.abort(new LeaseLostError());
  };
  const timer = setInterval(() => {
    renew().catch((cause: unknown) => lost.abort(new LeaseLostError({ cause })));
  }, durationMs / RENEWALS_PER_LEASE);
  try {
    return await work(lost.signal);
  } finally {
    clearInterval(timer);
    // One that is not given back runs out by itself: no reason to hide why the work has failed.
    await feed.releaseLease(request).catch(() => undefined);
  }
}
