import { randomUUID } from 'node:crypto';
import { compareNames } from './compare-names.ts';
import type { DataApi } from './data-api/data-api.ts';
import { StatementFailedError } from './errors.ts';
import { tables } from './migrations/0001-tables.ts';
import { views } from './migrations/0002-views.ts';
import { scriptViews } from './migrations/0004-script-views.ts';
import { moderationViews } from './migrations/0006-moderation-views.ts';
import { runs } from './migrations/0007-runs.ts';
import { freshnessAndImageViews } from './migrations/0008-freshness-and-image-views.ts';
import { camera } from './migrations/0009-camera.ts';
import { imageStates } from './migrations/0010-image-states.ts';
import { stateViews } from './migrations/0011-state-views.ts';
import { layout } from './migrations/0012-layout.ts';
import { costViews } from './migrations/0013-cost-views.ts';
import { duplicatesAndRunViews } from './migrations/0014-duplicates-and-run-views.ts';
import { columnMigrations } from './migrations/column-migrations.ts';
import {
  LEDGER_STATEMENTS,
  type MigrationPart,
  partsOf,
  partTransaction,
  type WarehouseMigration,
} from './migrations/migration.ts';

const WRITTEN_MIGRATIONS: readonly WarehouseMigration[] = [
  tables,
  views,
  scriptViews,
  moderationViews,
  runs,
  freshnessAndImageViews,
  camera,
  imageStates,
  stateViews,
  layout,
  costViews,
  duplicatesAndRunViews,
];

/** All migrations; the oldest comes first by name. */
export const MIGRATIONS: readonly WarehouseMigration[] = [
  ...WRITTEN_MIGRATIONS,
  ...columnMigrations(WRITTEN_MIGRATIONS.map(({ name }) => name)),
].toSorted((a, b) => compareNames(a.name, b.name));

/**
 * The first ledger entry of a warehouse that this function created from scratch, in which nobody
 * has views of their own yet.
 */
const NEW_WAREHOUSE: MigrationPart = { migration: '0000-new', part: 1, statements: [] };

/**
 * Migrates a database's tables, views, roles and grants to the current version; it changes nothing
 * if they are current. It may run concurrently: each part is one transaction, and only the first
 * one commits.
 * @returns the parts that this call has applied, such as `0001-tables/2`
 */
export async function migrateWarehouse(api: DataApi): Promise<readonly string[]> {
  const applied: string[] = [];
  let done = await partsInLedger(api);
  if (done === null) {
    await runUnlessDone(api, 'create-ledger', LEDGER_STATEMENTS, isThereALedger);
    done = await partsInLedger(api);
  }
  for (const part of partsFor(done)) {
    const name = nameOf(part);
    if (done?.has(name)) continue;
    const isDone = async () => (await partsInLedger(api))?.has(name) ?? false;
    const hasRun = await runUnlessDone(api, name, partTransaction(part), isDone);
    if (hasRun) applied.push(name);
  }
  return applied;
}

/**
 * Returns all parts. A warehouse that this function did not create from scratch may be in use, so
 * that its migrations use `inUse`.
 */
function partsFor(done: ReadonlySet<string> | null): readonly MigrationPart[] {
  const isNew = done === null || done.size === 0 || done.has(nameOf(NEW_WAREHOUSE));
  if (isNew) return [NEW_WAREHOUSE, ...MIGRATIONS.flatMap(partsOf)];
  return MIGRATIONS.map(({ inUse, ...migration }) => ({
    ...migration,
    statements: inUse ?? migration.statements,
  })).flatMap(partsOf);
}

/**
 * Runs statements as one transaction.
 * @returns false if a concurrent call has done it first
 */
async function runUnlessDone(
  api: DataApi,
  name: string,
  sqls: readonly string[],
  isDone: (api: DataApi) => Promise<boolean>,
): Promise<boolean> {
  try {
    // A new token, because the token of an earlier call would return that call's failure.
    const clientToken = randomUUID();
    await api.wait(await api.submitBatch({ sqls, name: `migrate/${name}`, clientToken }));
    return true;
  } catch (error) {
    if (error instanceof StatementFailedError && (await isDone(api))) return false;
    throw error;
  }
}

async function isThereALedger(api: DataApi): Promise<boolean> {
  const [ledger] = await api.query({
    sql: `SELECT COUNT(*) AS n FROM information_schema.tables
 WHERE table_schema = 'etl' AND table_name = 'schema_version'`,
    columns: { n: 'number' },
  });
  return ledger !== undefined && ledger.n > 0;
}

/** Returns the applied parts; null if there is no ledger. */
async function partsInLedger(api: DataApi): Promise<ReadonlySet<string> | null> {
  if (!(await isThereALedger(api))) return null;
  const rows = await api.query({
    sql: 'SELECT migration, part FROM etl.schema_version',
    columns: { migration: 'string', part: 'number' },
  });
  return new Set(rows.map(nameOf));
}

function nameOf({ migration, part }: Pick<MigrationPart, 'migration' | 'part'>): string {
  return `${migration}/${part}`;
}
