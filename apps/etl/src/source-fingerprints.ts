import type { CallScope, ChangeFeed, ImageScope } from '@miniatura/metadata';
import {
  type Aspect,
  ASPECTS,
  bucketOf,
  CALL_BUCKETS,
  callChecksums,
  type Fingerprint,
  type FingerprintScope,
  imageChecksums,
  NO_DAY,
} from '@miniatura/warehouse';
import { stagedCall, stagedImage, stagedLabels } from './staged-image.ts';

interface Row {
  readonly key: string;
  readonly day: string;
  readonly checksums: Readonly<Record<Aspect, number>>;
}

type SourceRows = Pick<ChangeFeed, 'allImages' | 'allCalls'>;

/**
 * Returns fingerprints of the source's rows in their staged form, by key. `warehouseFingerprints`
 * returns the same for the same rows.
 */
export async function sourceFingerprints(
  feed: SourceRows,
  scope: FingerprintScope,
): Promise<readonly Fingerprint[]> {
  const groups = new Map<string, { rows: number } & Record<Aspect, bigint>>();
  for await (const row of rowsOf(feed, scope)) {
    const key = keyOf(row, scope);
    const group = groups.get(key) ?? { rows: 0, versions: 0n, values: 0n, labels: 0n };
    group.rows += 1;
    for (const aspect of ASPECTS) group[aspect] += BigInt(row.checksums[aspect]);
    groups.set(key, group);
  }
  return [...groups].map(([key, { rows, versions, values, labels }]) => ({
    key,
    rows,
    versions: String(versions),
    values: String(values),
    labels: String(labels),
  }));
}

function keyOf({ key, day }: Row, { subject, by }: FingerprintScope): string {
  if (by === 'day') return day;
  return by === 'bucket' ? bucketOf(subject, key) : key;
}

function rowsOf(feed: SourceRows, scope: FingerprintScope): AsyncGenerator<Row> {
  return scope.subject === 'image' ? imagesOf(feed, scope) : callsOf(feed, scope);
}

async function* imagesOf(feed: SourceRows, scope: FingerprintScope): AsyncGenerator<Row> {
  for await (const page of feed.allImages(imageScopeOf(scope))) {
    for (const image of page) {
      const staged = stagedImage(image);
      yield {
        key: image.row.imageId,
        day: String(staged['uploaded_day'] ?? NO_DAY),
        checksums: imageChecksums(staged, stagedLabels(image)),
      };
    }
  }
}

function imageScopeOf(scope: FingerprintScope): ImageScope {
  if (scope.by === 'day') return {};
  const day = scope.day === NO_DAY ? null : scope.day;
  const isWhole = scope.by === 'bucket' || scope.bucket === undefined;
  return isWhole ? { day } : { day, idPrefix: scope.bucket };
}

async function* callsOf(feed: SourceRows, scope: FingerprintScope): AsyncGenerator<Row> {
  for await (const page of feed.allCalls(callScopeOf(scope))) {
    for (const call of page) {
      const staged = stagedCall(call);
      yield {
        key: String(call.callId),
        day: String(staged['called_day']),
        checksums: callChecksums(staged),
      };
    }
  }
}

function callScopeOf(scope: FingerprintScope): CallScope {
  if (scope.by === 'day') return {};
  const { day } = scope;
  if (scope.by === 'bucket' || scope.bucket === undefined) return { day };
  return { day, remainder: { divisor: CALL_BUCKETS, value: Number(scope.bucket) } };
}
