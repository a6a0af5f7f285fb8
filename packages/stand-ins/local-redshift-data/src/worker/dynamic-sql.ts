import { quoteLiteral } from '../quote.ts';
import { UNKNOWN_COLUMNS } from '../sql/late-view.ts';
import { scanSql, startsWith, textOf } from '../sql/scan-sql.ts';
import type { StatementPlan } from '../sql/translate-statement.ts';
import { SqlStatementError, unsupported } from '../statement-errors.ts';
import type { Postgres, PostgresError } from './postgres.ts';
import type { Translations } from './translations.ts';

/** SQL state of text that is not translated yet; WHEN OTHERS of a procedure does not catch it. */
const ASSERT_FAILURE = 'P0004';
const NOT_TRANSLATED = 'redshift_dynamic_sql';

type Translated = { readonly sql: string } | { readonly error: string };

function sqlOf(plan: StatementPlan): string {
  if (plan.kind === 'select' || plan.kind === 'command') return plan.sql;
  throw unsupported(
    `EXECUTE of ${plan.kind === 'nothing' ? 'this statement' : plan.kind.toUpperCase()}`,
  );
}

/** Splits text at semicolons. */
function statementsOf(text: string): string[] {
  const source = scanSql(text);
  const ends = source.tokens.flatMap((_, at) => (startsWith(source.tokens, at, ';') ? [at] : []));
  return [...ends, source.tokens.length].map((end, index) =>
    textOf(source, index === 0 ? 0 : (ends[index - 1] ?? 0) + 1, end),
  );
}

/**
 * The SQL that a procedure builds and runs with EXECUTE. It is known only when it runs, so that the
 * procedure stops there, and is called again from its start with the translation.
 */
export class DynamicSql {
  readonly #translations: Translations;
  readonly #keepsCase: boolean;
  readonly #translated = new Map<string, Translated>();

  constructor(translations: Translations, keepsCase: boolean) {
    this.#translations = translations;
    this.#keepsCase = keepsCase;
  }

  /**
   * Gives the procedure what is translated so far.
   * @param isLast whether the procedure cannot be called again: other text is then run as it is
   */
  async provide(postgres: Postgres, isLast: boolean): Promise<void> {
    const known = Object.fromEntries([...this.#translated, ...(isLast ? [['', {}]] : [])]);
    await postgres.query(
      `SELECT set_config('redshift.dynamic_sql', ${quoteLiteral(JSON.stringify(known))}, ${!isLast})`,
    );
  }

  async forget(postgres: Postgres): Promise<void> {
    await postgres.query("SELECT set_config('redshift.dynamic_sql', '', false)");
  }

  /** Translates the text at which a procedure stopped; false if it failed with another error. */
  async translate(error: unknown): Promise<boolean> {
    const { code, message, detail } = error as PostgresError;
    if (code !== ASSERT_FAILURE || message !== NOT_TRANSLATED || detail === undefined) return false;
    this.#translated.set(detail, await this.#textOf(detail));
    return true;
  }

  async #textOf(text: string): Promise<Translated> {
    try {
      const statements = statementsOf(text).filter((sql) => sql !== '');
      const sqls: string[] = [];
      for (const sql of statements) sqls.push(sqlOf(await this.#planOf(sql)));
      return { sql: sqls.join('; ') };
    } catch (error) {
      if (error instanceof SqlStatementError)
        return { error: error.message.replace(/^ERROR: /, '') };
      throw error;
    }
  }

  /** Tables that the procedure has created cannot be described, as its changes are undone here. */
  async #planOf(sql: string): Promise<StatementPlan> {
    const statement = {
      sql,
      parameters: [],
      isInBatch: false,
      isAlone: false,
      keepsCase: this.#keepsCase,
    };
    try {
      return await this.#translations.planOf(statement);
    } catch (error) {
      if (error instanceof SqlStatementError) throw error;
      return this.#translations.planWith(statement, UNKNOWN_COLUMNS);
    }
  }
}
