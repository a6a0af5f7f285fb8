import type { Migration } from 'kysely/migration';
import { addColumns } from '../database/add-columns.ts';
import { createTable, type Engine } from '../database/create-table.ts';

/** Adds the moderation labels and verdicts of images, and the history of reviews. */
export function moderation(engine: Engine): Migration {
  const { time, sequence } = engine.types;
  return {
    async up(db) {
      await addColumns(db, engine, 'image', {
        columns: {
          moderation_verdict: 'varchar(16) null',
          moderation_policy: 'varchar(64) null',
          review_decision: 'varchar(16) null',
          reviewed_at: `${time} null`,
        },
        indexes: {},
      });
      await createTable(db, engine, 'moderation_review', {
        columns: (table) =>
          table
            .addColumn('review_id', sequence, (column) => column.autoIncrement().primaryKey())
            .addColumn('image_id', 'varchar(32)', (column) => column.notNull())
            .addColumn('sha256', 'varchar(64)')
            .addColumn('decision', 'varchar(16)', (column) => column.notNull())
            .addColumn('reviewed_by', 'varchar(255)', (column) => column.notNull())
            .addColumn('reason', 'varchar(1000)', (column) => column.notNull())
            .addColumn('reviewed_at', time, (column) => column.notNull())
            .addColumn('moderation_verdict', 'varchar(16)', (column) => column.notNull())
            .addColumn('moderation_policy', 'varchar(64)', (column) => column.notNull()),
        indexes: { moderation_review_image: ['image_id', 'review_id'] },
      });
    },
  };
}
