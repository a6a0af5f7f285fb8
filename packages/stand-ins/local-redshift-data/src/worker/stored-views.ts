import { quoteIdentifier, quoteLiteral } from '../quote.ts';
import { applyEdits, type Edit, identifierOf, scanSql } from '../sql/scan-sql.ts';
import type { Postgres } from './postgres.ts';

/**
 * Prefix of the schema that stores the rows of views: those of `analytics.v` are in a table of the
 * same name.
 */
export const STORED_SCHEMA_PREFIX = 'redshift_kept_';

/** Views with more rows are computed for each query. */
const MAX_ROW_COUNT = 20_000;

/** Minimum cost in PostgreSQL's units; cheaper views are fast anyway. */
const MIN_COST = 300;
const MAX_COST = 1_000_000;

/** Rows of a view that is not queried for this time are dropped. */
const MAX_UNASKED_MS = 60 * 60 * 1000;

/** Matches the current day, which is constant during a day: stored rows are valid for one day. */
const DAY = /\(?getdate\(\)\)?::date/g;
/** Matches expressions whose value changes although no row has changed. */
const CHANGEABLE =
  /\b(getdate|sysdate|now|random|clock_timestamp|statement_timestamp|transaction_timestamp|timeofday|current_\w+|localtime\w*|session_user|pg_\w+)\b/i;

const VIEWS = `SELECT n.nspname, c.relname, pg_get_viewdef(c.oid)
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE c.relkind = 'v' AND n.nspname NOT LIKE 'pg\\_%'
    AND n.nspname NOT IN ('information_schema', 'redshift_internal') ORDER BY 1, 2`;

/** Changes when a view is created, replaced, renamed or dropped; definitions take longer to read. */
const VERSION_OF_VIEWS = `SELECT md5(string_agg(
    concat_ws(' ', r.oid, r.xmin, n.nspname, c.relname), ',' ORDER BY r.oid))
  FROM pg_rewrite r JOIN pg_class c ON c.oid = r.ev_class
    JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE c.relkind = 'v' AND n.nspname NOT LIKE 'pg\\_%'`;

interface View {
  readonly schema: string;
  readonly name: string;
  readonly definition: string;
}

const keyOf = ({ schema, name }: Pick<View, 'schema' | 'name'>): string => `${schema}.${name}`;

/** Returns true if the view aggregates rows, and depends on nothing but them. */
function isLasting(view: View, all: readonly View[]): boolean {
  return (
    /\bGROUP BY\b/.test(view.definition) &&
    !CHANGEABLE.test(view.definition.replaceAll(DAY, '')) &&
    // The dependencies of another view are not visible here.
    !all.some(
      ({ name }) => view.definition.includes(` ${name}`) || view.definition.includes(`.${name}`),
    )
  );
}

/**
 * Stores the rows of aggregating views, like Redshift's automated materialized views. A query of
 * such a view then reads few rows, however many images there are. Stored rows are valid until any
 * statement changes anything. The view is then computed until its rows are stored again while no
 * statement waits.
 * @see https://docs.aws.amazon.com/redshift/latest/dg/materialized-view-auto-mv.html
 */
export class StoredViews {
  readonly #postgres: Postgres;
  /** The database state for which a view's rows were stored, by view. */
  readonly #kept = new Map<string, string>();
  readonly #tried = new Map<string, string>();
  readonly #askedMs = new Map<string, number>();
  readonly #openedMs = Date.now();
  #changeCount = 0;
  /** The views whose rows may be stored, and the version of all views when they were read. */
  #read: { readonly version: string; readonly lasting: readonly View[] } | undefined;

  constructor(postgres: Postgres) {
    this.#postgres = postgres;
  }

