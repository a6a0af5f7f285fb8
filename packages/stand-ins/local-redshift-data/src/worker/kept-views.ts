import { applyEdits, identifierOf, scanSql, type Edit } from '../sql/scan-sql.ts';
import { quoteIdentifier, quoteLiteral } from '../quote.ts';
import type { Postgres } from './postgres.ts';

/** Where the rows of `analytics.v` are kept: in a table of the same name in a schema of its own. */
export const KEPT_SCHEMA_PREFIX = 'redshift_kept_';

/** Views with more rows are computed each time. */
const MAX_ROW_COUNT = 20_000;

/** In PostgreSQL's units: below, a view is quick anyway; above, it may take longer than anyone waits. */
const MIN_COST = 300;
const MAX_COST = 1_000_000;

/** A view that nobody asks for is given up. */
const MAX_UNASKED_MS = 60 * 60 * 1000;

/** The day alone does not change within a day: it is part of what a kept view is valid for. */
const DAY = /\(?getdate\(\)\)?::date/g;
/** What makes a view say something else although no row has changed. */
const CHANGEABLE =
  /\b(getdate|sysdate|now|random|clock_timestamp|statement_timestamp|transaction_timestamp|timeofday|current_\w+|localtime\w*|session_user|pg_\w+)\b/i;

const VIEWS = `SELECT n.nspname, c.relname, pg_get_viewdef(c.oid)
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE c.relkind = 'v' AND n.nspname NOT LIKE 'pg\\_%'
    AND n.nspname NOT IN ('information_schema', 'redshift_internal') ORDER BY 1, 2`;

interface View {
  readonly schema: string;
  readonly name: string;
  readonly definition: string;
}

const keyOf = ({ schema, name }: Pick<View, 'schema' | 'name'>): string => `${schema}.${name}`;

/** Whether the view sums rows up, and says the same as long as these are the same. */
const isLasting = (view: View, all: readonly View[]): boolean =>
  /\bGROUP BY\b/.test(view.definition) &&
  !CHANGEABLE.test(view.definition.replaceAll(DAY, '')) &&
  // What another view depends on cannot be seen here.
  !all.some(
    ({ name }) => view.definition.includes(` ${name}`) || view.definition.includes(`.${name}`),
  );

/**
 * Keeps the rows of views that sum up, as Redshift's automated materialized views do: a query of
 * such a view reads few rows, however many images there are. What is kept counts until any statement
 * changes anything; from then on the view is computed, until it is kept anew while nobody waits.
 * @see https://docs.aws.amazon.com/redshift/latest/dg/materialized-view-auto-mv.html
 */
export class KeptViews {
  readonly #postgres: Postgres;
  /** The state of the database that the kept rows are of, by view. */
  readonly #kept = new Map<string, string>();
  readonly #tried = new Map<string, string>();
  readonly #askedMs = new Map<string, number>();
  readonly #openedMs = Date.now();
  #changeCount = 0;
  /** All views, in the state of the database that they were read in. */
  #read: { readonly state: string; readonly views: readonly View[] } | undefined;

  constructor(postgres: Postgres) {
    this.#postgres = postgres;
  }

  /** Drops what another process has kept: after a crash it is empty. */
  async prepare(): Promise<void> {
    const { rows } = await this.#postgres.query(
      `SELECT nspname FROM pg_namespace WHERE starts_with(nspname, '${KEPT_SCHEMA_PREFIX}')`,
    );
    for (const [schema] of rows) {
      await this.#postgres.query(`DROP SCHEMA ${quoteIdentifier(schema ?? '')} CASCADE`);
    }
  }

  /** Something has changed: what is kept is out of date. */
  noteChange(): void {
    this.#changeCount += 1;
  }

  /** Keeps one view that is not kept as it is now. @returns whether there was one */
  async keepNext(): Promise<boolean> {
    const state = this.#state();
    const views = await this.#views(state);
    const next = views.find((view) => this.#isDue(view, state) && isLasting(view, views));
    if (next === undefined) return false;
    // Whatever comes of it: in this state of the database it is not tried again.
    this.#tried.set(keyOf(next), state);
    this.#kept.delete(keyOf(next));
    if (await this.#keep(next)) this.#kept.set(keyOf(next), state);
    return true;
  }

  /** The same query, of the kept rows where they are those of the view. */
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
      return [{ start, end, text: quoteIdentifier(`${KEPT_SCHEMA_PREFIX}${schema}`) }];
    });
    return edits.length === 0 ? sql : applyEdits(source, edits);
  }

  /** What is kept is valid for: no change since, and the same day. */
  #state(): string {
    return `${this.#changeCount}/${new Date().toISOString().slice(0, 10)}`;
  }

  async #views(state: string): Promise<readonly View[]> {
    if (this.#read?.state === state) return this.#read.views;
    const { rows } = await this.#postgres.query(VIEWS);
    const views = rows.map(([schema, name, definition]) => ({
      schema: schema ?? '',
      name: name ?? '',
      definition: definition ?? '',
    }));
    this.#read = { state, views };
    return views;
  }

  #isDue(view: View, state: string): boolean {
    const key = keyOf(view);
    const isAsked = Date.now() - (this.#askedMs.get(key) ?? this.#openedMs) < MAX_UNASKED_MS;
    return isAsked && this.#tried.get(key) !== state;
  }

  /** @returns whether its rows are kept now */
  async #keep(view: View): Promise<boolean> {
    const from = `${quoteIdentifier(view.schema)}.${quoteIdentifier(view.name)}`;
    const cost = await this.#costOf(from);
    if (cost < MIN_COST || cost > MAX_COST) return false;
    const schema = quoteIdentifier(`${KEPT_SCHEMA_PREFIX}${view.schema}`);
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

  /** Who may read the view may read its rows. */
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
