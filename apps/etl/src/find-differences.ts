import type { ChangeFeed } from '@miniatura/metadata';
import {
  ASPECTS,
  type DataApi,
  type Fingerprint,
  type FingerprintScope,
  type Subject,
  warehouseFingerprints,
} from '@miniatura/warehouse';
import { sourceFingerprints } from './source-fingerprints.ts';

export interface CompareDependencies {
  readonly feed: Pick<ChangeFeed, 'allImages' | 'allCalls' | 'imagesUnderway' | 'callsUnderway'>;
  readonly api: DataApi;
}

/**
 * How the warehouse's row differs. `missing`: the warehouse has no such row. `left-over`: the
 * source has no such row. `doubled`: the warehouse has several such rows, or several of its owner.
 * `other-values`: the version is the same, and another column differs.
 */
export const DIFFERENCES = [
  'missing',
  'left-over',
  'doubled',
  'other-version',
  'other-labels',
  'other-values',
] as const;
export type Difference = (typeof DIFFERENCES)[number];

/** A row that differs, by the id of its image or call. */
export interface DifferentRow {
  readonly key: string;
  readonly day: string;
  readonly difference: Difference;
}

/** The differing rows in one bucket of a day. */
export interface Differences {
  readonly rows: readonly DifferentRow[];
  /** Number of rows that differ only because a change is not loaded yet. */
  readonly underwayCount: number;
}

/** The fingerprints of a group of rows on both sides. */
export interface Pair {
  readonly key: string;
  readonly source: Fingerprint | undefined;
  readonly warehouse: Fingerprint | undefined;
}

/**
 * A day with at most this many rows is compared row by row, without comparing its buckets first.
 */
const FEW_ROWS = 2000;

/** Compares counts and checksums of both sides, by key. */
export async function compare(
  dependencies: CompareDependencies,
  scope: FingerprintScope,
): Promise<Pair[]> {
  const [source, warehouse] = await Promise.all([
    sourceFingerprints(dependencies.feed, scope),
    warehouseFingerprints(dependencies.api, scope),
  ]);
  const sourceOf = new Map(source.map((each) => [each.key, each]));
  const warehouseOf = new Map(warehouse.map((each) => [each.key, each]));
  const keys = [...new Set([...sourceOf.keys(), ...warehouseOf.keys()])].toSorted();
  return keys.map((key) => ({ key, source: sourceOf.get(key), warehouse: warehouseOf.get(key) }));
}

/** Compares the buckets of differing days, and the rows of differing buckets. */
export async function* findDifferences(
  dependencies: CompareDependencies,
  subject: Subject,
  days: readonly Pair[],
): AsyncGenerator<Differences> {
  for (const pair of days.filter(differs)) {
    for await (const scope of scopesWithin(dependencies, subject, pair)) {
      const rows = (await compare(dependencies, scope)).filter(differs);
      const found = rows.map((each) => ({
        key: each.key,
        day: pair.key,
        difference: differenceOf(each),
      }));
      const underway = await underwayOf(dependencies, subject, found);
      yield {
        rows: found.filter(({ key }) => !underway.has(key)),
        underwayCount: underway.size,
      };
    }
  }
}

async function* scopesWithin(
  dependencies: CompareDependencies,
  subject: Subject,
  { key: day, source, warehouse }: Pair,
): AsyncGenerator<FingerprintScope> {
  if (Math.max(source?.rows ?? 0, warehouse?.rows ?? 0) <= FEW_ROWS) {
    yield { subject, by: 'row', day };
    return;
  }
  const buckets = await compare(dependencies, { subject, by: 'bucket', day });
  for (const { key: bucket } of buckets.filter(differs)) yield { subject, by: 'row', day, bucket };
}

function differs({ source, warehouse }: Pair): boolean {
  return (
    source?.rows !== warehouse?.rows ||
    ASPECTS.some((aspect) => source?.[aspect] !== warehouse?.[aspect])
  );
}

function differenceOf({ source, warehouse }: Pair): Difference {
  if (warehouse === undefined) return 'missing';
  if (source === undefined) return 'left-over';
  if (source.rows !== warehouse.rows) return 'doubled';
  if (source.versions !== warehouse.versions) return 'other-version';
  return source.labels === warehouse.labels ? 'other-values' : 'other-labels';
}

async function underwayOf(
  { feed }: CompareDependencies,
  subject: Subject,
  rows: readonly DifferentRow[],
): Promise<ReadonlySet<string>> {
  const keys = rows.map(({ key }) => key);
  if (subject === 'image') return feed.imagesUnderway(keys);
  return new Set([...(await feed.callsUnderway(keys.map(Number)))].map(String));
}
