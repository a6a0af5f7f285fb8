import type { Subject } from '@miniatura/warehouse';
import {
  compare,
  type CompareDependencies,
  type Difference,
  type DifferentRow,
  findDifferences,
  type Pair,
} from './find-differences.ts';

export interface ReconcileDependencies extends CompareDependencies {
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

/** The result of comparing both databases, day by day. */
export interface ReconcileReport {
  /** True if both agree on every image and call, except those whose changes are not loaded yet. */
  readonly isEqual: boolean;
  readonly dayCount: number;
  /** Number of images in the source, and in the warehouse without purged ones. */
  readonly sourceCount: number;
  readonly warehouseCount: number;
  /** Number of paid calls. */
  readonly sourceCallCount: number;
  readonly warehouseCallCount: number;
  /** The first differing images and calls; `hasMore` is true if there are others. */
  readonly differences: readonly DifferentImage[];
  readonly differentCalls: readonly DifferentCall[];
  readonly hasMore: boolean;
  /** Number of images and calls that differ only because a change is not loaded yet. */
  readonly underwayCount: number;
}

/** The search stops at this number, because a complete one would read both databases. */
const MAX_DIFFERENCES = 100;

/**
 * Compares all columns of images, labels, owners and calls by counts and checksums of each day. For
 * days that differ, it compares parts of the day, and then single rows.
 */
export async function reconcile(dependencies: ReconcileDependencies): Promise<ReconcileReport> {
  await dependencies.prepareWarehouse();
  const images = await reconcileRows(dependencies, 'image');
  const calls = await reconcileRows(dependencies, 'call');
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

async function reconcileRows(dependencies: ReconcileDependencies, subject: Subject) {
  const days = await compare(dependencies, { subject, by: 'day' });
  const found: DifferentRow[] = [];
  let underwayCount = 0;
  for await (const differences of findDifferences(dependencies, subject, days)) {
    underwayCount += differences.underwayCount;
    found.push(...differences.rows);
    if (found.length > MAX_DIFFERENCES) break;
  }
  return { days, found, underwayCount };
}

function sum(days: readonly Pair[], side: 'source' | 'warehouse'): number {
  return days.reduce((total, day) => total + (day[side]?.rows ?? 0), 0);
}
