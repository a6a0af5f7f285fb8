import { type ChangeFeed, type Fingerprint, type FingerprintScope } from '@miniatura/metadata';
import { type DataApi, warehouseFingerprints } from '@miniatura/warehouse';

export interface ReconcilePorts {
  readonly feed: Pick<ChangeFeed, 'fingerprints' | 'imagesUnderway'>;
  readonly api: DataApi;
  readonly prepareWarehouse: () => Promise<void>;
}

/** What an image lacks in the warehouse, or has too much. */
export const DIFFERENCES = ['missing', 'left-over', 'other-version', 'other-labels'] as const;
export type Difference = (typeof DIFFERENCES)[number];

export interface DifferentImage {
  readonly imageId: string;
  readonly day: string;
  readonly difference: Difference;
}

/** Both databases, day by day. */
export interface ReconcileReport {
  /** Whether both agree on every image but those with a change underway. */
  readonly isEqual: boolean;
  readonly dayCount: number;
  /** Images of the source, and of the warehouse without those purged. */
  readonly sourceCount: number;
  readonly warehouseCount: number;
  /** The first that differ; `hasMore` when there are others. */
  readonly differences: readonly DifferentImage[];
  readonly hasMore: boolean;
  /** Images that differ because a change of theirs is not in the warehouse yet. */
  readonly underwayCount: number;
}

/** Enough to see what is wrong; counting on would read all of both databases. */
const MAX_DIFFERENCES = 100;

/**
 * Compares counts and checksums of each day on both sides, and where they differ goes on by the
 * beginning of the id and then image by image.
 */
export async function reconcile(ports: ReconcilePorts): Promise<ReconcileReport> {
  await ports.prepareWarehouse();
  const days = await compare(ports, { by: 'day' });
  const found: DifferentImage[] = [];
  let underwayCount = 0;
  for await (const images of differentImages(ports, days)) {
    const underway = await ports.feed.imagesUnderway(images.map((image) => image.imageId));
    underwayCount += underway.size;
    found.push(...images.filter((image) => !underway.has(image.imageId)));
    if (found.length > MAX_DIFFERENCES) break;
  }
  return {
    isEqual: found.length === 0,
    dayCount: days.length,
    sourceCount: sum(days.map((day) => day.source?.images ?? 0)),
    warehouseCount: sum(days.map((day) => day.warehouse?.images ?? 0)),
    differences: found.slice(0, MAX_DIFFERENCES),
    hasMore: found.length > MAX_DIFFERENCES,
    underwayCount,
  };
}

/** A group as both sides see it. */
interface Pair {
  readonly key: string;
  readonly source: Fingerprint | undefined;
  readonly warehouse: Fingerprint | undefined;
}

async function compare(ports: ReconcilePorts, scope: FingerprintScope): Promise<Pair[]> {
  const [source, warehouse] = await Promise.all([
    ports.feed.fingerprints(scope),
    warehouseFingerprints(ports.api, scope),
  ]);
  const sourceOf = new Map(source.map((each) => [each.key, each]));
  const warehouseOf = new Map(warehouse.map((each) => [each.key, each]));
  const keys = [...new Set([...sourceOf.keys(), ...warehouseOf.keys()])].toSorted();
  return keys.map((key) => ({ key, source: sourceOf.get(key), warehouse: warehouseOf.get(key) }));
}

function differs({ source, warehouse }: Pair): boolean {
  return (
    source?.images !== warehouse?.images ||
    source?.labels !== warehouse?.labels ||
    source?.checksum !== warehouse?.checksum
  );
}

async function* differentImages(
  ports: ReconcilePorts,
  days: readonly Pair[],
): AsyncGenerator<readonly DifferentImage[]> {
  for (const { key: day } of days.filter(differs)) {
    const prefixes = await compare(ports, { by: 'prefix', day });
    for (const { key: prefix } of prefixes.filter(differs)) {
      const images = await compare(ports, { by: 'image', day, prefix });
      yield images
        .filter(differs)
        .map((pair) => ({ imageId: pair.key, day, difference: differenceOf(pair) }));
    }
  }
}

function differenceOf({ source, warehouse }: Pair): Difference {
  if (warehouse === undefined) return 'missing';
  if (source === undefined) return 'left-over';
  return source.checksum === warehouse.checksum ? 'other-labels' : 'other-version';
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}
