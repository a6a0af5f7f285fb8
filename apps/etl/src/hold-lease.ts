import { randomUUID } from 'node:crypto';
import type { ChangeFeed } from '@miniatura/metadata';
import { LeaseLostError } from './errors.ts';

const LEASE = 'etl';
const RENEWALS_PER_LEASE = 3;

/**
 * Runs `work` while it holds and renews the lease, so that only one run works at a time. The signal
 * aborts if another run has taken the lease.
 * @returns null if another run holds the lease
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
    // If the release fails, the lease expires by itself. Its error must not hide that of the work.
    await feed.releaseLease(request).catch(() => undefined);
  }
}
