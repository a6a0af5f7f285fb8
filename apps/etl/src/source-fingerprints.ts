import type { ChangeFeed } from '@miniatura/metadata';
import {
  type Aspect,
  ASPECTS,
  bucketOf,
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
 * Fingerprints of the source's rows as they would be staged, by key: `warehouseFingerprints` gives the
 * same where the warehouse has the same rows.
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

async function* rowsOf(feed: SourceRows, scope: FingerprintScope): AsyncGenerator<Row> {
  const { subject } = scope;
  const bucket = scope.by === 'row' ? scope.bucket : undefined;
  for await (const row of subject === 'image' ? imagesOf(feed, scope) : callsOf(feed, scope)) {
    if (bucket === undefined || bucketOf(subject, row.key) === bucket) yield row;
  }
}

async function* imagesOf(feed: SourceRows, scope: FingerprintScope): AsyncGenerator<Row> {
  const day = scope.by === 'day' ? {} : { day: scope.day === NO_DAY ? null : scope.day };
  const bucket = scope.by === 'row' ? scope.bucket : undefined;
  const pages = feed.allImages({ ...day, ...(bucket !== undefined && { idPrefix: bucket }) });
  for await (const page of pages) {
    for (const image of page) {
      const staged = stagedImage(image);
      yield {
        key: image.row.image_id,
        day: String(staged['uploaded_day'] ?? NO_DAY),
        checksums: imageChecksums(staged, stagedLabels(image)),
      };
    }
  }
}

async function* callsOf(feed: SourceRows, scope: FingerprintScope): AsyncGenerator<Row> {
  for await (const page of feed.allCalls(scope.by === 'day' ? {} : { day: scope.day })) {
    for (const call of page) {
      const staged = stagedCall(call);
      yield {
        key: String(call.call_id),
        day: String(staged['called_day']),
        checksums: callChecksums(staged),
      };
    }
  }
}
