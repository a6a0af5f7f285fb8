import { commentOn, createView, grantSelect } from '../model/definitions.ts';
import { MODERATION_COLUMNS_MIGRATION } from '../model/fact-image.ts';
import { image, imageView } from '../model/image-views.ts';
import { moderationVerdictsDaily } from '../model/moderation-views.ts';
import type { WarehouseMigration } from './migration.ts';

const VIEWS = [
  imageView(image.columns.filter(({ since = '' }) => since <= MODERATION_COLUMNS_MIGRATION)),
  moderationVerdictsDaily,
];

/** Redshift replaces a view by one of the same columns only: this one is made anew. */
export const moderationViews: WarehouseMigration = {
  name: '0006-moderation-views',
  statements: [
    `DROP VIEW ${image.name}`,
    ...VIEWS.map(createView),
    ...VIEWS.flatMap((view) => commentOn('VIEW', view)),
    ...VIEWS.map(grantSelect),
  ],
  // `v_image` keeps its columns there; `v_image_2` has all of them.
  inUse: [
    createView(moderationVerdictsDaily),
    ...commentOn('VIEW', moderationVerdictsDaily),
    grantSelect(moderationVerdictsDaily),
  ],
};
