import { quote } from '../model/definitions.ts';
import { factImage } from '../model/fact-image.ts';
import { type ExpiringLakeTable, IMAGE_CHANGE } from './lake-tables.ts';

/**
 * Returns the statement that writes the images of a batch to one file, named after the batch.
 * Repeating it replaces the file.
 * @param lakeUri for example `s3://BUCKET`
 * @param day when the batch was applied, such as `2026-11-29`
 * @see https://docs.aws.amazon.com/redshift/latest/dg/r_UNLOAD.html
 */
export function unloadChanges(lakeUri: string, batchId: string, day: string): string {
  const { name, columns, partition } = IMAGE_CHANGE;
  const query = `SELECT ${columns.map((each) => each.name).join(', ')} FROM ${factImage.name}
 WHERE batch_id = ${quote(batchId)}`;
  return `UNLOAD (${quote(query)}) TO ${quote(`${lakeUri}/${name}/${partition}=${day}/${batchId}-`)}
 IAM_ROLE default FORMAT PARQUET ALLOWOVERWRITE PARALLEL OFF`;
}

/**
 * Returns the query for the days of expiry for which the table has rows. A day that has begun has
 * none.
 */
export function expiryDaysQuery({ from }: ExpiringLakeTable): string {
  return `SELECT DISTINCT TO_CHAR(i.expires_at, 'YYYY-MM-DD') AS day FROM ${from} WHERE ${IS_THERE}`;
}

/** Returns the statement that rewrites these days of the table and replaces existing files. */
export function unloadExpiring(lakeUri: string, table: ExpiringLakeTable): string {
  const { name, expressions, partition, from } = table;
  const query = `SELECT ${expressions.join(', ')}, CAST(i.expires_at AS DATE) AS ${partition}
 FROM ${from} WHERE ${IS_THERE}`;
  return `UNLOAD (${quote(query)}) TO ${quote(`${lakeUri}/${name}/`)}
 IAM_ROLE default FORMAT PARQUET PARTITION BY (${partition}) CLEANPATH`;
}

/** Excludes images that are removed, in the trash or about to expire. */
const IS_THERE = `i.op = 'U' AND i.status <> 'trashed' AND CAST(i.expires_at AS DATE) > CURRENT_DATE`;
