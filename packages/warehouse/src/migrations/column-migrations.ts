import { addColumns } from '../model/definitions.ts';
import { factImage } from '../model/fact-image.ts';
import type { WarehouseMigration } from './migration.ts';

/**
 * Returns the migrations that only add columns to the facts. A column names its migration in
 * `since`, so that no file is needed. Migrations in `written` have a file, because they do more.
 */
export function columnMigrations(written: readonly string[]): WarehouseMigration[] {
  const names = factImage.columns.flatMap(({ since = [] }) => since);
  return [...new Set(names)]
    .filter((name) => !written.includes(name))
    .map((name) => ({ name, statements: addColumns(factImage, name) }));
}
