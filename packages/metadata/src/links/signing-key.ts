import { randomBytes } from 'node:crypto';
import type { Kysely } from 'kysely';
import { inTransaction } from '../database/in-transaction.ts';
import { toSqlTime } from '../database/sql-time.ts';
import type { MetadataTables } from '../database/tables.ts';

/** As long as the output of SHA-256, as recommended for HMAC (RFC 2104, section 3). */
const SECRET_BYTES = 32;

/**
 * Returns the secret with a name. The first process that needs it creates it, and all processes of
 * one database share it.
 * @returns 32 bytes
 */
export async function signingKeyOf(db: Kysely<MetadataTables>, name: string): Promise<Buffer> {
  const secret = await inTransaction(db, async (transaction) => {
    const known = await transaction
      .selectFrom('signingKey')
      .select('secret')
      .where('name', '=', name)
      .executeTakeFirst();
    if (known !== undefined) return known.secret;
    const drawn = randomBytes(SECRET_BYTES).toString('hex');
    const createdAt = toSqlTime(new Date().toISOString());
    // A concurrent insert violates the primary key, and this transaction is retried.
    await transaction.insertInto('signingKey').values({ name, secret: drawn, createdAt }).execute();
    return drawn;
  });
  return Buffer.from(secret, 'hex');
}
