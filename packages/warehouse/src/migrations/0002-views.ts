import { commentOn, createView, grantSelect, ROLES } from '../model/definitions.ts';
import { VIEWS } from '../model/views.ts';
import type { WarehouseMigration } from './migration.ts';

/**
 * What analysts read, and who may. A view reads with its owner's rights: its readers need none on
 * the tables behind it, and get none.
 */
export const views: WarehouseMigration = {
  name: '0002-views',
  statements: [
    'CREATE SCHEMA analytics',
    ...VIEWS.map(createView),
    ...VIEWS.flatMap((view) => commentOn('VIEW', view)),
    `CREATE ROLE ${ROLES.analyst}`,
    `CREATE ROLE ${ROLES.personalData}`,
    `GRANT ROLE ${ROLES.analyst} TO ROLE ${ROLES.personalData}`,
    ...Object.values(ROLES).map((role) => `GRANT USAGE ON SCHEMA analytics TO ROLE ${role}`),
    ...VIEWS.map(grantSelect),
  ],
};
