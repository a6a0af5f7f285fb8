import type { Subject } from '@miniatura/warehouse';
import {
  compare,
  type ComparePorts,
  type Difference,
  type DifferentRow,
  findDifferences,
  type Pair,
} from './find-differences.ts';

export interface ReconcilePorts extends ComparePorts {
  readonly prepareWarehouse: () => Promise<void>;
}

export interface DifferentImage {
  readonly imageId: string;
  readonly day: string;
  readonly difference: Difference;
}

export interface DifferentCall {
  readonly callId: number;
  readonly day: string;
  readonly difference: Difference;
}

/** Both databases, day by day. */
export interface ReconcileReport {
  /** Whether both agree on every image and call but those with a change underway. */
  readonly isEqual: boolean;
  readonly dayCount: number;
  /** Images of the source, and of the warehouse without those purged. */
  readonly sourceCount: number;
  readonly warehouseCount: number;
  /** Paid calls. */
  readonly sourceCallCount: number;
  readonly warehouseCallCount: number;
  /** The first images and calls that differ; `hasMore` when there are others. */
  readonly differences: readonly DifferentImage[];
  readonly differentCalls: readonly DifferentCall[];
  readonly hasMore: boolean;
  /** Images and calls that differ because a change is not in the warehouse yet. */
  readonly underwayCount: number;
}

/** Enough to see what is wrong; counting on would read all of both databases. */
const MAX_DIFFERENCES = 100;

/**
 * Compares all columns of images, labels, owners and calls on both sides by counts and checksums of
 * each day; where they differ it goes on by parts of the day and then row by row.
 */
export async function reconcile(ports: ReconcilePorts): Promise<ReconcileReport> {
  await ports.prepareWarehouse();
  const images = await reconcileRows(ports, 'image');
  const calls = await reconcileRows(ports, 'call');
  return {
    isEqual: images.found.length + calls.found.length === 0,
    dayCount: images.days.length,
    sourceCount: sum(images.days, 'source'),
    warehouseCount: sum(images.days, 'warehouse'),
    sourceCallCount: sum(calls.days, 'source'),
    warehouseCallCount: sum(calls.days, 'warehouse'),
    differences: images.found
      .slice(0, MAX_DIFFERENCES)
      .map(({ key, ...rest }) => ({ imageId: key, ...rest })),
    differentCalls: calls.found
      .slice(0, MAX_DIFFERENCES)
      .map(({ key, ...rest }) => ({ callId: Number(key), ...rest })),
    hasMore: Math.max(images.found.length, calls.found.length) > MAX_DIFFERENCES,
    underwayCount: images.underwayCount + calls.underwayCount,
  };
}

async function reconcileRows(ports: ReconcilePorts, subject: Subject) {
  const days = await compare(ports, { subject, by: 'day' });
  const found: DifferentRow[] = [];
  let underwayCount = 0;
  for await (const differences of findDifferences(ports, subject, days)) {
    underwayCount += differences.underwayCount;
    found.push(...differences.rows);
    if (found.length > MAX_DIFFERENCES) break;
  }
  return { days, found, underwayCount };
}

function sum(days: readonly Pair[], side: 'source' | 'warehouse'): number {
  return days.reduce((total, day) => total + (day[side]?.rows ?? 0), 0);
}
