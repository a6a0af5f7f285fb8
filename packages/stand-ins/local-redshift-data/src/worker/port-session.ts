import { guardMessages, setsSomething } from '../postgres-port/read-only-guard.ts';
import type { KeptViews } from './kept-views.ts';
import { quoteLiteral } from '../quote.ts';
import type { AnswerLimit, Postgres } from './postgres.ts';
import type { PortAnswer, PortRequest, Settings } from './protocol.ts';
import { runAs } from './roles.ts';
import { withColumns } from './with-columns.ts';

/** What belongs to the transaction around the messages, and not to the client. */
const SETTINGS = `SELECT name, setting FROM pg_settings WHERE source = 'session'
  AND name NOT IN ('role', 'session_authorization') AND NOT starts_with(name, 'transaction_')`;

/** The settings now; those before where the transaction has failed, for nothing can be read in it. */
const readSettings = async (postgres: Postgres, before: Settings): Promise<Settings> => {
  try {
    const { rows } = await postgres.query(SETTINGS);
    return rows.map(([name, value]) => [name ?? '', value ?? ''] as const);
  } catch {
    return before;
  }
};

const applySettings = async (postgres: Postgres, settings: Settings): Promise<void> => {
  for (const [name, value] of settings) {
    await postgres.query(`SELECT set_config(${quoteLiteral(name)}, ${quoteLiteral(value)}, false)`);
  }
};

export interface PortParts {
  readonly postgres: Postgres;
  readonly views: KeptViews;
  readonly builtIn: ReadonlySet<string>;
  readonly limit: AnswerLimit;
}

/** Runs messages of a client of the port, as its user and with its settings. */
export const readPort = async (
  { postgres, views, builtIn, limit }: PortParts,
  { messages, user, settings }: PortRequest,
): Promise<PortAnswer> => {
  const guarded = await withColumns(
    (query) => postgres.describeAlone(query),
    (columns) =>
      guardMessages(messages, { rewrite: (sql) => views.rewrite(sql), builtIn, columns }),
  );
  let settingsNow = settings;
  const bytes = await postgres.readProtocol(guarded, limit, {
    prepare: async () => {
      await applySettings(postgres, settings);
      await runAs(postgres, user);
    },
    finish: async () => {
      if (setsSomething(messages)) settingsNow = await readSettings(postgres, settings);
    },
  });
  return { bytes, settings: settingsNow };
};
