import { addColumns, commentOn, createView, grantSelect } from '../model/definitions.ts';
import { factImage, MODERATION_COLUMNS_MIGRATION } from '../model/fact-image.ts';
import { moderationVerdictsDaily } from '../model/moderation-views.ts';
import { image, imageView } from '../model/views.ts';
import type { WarehouseMigration } from './migration.ts';

const VIEWS = [
  imageView(image.columns.filter(({ since = '' }) => since <= MODERATION_COLUMNS_MIGRATION)),
  moderationVerdictsDaily,
];

/** What moderation says, and those who review it. Redshift makes a view with more columns anew. */
export const moderation: WarehouseMigration = {
  name: MODERATION_COLUMNS_MIGRATION,
  statements: [
    ...addColumns(factImage, MODERATION_COLUMNS_MIGRATION),
    `DROP VIEW ${image.name}`,
    ...VIEWS.map(createView),
    ...VIEWS.flatMap((view) => commentOn('VIEW', view)),
    ...VIEWS.map(grantSelect),
  ],
};
