import { quoteIdentifier } from '../quote.ts';
import type { Postgres } from './postgres.ts';
import { forgetHistory } from './statement-history.ts';

/**
 * Thresholds as in PostgreSQL's autovacuum, which does not run in WebAssembly.
 * @see https://www.postgresql.org/docs/18/routine-vacuuming.html#AUTOVACUUM
 */
const MIN_CHANGED_ROWS = 50;
/**
 * Each temporary table leaves dead rows in the catalogs, which are small and read by their indexes.
 */
const MIN_DEAD_CATALOG_ROWS = 1000;
/** After this many new rows, a vacuum allows index-only scans. */
const MIN_NEW_ROWS = 1000;
const CHANGED_SHARE_FOR_STATISTICS = 0.1;
const DEAD_SHARE_FOR_VACUUM = 0.2;

const FORGET_EVERY_MS = 60 * 60 * 1000;

/**
 * Tables that need statistics or a vacuum. The catalogs get statistics only by a vacuum. Temporary
 * tables of other sessions cannot be read.
 */
const NEGLECTED = `
  SELECT s.schemaname, s.relname, isVacuumDue
  FROM pg_stat_all_tables s JOIN pg_class c ON c.oid = s.relid,
    LATERAL (SELECT s.schemaname = 'pg_catalog') isCatalog (isCatalog),
    LATERAL (SELECT s.n_dead_tup >
        CASE WHEN isCatalog THEN ${MIN_DEAD_CATALOG_ROWS} ELSE ${MIN_CHANGED_ROWS} END
        + ${DEAD_SHARE_FOR_VACUUM} * greatest(c.reltuples, 0)
      OR NOT isCatalog AND s.n_ins_since_vacuum
        > ${MIN_NEW_ROWS} + ${DEAD_SHARE_FOR_VACUUM} * greatest(c.reltuples, 0)
    ) isVacuumDue (isVacuumDue)
  WHERE c.relkind IN ('r', 'm') AND c.relpersistence <> 't' AND c.relname <> 'pg_statistic'
    AND (isVacuumDue OR NOT isCatalog AND s.n_mod_since_analyze
        > ${MIN_CHANGED_ROWS} + ${CHANGED_SHARE_FOR_STATISTICS} * greatest(c.reltuples, 0))`;

/** Tables with rows but without statistics, as in a database that was filled earlier. */
const UNKNOWN = `
  SELECT n.nspname, c.relname, false
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE c.relkind IN ('r', 'm') AND c.relpersistence <> 't' AND c.reltuples < 0
    AND n.nspname NOT IN ('pg_catalog', 'information_schema') AND pg_relation_size(c.oid) > 0`;

/**
 * Does the work of autovacuum: statistics for the planner, and reuse of the space of deleted rows.
 */
export class Maintenance {
  readonly #postgres: Postgres;
  #forgottenMs = 0;
  #changedRowCount = 0;

  constructor(postgres: Postgres) {
    this.#postgres = postgres;
  }

  /** Deletes old records of which statements were committed, which are no longer needed. */
  async forgetCommitted(): Promise<void> {
    this.#forgottenMs = Date.now();
    await this.#postgres.query(
      "DELETE FROM redshift_internal.committed WHERE at < now() - interval '2 days'",
    );
    await forgetHistory(this.#postgres);
  }

  /** Creates statistics for tables that have none. */
  async prepare(): Promise<void> {
    await this.#maintain(UNKNOWN);
  }

  /** Counts rows that a client's statements have changed. */
  noteChange(rowCount: number): void {
    this.#changedRowCount += rowCount;
  }

  async run(): Promise<void> {
    if (Date.now() - this.#forgottenMs > FORGET_EVERY_MS) await this.forgetCommitted();
    // Reading the counters of all tables takes longer than most statements that change few rows.
    if (this.#changedRowCount < MIN_CHANGED_ROWS) return;
    this.#changedRowCount = 0;
    await this.#postgres.query('SELECT pg_stat_force_next_flush()');
    await this.#maintain(NEGLECTED);
  }

  async #maintain(tables: string): Promise<void> {
    const { rows } = await this.#postgres.query(tables);
    for (const [schema, name, isVacuumDue] of rows) {
      const table = `${quoteIdentifier(schema ?? '')}.${quoteIdentifier(name ?? '')}`;
      const command = isVacuumDue === 't' ? 'VACUUM (ANALYZE, SKIP_LOCKED)' : 'ANALYZE';
      await this.#postgres.query(`${command} ${table}`);
    }
  }
}
