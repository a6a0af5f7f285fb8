import type { SqlParameter } from '../sql/bind-parameters.ts';
import type { KnownColumns } from '../sql/rewrite/known-columns.ts';
import { type StatementPlan, translateStatement } from '../sql/translate-statement.ts';
import type { Postgres } from './postgres.ts';
import { withColumns } from './with-columns.ts';

/** Longer statements are not cached. */
const MAX_KEY_LENGTH = 16_384;
const MAX_KEPT_COUNT = 500;

/** Matches statements that may write values, also in a comment or a string. */
const WRITES = /\b(insert|update)\b/i;

/** PostgreSQL's jsonb is SUPER here. Clients cannot write to the stand-in's own tables. */
const HAS_SUPER = `SELECT 1 FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
  WHERE a.atttypid = 'jsonb'::regtype AND NOT a.attisdropped AND c.relkind = 'r'
    AND c.relnamespace <> 'redshift_internal'::regnamespace LIMIT 1`;

/** All inputs of a translation besides the columns of tables. */
export interface ToTranslate {
  readonly sql: string;
  readonly parameters: readonly SqlParameter[];
  /** True if the statement shares its transaction with others. */
  readonly isInBatch: boolean;
  /** Whether it shares neither a transaction nor a session. */
  readonly isAlone: boolean;
  /** Whether names in quotes keep their capitals. */
  readonly keepsCase: boolean;
}

/**
 * Translates statements and caches the latest plans. An ETL and a dashboard repeat their
 * statements, and a translation takes about half as long as running the statement.
 */
export class Translations {
  readonly #postgres: Postgres;
  /** PostgreSQL's built-in functions. */
  readonly #builtIn: ReadonlySet<string>;
  /** Plans by statement; the most recently used one is last. */
  readonly #kept = new Map<string, StatementPlan>();

  constructor(postgres: Postgres, builtIn: ReadonlySet<string>) {
    this.#postgres = postgres;
    this.#builtIn = builtIn;
  }

  /** @throws SqlStatementError for what Redshift, or this stand-in, does not support */
  async planOf(statement: ToTranslate): Promise<StatementPlan> {
    const { sql, parameters, isInBatch, isAlone, keepsCase } = statement;
    const writesSuper = WRITES.test(sql) && (await this.#hasSuper());
    const key = JSON.stringify([sql, parameters, isInBatch, isAlone, keepsCase, writesSuper]);
    return this.#find(key) ?? this.#translate(statement, writesSuper, key);
  }

  /**
   * Without a column of SUPER, the columns that an INSERT or UPDATE writes need not be known, and
   * the statement is translated once.
   */
  async #hasSuper(): Promise<boolean> {
    const { rows } = await this.#postgres.query(HAS_SUPER);
    return rows.length > 0;
  }

  /** Translates with the given columns only. @throws SqlStatementError as `planOf` */
  planWith(
    { sql, ...context }: ToTranslate,
    columns: KnownColumns,
    writesSuper = true,
  ): StatementPlan {
    const builtIn = this.#builtIn;
    return translateStatement(sql, { ...context, builtIn, columns, writesSuper });
  }

  #find(key: string): StatementPlan | undefined {
    const plan = this.#kept.get(key);
    if (plan === undefined) return undefined;
    this.#kept.delete(key);
    this.#kept.set(key, plan);
    return plan;
  }

  #translate(statement: ToTranslate, writesSuper: boolean, key: string): Promise<StatementPlan> {
    return withColumns(
      (query) => this.#postgres.describe(query),
      (columns) => {
        const plan = this.planWith(statement, columns, writesSuper);
        // A plan that depends on columns is out of date when these change, so that it is not
        // cached.
        if (columns.size === 0) this.#keep(key, plan);
        return plan;
      },
    );
  }

  #keep(key: string, plan: StatementPlan): void {
    if (key.length > MAX_KEY_LENGTH) return;
    this.#kept.set(key, plan);
    const [oldest] = this.#kept.keys();
    if (this.#kept.size > MAX_KEPT_COUNT && oldest !== undefined) this.#kept.delete(oldest);
  }
}
