import { quoteIdentifier, quoteLiteral } from '../quote.ts';
import { REDSHIFT_SETTINGS } from '../sql/redshift-settings.ts';
import type { Postgres } from './postgres.ts';

interface StashedTable {
  readonly stash: string;
  readonly name: string;
}

interface StashedSession {
  readonly tables: readonly StashedTable[];
  readonly settings: readonly (readonly [name: string, value: string])[];
}

/** Redshift's own settings: PostgreSQL does not list them. */
const OWN_SETTINGS = `SELECT name, setting
  FROM (SELECT name, current_setting(name, true) AS setting FROM unnest(ARRAY[${[...REDSHIFT_SETTINGS.keys()].map((name) => `'redshift.${name}'`).join(', ')}]) AS name) own
  WHERE setting <> ''`;

const STASH_PREFIX = 'redshift_stash_';

/**
 * Separates the temporary tables and settings of sessions. PostgreSQL has only one session here, so
 * that the tables of inactive sessions are renamed.
 */
export class SessionTables {
  readonly #postgres: Postgres;
  readonly #stashed = new Map<string, StashedSession>();
  #stashCount = 0;

  constructor(postgres: Postgres) {
    this.#postgres = postgres;
  }

  /** Restores the tables and settings of a session. */
  async enter(sessionId: string | undefined): Promise<void> {
    const session = sessionId === undefined ? undefined : this.#stashed.get(sessionId);
    if (sessionId === undefined || session === undefined) return;
    for (const { stash, name } of session.tables) await this.#rename(stash, name);
    for (const [name, value] of session.settings) {
      await this.#postgres.query(
        `SELECT set_config(${quoteLiteral(name)}, ${quoteLiteral(value)}, false)`,
      );
    }
    this.#stashed.delete(sessionId);
  }

  /** Saves the tables and settings of a session; those without a session are dropped. */
  async leave(sessionId: string | undefined): Promise<void> {
    const names = await this.#temporaryTables();
    if (sessionId === undefined) {
      for (const name of names) await this.#drop(name);
    } else {
      const tables: StashedTable[] = [];
      for (const name of names) {
        this.#stashCount += 1;
        const stash = `${STASH_PREFIX}${this.#stashCount}`;
        await this.#rename(name, stash);
        tables.push({ stash, name });
      }
      this.#stashed.set(sessionId, { tables, settings: await this.#settings() });
    }
    await this.#postgres.query("RESET ALL; SET TIME ZONE 'UTC'");
  }

  /** Drops the tables of a closed session. */
  async end(sessionId: string): Promise<void> {
    for (const { stash } of this.#stashed.get(sessionId)?.tables ?? []) await this.#drop(stash);
    this.#stashed.delete(sessionId);
  }

  async #settings(): Promise<StashedSession['settings']> {
    const { rows } = await this.#postgres.query(
      `SELECT name, setting FROM pg_settings WHERE source = 'session' UNION ALL ${OWN_SETTINGS}`,
    );
    return rows.map(([name, value]) => [name ?? '', value ?? '']);
  }

  async #temporaryTables(): Promise<readonly string[]> {
    const { rows } = await this.#postgres.query(
      `SELECT relname FROM pg_class WHERE relnamespace = (SELECT pg_my_temp_schema())
       AND relkind IN ('r', 'v') AND NOT starts_with(relname, '${STASH_PREFIX}')`,
    );
    return rows.map(([name]) => name ?? '');
  }

  async #rename(from: string, to: string): Promise<void> {
    await this.#postgres.query(
      `ALTER TABLE pg_temp.${quoteIdentifier(from)} RENAME TO ${quoteIdentifier(to)}`,
    );
  }

  async #drop(name: string): Promise<void> {
    await this.#postgres.query(`DROP TABLE IF EXISTS pg_temp.${quoteIdentifier(name)} CASCADE`);
  }
}