  /** Drops the rows that an earlier process stored; after a crash they are empty. */
  async prepare(): Promise<void> {
    const { rows } = await this.#postgres.query(
      `SELECT nspname FROM pg_namespace WHERE starts_with(nspname, '${STORED_SCHEMA_PREFIX}')`,
    );
    for (const [schema] of rows) {
      await this.#postgres.query(`DROP SCHEMA ${quoteIdentifier(schema ?? '')} CASCADE`);
    }
  }

  /** Invalidates all stored rows after a change. */
  noteChange(): void {
    this.#changeCount += 1;
  }

  /**
   * Stores the rows of one view whose stored rows are out of date. @returns true if there was one
   */
  async storeNext(): Promise<boolean> {
    const state = this.#state();
    const views = await this.#lastingViews();
    const next = views.find((view) => this.#isDue(view, state));
    if (next === undefined) return false;
    // It is tried only once in this state of the database, whatever the result.
    this.#tried.set(keyOf(next), state);
    this.#kept.delete(keyOf(next));
    if (await this.#keep(next)) this.#kept.set(keyOf(next), state);
    return true;
  }

  /** Rewrites a query to read stored rows, if they are valid. */
  rewrite(sql: string): string {
    const source = scanSql(sql);
    const edits = source.tokens.flatMap((token, at): Edit[] => {
      const name = source.tokens[at + 2];
      if (source.tokens[at + 1]?.text !== '.' || name === undefined) return [];
      const schema = identifierOf(token);
      const key = keyOf({ schema, name: identifierOf(name) });
      this.#askedMs.set(key, Date.now());
      if (this.#kept.get(key) !== this.#state()) return [];
      const { start, end } = token;
      return [{ start, end, text: quoteIdentifier(`${STORED_SCHEMA_PREFIX}${schema}`) }];
    });
    return edits.length === 0 ? sql : applyEdits(source, edits);
  }

  /** Returns the state for which stored rows are valid: the number of changes, and the day. */
  #state(): string {
    return `${this.#changeCount}/${new Date().toISOString().slice(0, 10)}`;
  }

  async #lastingViews(): Promise<readonly View[]> {
    const { rows: versions } = await this.#postgres.query(VERSION_OF_VIEWS);
    const version = versions[0]?.[0] ?? '';
    if (this.#read?.version === version) return this.#read.lasting;
    const { rows } = await this.#postgres.query(VIEWS);
    const views = rows.map(([schema, name, definition]) => ({
      schema: schema ?? '',
      name: name ?? '',
      definition: definition ?? '',
    }));
    const lasting = views.filter((view) => isLasting(view, views));
    this.#read = { version, lasting };
    return lasting;
  }

  #isDue(view: View, state: string): boolean {
    const key = keyOf(view);
    const isAsked = Date.now() - (this.#askedMs.get(key) ?? this.#openedMs) < MAX_UNASKED_MS;
    return isAsked && this.#tried.get(key) !== state;
  }

  /** @returns true if its rows are now stored */
  async #keep(view: View): Promise<boolean> {
    const from = `${quoteIdentifier(view.schema)}.${quoteIdentifier(view.name)}`;
    const cost = await this.#costOf(from);
    if (cost < MIN_COST || cost > MAX_COST) return false;
    const schema = quoteIdentifier(`${STORED_SCHEMA_PREFIX}${view.schema}`);
    const table = `${schema}.${quoteIdentifier(view.name)}`;
    await this.#postgres.query(
      `BEGIN; CREATE SCHEMA IF NOT EXISTS ${schema}; GRANT USAGE ON SCHEMA ${schema} TO PUBLIC;
       DROP TABLE IF EXISTS ${table};
       CREATE UNLOGGED TABLE ${table} AS SELECT * FROM ${from} LIMIT ${MAX_ROW_COUNT + 1}; COMMIT`,
    );
    await this.#postgres.query(`ANALYZE ${table}`);
    await this.#grantAsOn(from, table);
    const { rows } = await this.#postgres.query(
      `SELECT count(*) <= ${MAX_ROW_COUNT} FROM ${table}`,
    );
    return rows[0]?.[0] === 't';
  }

  async #costOf(relation: string): Promise<number> {
    const { rows } = await this.#postgres.query(`EXPLAIN SELECT * FROM ${relation}`);
    return Number(/cost=[\d.]+\.\.([\d.]+)/.exec(rows[0]?.[0] ?? '')?.[1] ?? Infinity);
  }

  /** Grants access to the stored rows to those who may read the view. */
  async #grantAsOn(view: string, table: string): Promise<void> {
    const { rows } = await this.#postgres.query(
      `SELECT CASE a.grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(a.grantee)) END
       FROM pg_class c, aclexplode(c.relacl) a
       WHERE c.oid = ${quoteLiteral(view)}::regclass AND a.privilege_type = 'SELECT'`,
    );
    for (const [grantee] of rows) {
      await this.#postgres.query(`GRANT SELECT ON ${table} TO ${grantee}`);
    }
  }
}
