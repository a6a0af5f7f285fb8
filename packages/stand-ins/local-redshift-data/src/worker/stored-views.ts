import { quoteIdentifier, quoteLiteral } from '../quote.ts';
import { applyEdits, type Edit, identifierOf, scanSql } from '../sql/scan-sql.ts';
import type { Postgres, PostgresError } from './postgres.ts';
import { type Storable, storableOf, type View } from './storable-parts.ts';

/**
 * Prefix of the schema that stores the rows of views: those of `analytics.v` are in a table of the
 * same name, or in tables that a view of this name reads.
 */
export const STORED_SCHEMA_PREFIX = 'redshift_kept_';

/** Queries with more rows are computed each time. */
const MAX_ROW_COUNT = 20_000;

/** Minimum cost in PostgreSQL's units; cheaper queries are fast anyway. */
const MIN_COST = 300;
const MAX_COST = 1_000_000;

/** Rows of a view that is not queried for this time are dropped. */
const MAX_UNASKED_MS = 60 * 60 * 1000;

/** The length of a name in bytes, beyond which PostgreSQL cuts it. */
const MAX_NAME_BYTES = 63;

/** Rows of views with grants by column are not stored, because their copies have no such grants. */
const VIEWS = `SELECT n.nspname, c.relname, pg_get_viewdef(c.oid), c.oid,
    pg_get_userbyid(c.relowner) = current_user
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE c.relkind = 'v' AND n.nspname NOT LIKE 'pg\\_%'
    AND n.nspname NOT IN ('information_schema', 'redshift_internal')
    AND NOT starts_with(n.nspname, '${STORED_SCHEMA_PREFIX}')
    AND octet_length(n.nspname) <= ${MAX_NAME_BYTES - STORED_SCHEMA_PREFIX.length}
    AND NOT EXISTS (SELECT 1 FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attacl IS NOT NULL)
  ORDER BY 1, 2`;

const GRANTEE =
  "CASE a.grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(a.grantee)) END";

const keyOf = ({ schema, name }: Pick<View, 'schema' | 'name'>): string => `${schema}.${name}`;

/** A view of which something can be stored. */
interface StorableView extends View {
  readonly oid: string;
  readonly storable: Storable;
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
  /** The views whose rows may be stored, in the state of the database in which they were read. */
  #read: { readonly state: string; readonly views: readonly StorableView[] } | undefined;

  constructor(postgres: Postgres) {
    this.#postgres = postgres;
  }

