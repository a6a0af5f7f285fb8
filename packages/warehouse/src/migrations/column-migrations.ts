import { addColumns } from '../model/definitions.ts';
import { factImage } from '../model/fact-image.ts';
import type { WarehouseMigration } from './migration.ts';

/**
 * The migrations that do no more than add columns to the facts: a column names its own in `since`, so
 * that it needs no file here. Those in `written` have one, because they do more.
 */
export function columnMigrations(written: readonly string[]): WarehouseMigration[] {
  const names = factImage.columns.flatMap(({ since = [] }) => since);
  return [...new Set(names)]
    .filter((name) => !written.includes(name))
    .map((name) => ({ name, statements: addColumns(factImage, name) }));
}
