import { quoteIdentifier, quoteLiteral } from '../quote.ts';
import { applyEdits, type Edit, identifierOf, scanSql, type SqlSource } from '../sql/scan-sql.ts';
import type { Postgres } from './postgres.ts';
import { type Part, storableParts, type View } from './storable-parts.ts';

/**
 * Prefix of the schema that stores the rows of views. For `analytics.v` it has a view of the same
 * name, which reads the tables `v/1` and so on.
 */
export const STORED_SCHEMA_PREFIX = 'redshift_kept_';

/** Queries with more rows are computed each time. */
const MAX_ROW_COUNT = 20_000;

/** Minimum cost in PostgreSQL's units; cheaper queries are fast anyway. */
const MIN_COST = 300;
const MAX_COST = 1_000_000;

/** Rows of a view that is not queried for this time are dropped. */
const MAX_UNASKED_MS = 60 * 60 * 1000;

const VIEWS = `SELECT n.nspname, c.relname, pg_get_viewdef(c.oid)
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE c.relkind = 'v' AND n.nspname NOT LIKE 'pg\\_%'
    AND n.nspname NOT IN ('information_schema', 'redshift_internal')
    AND NOT starts_with(n.nspname, '${STORED_SCHEMA_PREFIX}') ORDER BY 1, 2`;

/** Changes when a view is created, replaced, renamed or dropped; definitions take longer to read. */
const VERSION_OF_VIEWS = `SELECT md5(string_agg(
    concat_ws(' ', r.oid, r.xmin, n.nspname, c.relname), ',' ORDER BY r.oid))
  FROM pg_rewrite r JOIN pg_class c ON c.oid = r.ev_class
    JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE c.relkind = 'v' AND n.nspname NOT LIKE 'pg\\_%'
    AND NOT starts_with(n.nspname, '${STORED_SCHEMA_PREFIX}')`;

const keyOf = ({ schema, name }: Pick<View, 'schema' | 'name'>): string => `${schema}.${name}`;

/** A view with queries whose rows can be stored. */
interface StorableView extends View {
  readonly source: SqlSource;
  readonly parts: readonly Part[];
}

/**
 * Stores the rows of aggregating views, and of aggregating queries within other views, like Redshift's
 * automated materialized views. A query of such a view then reads few rows, however many images there
 * are. Stored rows are valid until any statement changes anything. The view is then computed until its
 * rows are stored again while no statement waits.
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
  #read: { readonly version: string; readonly storable: readonly StorableView[] } | undefined;

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
    const views = await this.#storableViews();
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

  async #storableViews(): Promise<readonly StorableView[]> {
    const { rows: versions } = await this.#postgres.query(VERSION_OF_VIEWS);
    const version = versions[0]?.[0] ?? '';
    if (this.#read?.version === version) return this.#read.storable;
    const { rows } = await this.#postgres.query(VIEWS);
    const views = rows.map(([schema, name, definition]) => ({
      schema: schema ?? '',
      name: name ?? '',
      definition: definition ?? '',
    }));
    const storable = views
      .map((view) => ({ ...view, ...storableParts(view, views) }))
      .filter(({ parts }) => parts.length > 0);
    this.#read = { version, storable };
    return storable;
  }

  #isDue(view: View, state: string): boolean {
    const key = keyOf(view);
    const isAsked = Date.now() - (this.#askedMs.get(key) ?? this.#openedMs) < MAX_UNASKED_MS;
    return isAsked && this.#tried.get(key) !== state;
  }

  /** @returns true if its rows are now stored */
  async #keep(view: StorableView): Promise<boolean> {
    const schema = quoteIdentifier(`${STORED_SCHEMA_PREFIX}${view.schema}`);
    const reader = `${schema}.${quoteIdentifier(view.name)}`;
    await this.#postgres.query(
      `CREATE SCHEMA IF NOT EXISTS ${schema}; GRANT USAGE ON SCHEMA ${schema} TO PUBLIC;
       DROP VIEW IF EXISTS ${reader}`,
    );
    if (!(await this.#isWorthStoring(view))) return false;
    const edits: Edit[] = [];
    for (const [index, { start, end, query }] of view.parts.entries()) {
      const table = `${schema}.${quoteIdentifier(`${view.name}/${index + 1}`)}`;
      if (!(await this.#store(query, table))) return false;
      edits.push({ start, end, text: ` SELECT * FROM ${table}` });
    }
    await this.#postgres.query(`CREATE VIEW ${reader} AS ${applyEdits(view.source, edits)}`);
    if (await this.#dependsOnOthers(reader)) {
      await this.#postgres.query(`DROP VIEW ${reader}`);
      return false;
    }
    await this.#grantAsOn(`${quoteIdentifier(view.schema)}.${quoteIdentifier(view.name)}`, reader);
    return true;
  }

  async #isWorthStoring({ parts }: StorableView): Promise<boolean> {
    const costs: number[] = [];
    for (const { query } of parts) costs.push(await this.#costOf(query));
    return costs.some((cost) => cost >= MIN_COST) && costs.every((cost) => cost <= MAX_COST);
  }

  /** Stores the rows of a query in a table. @returns false if there are too many */
  async #store(query: string, table: string): Promise<boolean> {
    await this.#postgres.query(
      `DROP TABLE IF EXISTS ${table};
       CREATE UNLOGGED TABLE ${table} AS
         SELECT * FROM (${query}) part LIMIT ${MAX_ROW_COUNT + 1}`,
    );
    await this.#postgres.query(`ANALYZE ${table}`);
    const { rows } = await this.#postgres.query(
      `SELECT count(*) <= ${MAX_ROW_COUNT} FROM ${table}`,
    );
    return rows[0]?.[0] === 't';
  }

  /**
   * Returns true if a view reads more than stored rows. Tables and functions on which it depends
   * could not be dropped.
   */
  async #dependsOnOthers(view: string): Promise<boolean> {
    const { rows } = await this.#postgres.query(
      `SELECT 1 FROM pg_rewrite r JOIN pg_depend d ON d.classid = 'pg_rewrite'::regclass
         AND d.objid = r.oid AND d.deptype = 'n'
       LEFT JOIN pg_class c ON d.refclassid = 'pg_class'::regclass AND c.oid = d.refobjid
       LEFT JOIN pg_proc p ON d.refclassid = 'pg_proc'::regclass AND p.oid = d.refobjid
       JOIN pg_namespace n ON n.oid = COALESCE(c.relnamespace, p.pronamespace)
       WHERE r.ev_class = ${quoteLiteral(view)}::regclass
         AND n.nspname NOT IN ('pg_catalog', 'redshift_internal')
         AND NOT starts_with(n.nspname, '${STORED_SCHEMA_PREFIX}') LIMIT 1`,
    );
    return rows.length > 0;
  }

  async #costOf(query: string): Promise<number> {
    const { rows } = await this.#postgres.query(`EXPLAIN ${query}`);
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
