import type { Migration } from 'kysely/migration';
import { addIndex } from '../database/add-index.ts';
import type { Engine } from '../database/create-table.ts';

/** Adds an index for the changes of a user's images, in the order of their versions. */
export function imageChanges(engine: Engine): Migration {
  return {
    up: (db) =>
      addIndex(db, engine, 'image', {
        name: 'image_uploader_version',
        columns: ['uploaded_by', 'row_version'],
      }),
  };
}
