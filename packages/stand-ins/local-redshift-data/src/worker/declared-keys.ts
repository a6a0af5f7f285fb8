import { quoteLiteral } from '../quote.ts';
import type { TableKeyChange } from '../sql/declared-keys.ts';
import type { Postgres } from './postgres.ts';
import { runAs } from './roles.ts';

function arrayOf(names: readonly string[]): string {
  return `ARRAY[${names.map(quoteLiteral).join(', ')}]::text[]`;
}

function optional(text: string | undefined): string {
  return text === undefined ? 'NULL' : quoteLiteral(text);
}

/** Runs work with the administrator's permissions in a user's transaction. */
async function asAdministrator(
  postgres: Postgres,
  user: string | undefined,
  work: () => Promise<void>,
): Promise<void> {
  if (user !== undefined) await postgres.query('RESET ROLE');
  await work();
  if (user !== undefined) await runAs(postgres, user);
}

/**
 * Stores the keys that a table declares. A foreign key may name a key of its own table that is declared
 * after it.
 * @throws PostgresError for missing columns, and for a target that is no key
 */
export async function declareKeys(
  postgres: Postgres,
  user: string | undefined,
  { table, isNew, declared }: TableKeyChange,
): Promise<void> {
  const foreignLast = declared.toSorted(
    (one, other) => Number(one.kind === 'f') - Number(other.kind === 'f'),
  );
  return asAdministrator(postgres, user, async () => {
    for (const { kind, name, columns, target } of foreignLast) {
      await postgres.query(
        `SELECT redshift_internal.declare_key(${quoteLiteral(table)}, ${isNew}, '${kind}', ${optional(name)},
          ${arrayOf(columns)}, ${optional(target?.table)}, ${arrayOf(target?.columns ?? [])})`,
      );
    }
  });
}

/** @throws PostgresError for a key that the table does not have */
export async function dropKey(
  postgres: Postgres,
  user: string | undefined,
  table: string,
  name: string,
): Promise<void> {
  return asAdministrator(postgres, user, async () => {
    await postgres.query(
      `SELECT redshift_internal.drop_key(${quoteLiteral(table)}, ${quoteLiteral(name)})`,
    );
  });
}
