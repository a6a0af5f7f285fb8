import { quoteLiteral } from '../quote.ts';
import type { LateView } from '../sql/late-view.ts';
import { SqlStatementError } from '../statement-errors.ts';
import type { Postgres } from './postgres.ts';
import type { Translations } from './translations.ts';

/** A view, or a procedure that may read views. */
interface Source {
  /** The name as it occurs in statements. */
  readonly word: string;
  readonly text: string;
  /** The name in SQL of a view, with its schema if needed. */
  readonly view?: string;
}

const UNBOUND = `SELECT c.relname, l.query, c.oid::regclass
  FROM redshift_internal.late_view l JOIN pg_class c ON c.oid = l.id WHERE c.relnatts = 0`;

const BOUND = 'SELECT oid FROM redshift_internal.bound_late_views';

const PROCEDURES = `SELECT proname, prosrc FROM pg_proc WHERE prokind = 'p'`;

/** Matches CALL, also after comments. */
const CALL = /^(?:\s|--[^\n]*\n|\/\*[^*]*\*+(?:[^/*][^*]*\*+)*\/)*call\b/i;

/** A function that lists the columns of all views. */
const NEEDS_ALL = /pg_get_late_binding_view_cols/i;

/** The views that a statement or its procedures name, each after the views that its query names. */
function namedViews(sql: string, sources: readonly Source[]): readonly Source[] {
  const visited = new Set<Source>();
  const ordered: Source[] = [];
  const visitNamedIn = (text: string, needsAll = false) => {
    const lower = text.toLowerCase();
    for (const source of sources) {
      const isNamed = needsAll || lower.includes(source.word.toLowerCase());
      if (visited.has(source) || !isNamed) continue;
      visited.add(source);
      visitNamedIn(source.text);
      ordered.push(source);
    }
  };
  visitNamedIn(sql, NEEDS_ALL.test(sql));
  return ordered.filter(({ view }) => view !== undefined);
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
    if (typeof present === 'string') await this.#unbind(`${BOUND} UNION SELECT ${present}::oid`);
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
    const isCall = CALL.test(sql);
    // A procedure may drop or change the tables of views that it does not read.
    if (isCall) await this.unbind();
    const procedures = isCall ? await this.#sources(PROCEDURES) : [];
    let fault: unknown;
    for (const view of namedViews(sql, [...(await this.#sources(UNBOUND)), ...procedures])) {
      fault = (await this.#bindOne(view)) ?? fault;
    }
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
    await this.#unbind(BOUND);
  }

  /** Records that a view is bound from now on, because another statement has replaced it. */
  async forget(name: string): Promise<void> {
    if (!this.#mayExist) return;
    await this.#postgres.query(
      `DELETE FROM redshift_internal.late_view WHERE id = to_regclass(${quoteLiteral(name)})`,
    );
  }

  async #unbind(ids: string): Promise<void> {
    await this.#postgres.query(`SELECT redshift_internal.unbind_views(ARRAY(${ids}))`);
  }

  async #sources(query: string): Promise<readonly Source[]> {
    const { rows } = await this.#postgres.query(query);
    return rows.map(([word, text, view]) => ({
      word: word ?? '',
      text: text ?? '',
      ...(typeof view === 'string' && { view }),
    }));
  }

  async #bindOne({ view, text }: Source): Promise<unknown> {
    await this.#postgres.query('SAVEPOINT redshift_late_view');
    try {
      const plan = await this.#translations.planOf({
        sql: `CREATE OR REPLACE VIEW ${view} ${text}`,
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
