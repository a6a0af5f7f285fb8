import { commentOn, createView, grantSelect } from '../model/definitions.ts';
import { SCRIPT_COLUMNS_MIGRATION } from '../model/fact-image.ts';
import { image, imageView, scriptResult } from '../model/image-views.ts';
import type { WarehouseMigration } from './migration.ts';

const VIEWS = [
  imageView(image.columns.filter(({ since = '' }) => since <= SCRIPT_COLUMNS_MIGRATION)),
  scriptResult,
];

/** Recreates the view, because Redshift can replace a view only by one with the same columns. */
export const scriptViews: WarehouseMigration = {
  name: '0004-script-views',
  statements: [
    `DROP VIEW ${image.name}`,
    ...VIEWS.map(createView),
    ...VIEWS.flatMap((view) => commentOn('VIEW', view)),
    ...VIEWS.map(grantSelect),
  ],
  // `v_image` keeps its columns in a warehouse that is in use; `v_image_2` has all of them.
  inUse: [createView(scriptResult), ...commentOn('VIEW', scriptResult), grantSelect(scriptResult)],
};