  /** Drops all stored rows, and the grants on them. Those of an earlier process may be empty. */
  async drop(): Promise<void> {
    this.#kept.clear();
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
    const views = await this.#storableViews(state);
    const next = views.find((view) => this.#isDue(view, state));
    if (next === undefined) return false;
    // It is tried only once in this state of the database, whatever the result.
    this.#tried.set(keyOf(next), state);
    this.#kept.delete(keyOf(next));
    if (await this.#tryToKeep(next)) this.#kept.set(keyOf(next), state);
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

  /** Definitions are read anew after each change: a renamed table is renamed in them, too. */
  async #storableViews(state: string): Promise<readonly StorableView[]> {
    if (this.#read?.state === state) return this.#read.views;
    const { rows } = await this.#postgres.query(VIEWS);
    const all = rows.map(([schema, name, definition, oid, isOfAdministrator]) => ({
      schema: schema ?? '',
      name: name ?? '',
      definition: definition ?? '',
      oid: oid ?? '',
      isOfAdministrator: isOfAdministrator === 't',
    }));
    const names = new Set(all.flatMap(({ name }) => [name, quoteIdentifier(name)]));
    const views = all.flatMap((view): StorableView[] => {
      const storable = storableOf(view, names);
      return storable === undefined ? [] : [{ ...view, storable }];
    });
    this.#read = { state, views };
    return views;
  }

  #isDue(view: View, state: string): boolean {
    const key = keyOf(view);
    const isAsked = Date.now() - (this.#askedMs.get(key) ?? this.#openedMs) < MAX_UNASKED_MS;
    return isAsked && this.#tried.get(key) !== state;
  }

  /**
   * A view that cannot be read, such as one whose owner may not read its tables, does not keep others
   * from being stored.
   * @returns true if its rows are now stored
   */
  async #tryToKeep(view: StorableView): Promise<boolean> {
    try {
      return await this.#keep(view);
    } catch (error) {
      if ((error as PostgresError).code === undefined) throw error;
      return false;
    }
  }

  async #keep({ schema, name, oid, storable }: StorableView): Promise<boolean> {
    const keptSchema = quoteIdentifier(`${STORED_SCHEMA_PREFIX}${schema}`);
    const view = `${quoteIdentifier(schema)}.${quoteIdentifier(name)}`;
    const stored = `${keptSchema}.${quoteIdentifier(name)}`;
    await this.#postgres.query(`CREATE SCHEMA IF NOT EXISTS ${keptSchema}`);
    await this.#dropRelation(stored);
    const isStored =
      storable.kind === 'rows'
        ? await this.#storeAll([{ query: `SELECT * FROM ${view}`, table: stored }])
        : await this.#storeParts(storable, { tables: `${keptSchema}.part_${oid}`, reader: stored });
    if (!isStored) return false;
    await this.#grantUsageAsOn(schema, keptSchema);
    await this.#grantAsOn(view, stored);
    return true;
  }

  async #dropRelation(relation: string): Promise<void> {
    const { rows } = await this.#postgres.query(
      `SELECT relkind FROM pg_class WHERE oid = to_regclass(${quoteLiteral(relation)})`,
    );
    const kind = rows[0]?.[0];
    if (kind !== undefined) {
      await this.#postgres.query(`DROP ${kind === 'v' ? 'VIEW' : 'TABLE'} ${relation}`);
    }
  }

  /** Stores the rows of a view's queries, and creates a view that reads them. */
  async #storeParts(
    { source, parts }: Storable & { readonly kind: 'parts' },
    { tables, reader }: { readonly tables: string; readonly reader: string },
  ): Promise<boolean> {
    const stored = parts.map((part, index) => ({ ...part, table: `${tables}_${index + 1}` }));
    if (!(await this.#storeAll(stored))) return false;
    const edits = stored.map(({ start, end, table }): Edit => ({
      start,
      end,
      text: ` SELECT * FROM ${table}`,
    }));
    await this.#postgres.query(`CREATE VIEW ${reader} AS ${applyEdits(source, edits)}`);
    if (!(await this.#dependsOnOthers(reader))) return true;
    await this.#postgres.query(`DROP VIEW ${reader}`);
    return false;
  }

  /** @returns false if none of the queries is expensive, one is too expensive, or has too many rows */
  async #storeAll(
    queries: readonly { readonly query: string; readonly table: string }[],
  ): Promise<boolean> {
    const costs: number[] = [];
    for (const { query } of queries) costs.push(await this.#costOf(query));
    if (Math.max(...costs) < MIN_COST || Math.max(...costs) > MAX_COST) return false;
    for (const { query, table } of queries) {
      if (!(await this.#store(query, table))) return false;
    }
    return true;
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

  /** Lets the roles use a schema of stored rows that may use the schema of the views. */
  async #grantUsageAsOn(schema: string, keptSchema: string): Promise<void> {
    const grantees = async (name: string) => {
      const { rows } = await this.#postgres.query(
        `SELECT ${GRANTEE} FROM pg_namespace n, aclexplode(COALESCE(nspacl, acldefault('n', nspowner))) a
         WHERE n.oid = ${quoteLiteral(name)}::regnamespace AND a.privilege_type = 'USAGE'`,
      );
      return rows.map(([grantee]) => grantee ?? '');
    };
    const wanted = await grantees(quoteIdentifier(schema));
    for (const grantee of await grantees(keptSchema)) {
      if (wanted.includes(grantee)) continue;
      await this.#postgres.query(`REVOKE USAGE ON SCHEMA ${keptSchema} FROM ${grantee}`);
    }
    for (const grantee of wanted) {
      await this.#postgres.query(`GRANT USAGE ON SCHEMA ${keptSchema} TO ${grantee}`);
    }
  }

  /** Grants access to the stored rows to those who may read the view. */
  async #grantAsOn(view: string, table: string): Promise<void> {
    const { rows } = await this.#postgres.query(
      `SELECT ${GRANTEE} FROM pg_class c, aclexplode(COALESCE(relacl, acldefault('r', relowner))) a
       WHERE c.oid = ${quoteLiteral(view)}::regclass AND a.privilege_type = 'SELECT'`,
    );
    for (const [grantee] of rows) {
      await this.#postgres.query(`GRANT SELECT ON ${table} TO ${grantee}`);
    }
  }
}
