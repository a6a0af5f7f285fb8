import type { Kysely, Transaction } from 'kysely';
import type { MetadataTables } from '../database/tables.ts';

type Db = Kysely<MetadataTables> | Transaction<MetadataTables>;

/** Returns the value that is stored under a name, or null. */
export async function readProgress(db: Db, name: string): Promise<string | null> {
  const row = await db
    .selectFrom('etlProgress')
    .select('value')
    .where('name', '=', name)
    .executeTakeFirst();
  return row?.value ?? null;
}

export async function writeProgress(db: Db, name: string, value: string): Promise<void> {
  const { numUpdatedRows } = await db
    .updateTable('etlProgress')
    .set({ value })
    .where('name', '=', name)
    .executeTakeFirst();
  if (numUpdatedRows === 0n) await db.insertInto('etlProgress').values({ name, value }).execute();
}

export async function deleteProgress(db: Db, name: string): Promise<void> {
  await db.deleteFrom('etlProgress').where('name', '=', name).execute();
}
