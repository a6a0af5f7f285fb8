import { addColumns } from '../model/definitions.ts';
import { factImage, SCRIPT_COLUMNS_MIGRATION } from '../model/fact-image.ts';
import type { WarehouseMigration } from './migration.ts';

/** Of which image one is a duplicate, and what the provided script made of it. */
export const duplicatesAndScripts: WarehouseMigration = {
  name: SCRIPT_COLUMNS_MIGRATION,
  statements: addColumns(factImage, SCRIPT_COLUMNS_MIGRATION),
};
