import type { Migration } from 'kysely/migration';
import { addColumns } from '../database/add-columns.ts';
import type { Engine } from '../database/create-table.ts';

/** How an image's renditions were made; unknown for rows that were written before. */
export function renditionFingerprints(engine: Engine): Migration {
  return {
    up: (db) =>
      addColumns(db, engine, 'image', {
        columns: { rendition_fingerprint: 'varchar(32) null' },
        indexes: {},
      }),
  };
}
