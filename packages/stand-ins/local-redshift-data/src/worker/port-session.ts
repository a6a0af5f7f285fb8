import { QueryRejectedError } from '../postgres-port/query-rejected-error.ts';
import { guardMessages } from '../postgres-port/read-only-guard.ts';
import { joinMessages, splitMessages, type WireMessage } from '../postgres-port/wire-messages.ts';
import { quoteIdentifier, quoteLiteral } from '../quote.ts';
import { CASE_SETTING, isOn } from '../sql/fold-names.ts';
import { REDSHIFT_SETTINGS } from '../sql/redshift-settings.ts';
import type { LateViews } from './late-views.ts';
import type { AnswerLimit, Postgres } from './postgres.ts';
import type { PortAnswer, PortRequest, Settings } from './protocol.ts';
import { runAs } from './roles.ts';
import type { StoredViews } from './stored-views.ts';
import { withColumns } from './with-columns.ts';

const OWN_SETTINGS = [...REDSHIFT_SETTINGS.keys()].map((name) => quoteLiteral(`redshift.${name}`));

/**
 * Reads the client's settings, without those of the surrounding transaction. PostgreSQL does not
 * list settings that it does not know.
 */
const SETTINGS = `SELECT name, setting FROM pg_settings WHERE source = 'session'
  AND name NOT IN ('role', 'session_authorization') AND NOT starts_with(name, 'transaction_')
  UNION ALL SELECT name, current_setting(name, true)
  FROM unnest(ARRAY[${OWN_SETTINGS.join(', ')}]) AS name WHERE current_setting(name, true) <> ''`;

/**
 * Returns the current settings; the previous ones if the transaction has failed, because nothing
 * can be read in it.
 */
async function readSettings(postgres: Postgres, before: Settings): Promise<Settings> {
  try {
    const { rows } = await postgres.query(SETTINGS);
    return rows.map(([name, value]) => [name ?? '', value ?? ''] as const);
  } catch {
    return before;
  }
}

async function applySettings(postgres: Postgres, settings: Settings): Promise<void> {
  for (const [name, value] of settings) {
    await postgres.query(`SELECT set_config(${quoteLiteral(name)}, ${quoteLiteral(value)}, false)`);
  }
}

export interface PortParts {
  readonly postgres: Postgres;
  readonly views: StoredViews;
  readonly lateViews: LateViews;
  readonly builtIn: ReadonlySet<string>;
  readonly limit: AnswerLimit;
}

async function namesOf(
  postgres: Postgres,
  catalog: 'pg_cursors' | 'pg_prepared_statements',
  connection: string,
): Promise<readonly string[]> {
  const { rows } = await postgres.query(
    `SELECT name FROM ${catalog} WHERE starts_with(name, ${quoteLiteral(connection)})`,
  );
  return rows.map(([name]) => quoteIdentifier(name ?? ''));
}

async function closeCursors(postgres: Postgres, connection: string): Promise<void> {
  for (const name of await namesOf(postgres, 'pg_cursors', connection)) {
    await postgres.query(`CLOSE ${name}`);
  }
}

async function deallocateAll(postgres: Postgres, connection: string): Promise<void> {
  for (const name of await namesOf(postgres, 'pg_prepared_statements', connection)) {
    await postgres.query(`DEALLOCATE ${name}`);
  }
}

/** Drops what a connection has created in the shared session. */
export async function endConnection(postgres: Postgres, connection: string): Promise<void> {
  await closeCursors(postgres, connection);
  await deallocateAll(postgres, connection);
}

/** Matches `COMMIT` or `ROLLBACK` as the last command of a response. */
const END_OF_TRANSACTION = /C\0{3}[\x0b\x0d](?:COMMIT|ROLLBACK)\0Z\0{3}\x05.$/s;
const END_BYTE_COUNT = 32;

function endsTransaction(answer: Uint8Array): boolean {
  return END_OF_TRANSACTION.test(Buffer.from(answer.subarray(-END_BYTE_COUNT)).toString('latin1'));
}

const DEALLOCATED: WireMessage = { type: 'C', body: Buffer.from('DEALLOCATE ALL\0') };

/** Replaces the response to an empty query, which DEALLOCATE ALL is for the database. */
function withDeallocateTag(answer: Uint8Array): Uint8Array {
  const messages = splitMessages(Buffer.from(answer));
  return joinMessages(messages.map((message) => (message.type === 'I' ? DEALLOCATED : message)));
}

const CURSOR_EXISTS = '42P03';

async function rejectSecondCursor(postgres: Postgres, connection: string): Promise<void> {
  const names = await namesOf(postgres, 'pg_cursors', connection);
  if (names.length > 0) {
    throw new QueryRejectedError(
      CURSOR_EXISTS,
      'Only one cursor at a time can be open per session',
    );
  }
}

/** Runs messages of a client of the port as its user and with its settings. */
export async function readPort(
  { postgres, views, lateViews, builtIn, limit }: PortParts,
  { messages, user, settings, connection, isInTransaction }: PortRequest,
): Promise<PortAnswer> {
  const rewrite = (sql: string): string => views.rewrite(sql);
  const keepsCase = isOn(settings.find(([name]) => name === CASE_SETTING)?.[1]);
  const context = { rewrite, builtIn, keepsCase, connection, isInTransaction };
  await lateViews.bindAlone(Buffer.from(messages).toString('utf8'));
  const guarded = await withColumns(
    (query) => postgres.describeAlone(query),
    (columns) => guardMessages(messages, { ...context, columns }),
  );
  const has = (type: string): boolean => guarded.statements.includes(type);
  const declares = has('DeclareCursorStmt');
  if (declares && !has('ClosePortalStmt')) await rejectSecondCursor(postgres, connection);
  let settingsNow = settings;
  const bytes = await postgres.readProtocol(guarded.messages, limit, {
    prepare: async () => {
      // The user of the connection cannot make the administrator's settings.
      await runAs(postgres, user);
      await applySettings(postgres, settings);
    },
    finish: async () => {
      if (has('VariableSetStmt')) settingsNow = await readSettings(postgres, settings);
    },
    keepsCursors: declares,
  });
  if (endsTransaction(bytes)) await closeCursors(postgres, connection);
  if (!has('DeallocateAll')) return { bytes, settings: settingsNow };
  await deallocateAll(postgres, connection);
  return { bytes: withDeallocateTag(bytes), settings: settingsNow };
}
