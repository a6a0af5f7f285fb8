import { commentOn, createView, grantSelect } from '../model/definitions.ts';
import { analysisCostByChannel } from '../model/views.ts';
import type { WarehouseMigration } from './migration.ts';

/** Adds the view of the cost of analysis by upload channel. */
export const costViews: WarehouseMigration = {
  name: '0013-cost-views',
  statements: [
    createView(analysisCostByChannel),
    ...commentOn('VIEW', analysisCostByChannel),
    grantSelect(analysisCostByChannel),
  ],
};
