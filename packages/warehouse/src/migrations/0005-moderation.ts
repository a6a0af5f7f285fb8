import { addColumns } from '../model/definitions.ts';
import { factImage, MODERATION_COLUMNS_MIGRATION } from '../model/fact-image.ts';
import type { WarehouseMigration } from './migration.ts';

/** What moderation says of an image, and what those who review it decide. */
export const moderation: WarehouseMigration = {
  name: MODERATION_COLUMNS_MIGRATION,
  statements: addColumns(factImage, MODERATION_COLUMNS_MIGRATION),
};
