import { commentOn, createView, grantSelect } from '../model/definitions.ts';
import { imageState } from '../model/state-views.ts';
import type { WarehouseMigration } from './migration.ts';

/** Adds the view of the states of images. */
export const stateViews: WarehouseMigration = {
  name: '0011-state-views',
  statements: [createView(imageState), ...commentOn('VIEW', imageState), grantSelect(imageState)],
};
