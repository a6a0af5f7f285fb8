import type { SqlParameter } from '../sql/bind-parameters.ts';
import type { KnownColumns } from '../sql/rewrite/known-columns.ts';
import { type StatementPlan, translateStatement } from '../sql/translate-statement.ts';
import type { Postgres } from './postgres.ts';
import { withColumns } from './with-columns.ts';

/** Longer statements are not cached. */
const MAX_KEY_LENGTH = 16_384;
const MAX_KEPT_COUNT = 500;

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
    const key = JSON.stringify([sql, parameters, isInBatch, isAlone, keepsCase]);
    return this.#find(key) ?? this.#translate(statement, key);
  }

  /** Translates with the given columns only. @throws SqlStatementError as `planOf` */
  planWith({ sql, ...context }: ToTranslate, columns: KnownColumns): StatementPlan {
    return translateStatement(sql, { ...context, builtIn: this.#builtIn, columns });
  }

  #find(key: string): StatementPlan | undefined {
    const plan = this.#kept.get(key);
    if (plan === undefined) return undefined;
    this.#kept.delete(key);
    this.#kept.set(key, plan);
    return plan;
  }

  #translate(statement: ToTranslate, key: string): Promise<StatementPlan> {
    return withColumns(
      (query) => this.#postgres.describe(query),
      (columns) => {
        const plan = this.planWith(statement, columns);
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
