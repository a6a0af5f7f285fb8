import type { Migration } from 'kysely/migration';
import { addColumns } from '../database/add-columns.ts';
import type { Engine } from '../database/create-table.ts';

/** Adds the fingerprint of the renditions' settings, which is unknown for older rows. */
export function renditionFingerprints(engine: Engine): Migration {
  return {
    up: (db) =>
      addColumns(db, engine, 'image', {
        columns: { rendition_fingerprint: 'varchar(32) null' },
        indexes: {},
      }),
  };
}
