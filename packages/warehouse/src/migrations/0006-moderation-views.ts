import { commentOn, createView, grantSelect } from '../model/definitions.ts';
import { MODERATION_COLUMNS_MIGRATION } from '../model/fact-image.ts';
import { image, imageView } from '../model/image-views.ts';
import { moderationVerdictsDaily } from '../model/moderation-views.ts';
import type { WarehouseMigration } from './migration.ts';

const VIEWS = [
  imageView(image.columns.filter(({ since = '' }) => since <= MODERATION_COLUMNS_MIGRATION)),
  moderationVerdictsDaily,
];

/** Recreates the view, because Redshift can replace a view only by one with the same columns. */
export const moderationViews: WarehouseMigration = {
  name: '0006-moderation-views',
  statements: [
    `DROP VIEW ${image.name}`,
    ...VIEWS.map(createView),
    ...VIEWS.flatMap((view) => commentOn('VIEW', view)),
    ...VIEWS.map(grantSelect),
  ],
  // `v_image` keeps its columns in a warehouse that is in use; `v_image_2` has all of them.
  inUse: [
    createView(moderationVerdictsDaily),
    ...commentOn('VIEW', moderationVerdictsDaily),
    grantSelect(moderationVerdictsDaily),
  ],
};
