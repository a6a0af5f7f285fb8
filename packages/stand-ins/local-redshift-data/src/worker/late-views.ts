import { quoteLiteral } from '../quote.ts';
import type { LateView } from '../sql/late-view.ts';
import { SqlStatementError } from '../statement-errors.ts';
import type { Postgres } from './postgres.ts';
import type { Translations } from './translations.ts';

interface Unbound {
  /** The name in SQL, with its schema if needed. */
  readonly name: string;
  /** The name as it occurs in statements. */
  readonly word: string;
  readonly query: string;
}

const UNBOUND = `SELECT c.oid::regclass, c.relname, l.query
  FROM redshift_internal.late_view l JOIN pg_class c ON c.oid = l.id WHERE c.relnatts = 0`;

/** Statements that may read any view: a procedure, and the list of columns. */
const NEEDS_ALL = /^\s*call\b|pg_get_late_binding_view_cols/i;

/** The views that a statement names, each after the views that its query names. */
function namedViews(sql: string, views: readonly Unbound[]): readonly Unbound[] {
  const visited = new Set<Unbound>();
  const ordered: Unbound[] = [];
  const visitNamedIn = (text: string, needsAll = false) => {
    const lower = text.toLowerCase();
    for (const view of views) {
      if (visited.has(view) || !(needsAll || lower.includes(view.word.toLowerCase()))) continue;
      visited.add(view);
      visitNamedIn(view.query);
      ordered.push(view);
    }
  };
  visitNamedIn(sql, NEEDS_ALL.test(sql));
  return ordered;
}

/**
 * Views WITH NO SCHEMA BINDING. Their tables are looked up when a statement names the view. Before
 * a statement that drops or changes objects, they are separated from their tables.
 */
export class LateViews {
  readonly #postgres: Postgres;
  readonly #translations: Translations;
  /** False while there is none, so that other statements cost nothing. */
  #mayExist = false;

  constructor(postgres: Postgres, translations: Translations) {
    this.#postgres = postgres;
    this.#translations = translations;
  }

  async prepare(): Promise<void> {
    const { rows } = await this.#postgres.query('SELECT FROM redshift_internal.late_view LIMIT 1');
    this.#mayExist = rows.length > 0;
  }

  /**
   * Creates a view as the current role, which the administrator records.
   * @throws SqlStatementError if a schema is missing
   */
  async create({ name, query, replaces, schemas }: LateView): Promise<void> {
    const { rows } = await this.#postgres.query(
      `SELECT to_regclass(${quoteLiteral(name)})::oid, pg_has_role(relowner, 'USAGE')
       FROM pg_class WHERE relkind = 'v' AND oid = to_regclass(${quoteLiteral(name)})`,
    );
    const [present, isOwn] = replaces ? (rows[0] ?? []) : [];
    for (const schema of schemas) {
      await this.#postgres.query(`SELECT ${quoteLiteral(schema)}::regnamespace`);
    }
    if (typeof present !== 'string') {
      await this.#postgres.query(
        `CREATE VIEW ${name} AS SELECT WHERE redshift_internal.not_bound(${quoteLiteral(name)})`,
      );
    } else if (isOwn !== 't') throw new SqlStatementError(`must be owner of view ${name}`);
    await this.#postgres.query('RESET ROLE');
    if (typeof present === 'string') await this.#unbind(`ARRAY[${present}]::oid[]`);
    await this.#postgres.query(
      `INSERT INTO redshift_internal.late_view VALUES
         (${quoteLiteral(name)}::regclass, ${quoteLiteral(query)})
       ON CONFLICT (id) DO UPDATE SET query = EXCLUDED.query`,
    );
    this.#mayExist = true;
  }

  /**
   * Looks up the tables of the views that a statement names, as the administrator.
   * @returns why one of them cannot be read, if so
   */
  async bind(sql: string): Promise<unknown> {
    if (!this.#mayExist) return undefined;
    await this.#postgres.query('RESET ROLE');
    const { rows } = await this.#postgres.query(UNBOUND);
    const views = rows.map(([name, word, query]) => ({
      name: name ?? '',
      word: word ?? '',
      query: query ?? '',
    }));
    let fault: unknown;
    for (const view of namedViews(sql, views)) fault = (await this.#bindOne(view)) ?? fault;
    return fault;
  }

  /** Does the same in a transaction of its own. */
  async bindAlone(sql: string): Promise<void> {
    if (!this.#mayExist) return;
    await this.#postgres.query('BEGIN');
    try {
      await this.bind(sql);
    } finally {
      await this.#postgres.query('COMMIT');
    }
  }

  /** Separates the views from their tables, as the administrator. */
  async unbind(): Promise<void> {
    if (!this.#mayExist) return;
    await this.#postgres.query(
      `DELETE FROM redshift_internal.late_view WHERE id NOT IN (SELECT oid FROM pg_class)`,
    );
    await this.#unbind('ARRAY(SELECT oid FROM redshift_internal.bound_late_views)');
  }

  /** Records that a view is bound from now on, because another statement has replaced it. */
  async forget(name: string): Promise<void> {
    if (!this.#mayExist) return;
    await this.#postgres.query(
      `DELETE FROM redshift_internal.late_view WHERE id = to_regclass(${quoteLiteral(name)})`,
    );
  }

  async #unbind(ids: string): Promise<void> {
    await this.#postgres.query(`SELECT redshift_internal.unbind_views(${ids})`);
  }

  async #bindOne({ name, query }: Unbound): Promise<unknown> {
    await this.#postgres.query('SAVEPOINT redshift_late_view');
    try {
      const plan = await this.#translations.planOf({
        sql: `CREATE OR REPLACE VIEW ${name} ${query}`,
        parameters: [],
        isInBatch: false,
        isAlone: false,
        // The names of the query are folded already.
        keepsCase: true,
      });
      if (plan.kind === 'command') await this.#postgres.query(plan.sql);
      await this.#postgres.query('RELEASE redshift_late_view');
      return undefined;
    } catch (fault) {
      await this.#postgres.query('ROLLBACK TO redshift_late_view; RELEASE redshift_late_view');
      return fault;
    }
  }
}
