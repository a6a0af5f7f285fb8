import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';
import { addColumns } from '../database/add-columns.ts';
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
      await addImageIndexes(db, engine);
    },
  };
}

async function addImageIndexes(db: Kysely<unknown>, engine: Engine): Promise<void> {
  const present = engine.name === 'mysql' ? await imageIndexes(db) : new Set<string>();
  for (const [name, columns] of Object.entries(IMAGE_INDEXES)) {
    if (present.has(name)) continue;
    const index = db.schema
      .createIndex(name)
      .on('image')
      .columns([...columns]);
    // MySQL does not support `if not exists` here.
    await (engine.name === 'mysql' ? index : index.ifNotExists()).execute();
  }
}

async function imageIndexes(db: Kysely<unknown>): Promise<ReadonlySet<string>> {
  const { rows } = await sql<{ name: string }>`select distinct index_name as name
    from information_schema.statistics
    where table_schema = database() and table_name = 'image'`.execute(db);
  return new Set(rows.map(({ name }) => name));
}
