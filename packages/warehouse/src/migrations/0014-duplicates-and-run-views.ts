import { commentOn, createView, grantSelect } from '../model/definitions.ts';
import { run } from '../model/freshness-views.ts';
import { duplicatesDaily } from '../model/views.ts';
import type { WarehouseMigration } from './migration.ts';

const VIEWS = [duplicatesDaily, run];

/** Adds the views of duplicates by day and of the runs. */
export const duplicatesAndRunViews: WarehouseMigration = {
  name: '0014-duplicates-and-run-views',
  statements: VIEWS.flatMap((view) => [
    createView(view),
    ...commentOn('VIEW', view),
    grantSelect(view),
  ]),
};
