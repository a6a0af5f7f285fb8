import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';
import { addIndex } from '../database/add-index.ts';
import type { Engine } from '../database/create-table.ts';

const TABLE = 'webhook_delivery';
const OLD_INDEX = 'webhook_delivery_due';

/**
 * Replaces the index of all due deliveries by one for each webhook, so that a claim for one webhook
 * does not read the waiting deliveries of others.
 */
export function webhookQueues(engine: Engine): Migration {
  return {
    async up(db) {
      await addIndex(db, engine, TABLE, {
        name: 'webhook_delivery_queue',
        columns: ['webhook_id', 'state', 'next_attempt_at'],
      });
      await dropOldIndex(db, engine);
    },
  };
}

async function dropOldIndex(db: Kysely<unknown>, engine: Engine): Promise<void> {
  const index = db.schema.dropIndex(OLD_INDEX);
  if (engine.name === 'sqlite') return index.ifExists().execute();
  // MySQL does not support `if exists` here.
  const { rows } = await sql`select 1 from information_schema.statistics
    where table_schema = database() and table_name = ${TABLE} and index_name = ${OLD_INDEX}`.execute(
    db,
  );
  if (rows.length > 0) await index.on(TABLE).execute();
}
