import { commentOn, createView, firstColumns, grantSelect, ROLES } from '../model/definitions.ts';
import { firstFreshness, freshness, freshness2, run } from '../model/freshness-views.ts';
import { image, image2, imageCamera, imageView, scriptResult } from '../model/image-views.ts';
import { imageLabel } from '../model/label-views.ts';
import { moderationVerdictsDaily } from '../model/moderation-views.ts';
import { imageState } from '../model/state-views.ts';
import { analysisCostByChannel, duplicatesDaily, VIEWS } from '../model/views.ts';
import type { WarehouseMigration } from './migration.ts';

const LATER_VIEWS = [
  scriptResult,
  moderationVerdictsDaily,
  freshness2,
  image2,
  imageLabel,
  imageCamera,
  imageState,
  analysisCostByChannel,
  duplicatesDaily,
  run,
];

const FIRST_FORMS = new Map([
  [image, imageView(firstColumns(image.columns))],
  [freshness, firstFreshness],
]);

/** The views of the first release. */
const FIRST_VIEWS = VIEWS.filter((view) => !LATER_VIEWS.includes(view)).map(
  (view) => FIRST_FORMS.get(view) ?? view,
);

/**
 * Creates the views that analysts read, and grants access. A view runs with its owner's
 * permissions, so that its readers need and get none on the tables behind it.
 */
export const views: WarehouseMigration = {
  name: '0002-views',
  statements: [
    'CREATE SCHEMA analytics',
    ...FIRST_VIEWS.map(createView),
    ...FIRST_VIEWS.flatMap((view) => commentOn('VIEW', view)),
    `CREATE ROLE ${ROLES.analyst}`,
    `CREATE ROLE ${ROLES.personalData}`,
    `GRANT ROLE ${ROLES.analyst} TO ROLE ${ROLES.personalData}`,
    ...Object.values(ROLES).map((role) => `GRANT USAGE ON SCHEMA analytics TO ROLE ${role}`),
    ...FIRST_VIEWS.map(grantSelect),
  ],
};
