import { sql } from 'kysely';
import type { Migration } from 'kysely/migration';
import { addColumns } from '../database/add-columns.ts';
import { addIndex } from '../database/add-index.ts';
import type { Engine } from '../database/create-table.ts';

/**
 * The columns of the filters come first, then those of the order, so that a page is a range of one
 * index.
 */
const IMAGE_INDEXES = {
  image_uploader: ['uploaded_by', 'uploaded_at', 'image_id'],
  image_uploader_status: ['uploaded_by', 'status', 'uploaded_at', 'image_id'],
} as const;

const LABEL_INDEXES = {
  image_label_listed: ['kind', 'name', 'uploaded_at', 'image_id'],
  image_label_uploader: ['kind', 'name', 'uploaded_by', 'uploaded_at', 'image_id'],
} as const;

/**
 * Adds indexes for lists by uploader and by label. Rows of labels repeat the time and the uploader
 * of the image, because an index cannot span two tables.
 */
export function lists(engine: Engine): Migration {
  return {
    async up(db) {
      await addColumns(db, engine, 'image_label', {
        columns: { uploaded_at: `${engine.types.time} null`, uploaded_by: 'varchar(255) null' },
        indexes: LABEL_INDEXES,
      });
      await sql`update image_label set
        uploaded_at = (select i.uploaded_at from image i where i.image_id = image_label.image_id),
        uploaded_by = (select i.uploaded_by from image i where i.image_id = image_label.image_id)
        where uploaded_at is null`.execute(db);
      for (const [name, columns] of Object.entries(IMAGE_INDEXES)) {
        await addIndex(db, engine, 'image', { name, columns });
      }
    },
  };
}
