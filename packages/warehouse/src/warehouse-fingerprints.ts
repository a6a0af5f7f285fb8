import { type Fingerprint, type FingerprintScope, NO_DAY } from '@miniatura/metadata';
import { ETL_TIMEOUT_MS } from './data-api/limits.ts';
import type { DataApi, Statement } from './data-api/data-api.ts';

const DAY = `COALESCE(TO_CHAR(uploaded_day, 'YYYY-MM-DD'), '${NO_DAY}')`;
const KEYS = { day: DAY, prefix: 'SUBSTRING(image_id, 1, 2)', image: 'image_id' } as const;

/**
 * Counts and a checksum of the images that are not purged, by day or finer; the source's
 * `fingerprints` gives the same for the same rows. A checksum has more digits than a number holds.
 */
export function fingerprintQuery(scope: FingerprintScope): Statement {
  const key = KEYS[scope.by];
  const conditions = ["op <> 'P'"];
  if (scope.by !== 'day') conditions.push(`${DAY} = :day`);
  if (scope.by === 'image') conditions.push(`${KEYS.prefix} = :prefix`);
  return {
    sql: `SELECT key, COUNT(*) AS images, CAST(SUM(labels) AS BIGINT) AS labels,
 CAST(SUM(CAST(STRTOL(SUBSTRING(MD5(image_id || ':' || CAST(row_version AS VARCHAR(20))), 23), 16)
 AS DECIMAL(38,0))) AS VARCHAR(40)) AS checksum
 FROM (
 SELECT ${key} AS key, i.image_id, i.row_version, COALESCE(b.labels, 0) AS labels
 FROM warehouse.fact_image i LEFT JOIN (
 SELECT image_id AS labelled_id, COUNT(*) AS labels FROM warehouse.bridge_image_label GROUP BY image_id
 ) b ON b.labelled_id = i.image_id
 WHERE ${conditions.join(' AND ')}
 ) images
 GROUP BY key
 ORDER BY key`,
    parameters: {
      ...(scope.by !== 'day' ? { day: scope.day } : {}),
      ...(scope.by === 'image' ? { prefix: scope.prefix } : {}),
    },
  };
}

/** Fingerprints of the warehouse's images, by key. */
export async function warehouseFingerprints(
  api: DataApi,
  scope: FingerprintScope,
): Promise<readonly Fingerprint[]> {
  return api.query({
    ...fingerprintQuery(scope),
    timeoutMs: ETL_TIMEOUT_MS,
    columns: { key: 'string', images: 'number', labels: 'number', checksum: 'string' },
  });
}
