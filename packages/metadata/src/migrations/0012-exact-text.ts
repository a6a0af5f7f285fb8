import { sql } from 'kysely';
import type { Migration } from 'kysely/migration';
import type { Engine } from '../database/create-table.ts';
import { exactCollation } from '../database/exact-collation.ts';

const TABLES = [
  'analysis_call',
  'etl_batch',
  'etl_lease',
  'etl_progress',
  'failure',
  'image',
  'image_label',
  'image_purge',
  'moderation_review',
  'outbox',
  'rendition',
];

/**
 * Makes comparisons of text respect trailing spaces. New tables have this collation already; older
 * ones are rewritten, each in one statement that blocks writers of that table.
 */
export function exactText(engine: Engine): Migration {
  return {
    async up(db) {
      if (engine.name !== 'mysql') return;
      const collation = await exactCollation(db);
      const { rows } = await sql<{ name: string }>`select table_name as name
        from information_schema.tables
        where table_schema = database() and table_collation != ${collation}
          and table_name in (${sql.join(TABLES)})`.execute(db);
      for (const { name } of rows) {
        await sql`alter table ${sql.table(name)} convert to character set utf8mb4
          collate ${sql.raw(collation)}`.execute(db);
      }
    },
  };
}
