import type { DataApi } from './data-api/data-api.ts';
import { InvalidArgumentError } from './errors.ts';
import { quote } from './model/definitions.ts';

type Querying = Pick<DataApi, 'query'>;

/** A statement has at most 100,000 bytes, and the name of a batch at most 64. */
const KEYS_PER_STATEMENT = 1000;

/** The ledger's batches of this many days are compared with the source, which keeps seven days. */
const DAYS_OF_LEDGER = 6;

/** The ledger's rows of the last batches. */
export interface LedgerExcerpt {
  /** Those of the requested batches that are in the warehouse. */
  readonly present: ReadonlySet<string>;
  /** The last batches that were applied within six days, newest first. */
  readonly newest: readonly string[];
}

/** Reads some batches and the newest ones from the ledger. */
export async function readLedger(
  api: Querying,
  batchIds: readonly string[],
  newestCount: number,
): Promise<LedgerExcerpt> {
  const present = new Set<string>();
  for (const list of listsOf(batchIds)) {
    const rows = await api.query({
      sql: `SELECT batch_id FROM etl.batch WHERE batch_id IN (${list})`,
      columns: { batch_id: 'string' },
    });
    for (const row of rows) present.add(row.batch_id);
  }
  const newest = await api.query({
    sql: `SELECT batch_id FROM etl.batch WHERE applied_at >= DATEADD(day, -${DAYS_OF_LEDGER}, GETDATE())
 ORDER BY applied_at DESC LIMIT ${newestCount}`,
    columns: { batch_id: 'string' },
  });
  return { present, newest: newest.map((row) => row.batch_id) };
}

/** Returns the warehouse's newest versions of these images, including purged ones. */
export async function readVersions(
  api: Querying,
  imageIds: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  const versions = new Map<string, number>();
  for (const list of listsOf(imageIds)) {
    const rows = await api.query({
      sql: `SELECT image_id, MAX(row_version) AS row_version FROM warehouse.fact_image
 WHERE image_id IN (${list}) GROUP BY image_id`,
      columns: { image_id: 'string', row_version: 'number' },
    });
    for (const { image_id, row_version } of rows) versions.set(image_id, row_version);
  }
  return versions;
}

/** Returns these paid calls in the form of the source; times are `YYYY-MM-DD HH:MM:SS.ffffff`. */
export async function readCallsBack(api: Querying, callIds: readonly number[]) {
  const found = [];
  for (const list of listsOf(callIds)) {
    const rows = await api.query({
      sql: `SELECT call_id, image_id, operation, model_version,
 TO_CHAR(called_at, 'YYYY-MM-DD HH24:MI:SS.US') AS called_at, outcome, request_units
 FROM warehouse.fact_analysis_call WHERE call_id IN (${list})`,
      columns: {
        call_id: 'number',
        image_id: 'string',
        operation: 'string',
        model_version: 'string?',
        called_at: 'string',
        outcome: 'string',
        request_units: 'number',
      },
    });
    found.push(
      ...rows.map(({ call_id, image_id, model_version, called_at, request_units, ...same }) => ({
        ...same,
        callId: call_id,
        imageId: image_id,
        modelVersion: model_version,
        calledAt: called_at,
        requestUnits: request_units,
      })),
    );
  }
  return found;
}

/**
 * Yields keys as lists of SQL literals that fit into one statement; there are too many for
 * parameters.
 */
function* listsOf(keys: readonly (string | number)[]): Generator<string> {
  for (let start = 0; start < keys.length; start += KEYS_PER_STATEMENT) {
    yield keys
      .slice(start, start + KEYS_PER_STATEMENT)
      .map((key) => (typeof key === 'number' ? String(key) : quote(checkKey(key))))
      .join(', ');
  }
}

function checkKey(key: string): string {
  if (/^[\w-]{1,64}$/.test(key)) return key;
  throw new InvalidArgumentError('a key', '1 to 64 letters, digits, _ and -', key);
}
