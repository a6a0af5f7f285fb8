import { commentOn, createView, grantSelect } from '../model/definitions.ts';
import { duplicatesDaily } from '../model/views.ts';
import type { WarehouseMigration } from './migration.ts';

/** Adds the view of duplicates by day. */
export const duplicatesViews: WarehouseMigration = {
  name: '0014-duplicates-views',
  statements: [
    createView(duplicatesDaily),
    ...commentOn('VIEW', duplicatesDaily),
    grantSelect(duplicatesDaily),
  ],
};
