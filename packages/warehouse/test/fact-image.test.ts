import { LOADED_IMAGE_COLUMNS } from '@miniatura/metadata/image-columns';
import { expect, test } from 'vitest';
import { type ColumnDefinition, MIGRATIONS, STAGING_TABLES } from '../src/index.ts';
import { column } from '../src/model/definitions.ts';
import { factImage } from '../src/model/fact-image.ts';

const FACTS = 'warehouse.fact_image';
const ADDED = column('added', 'BIGINT', 'Described, and made by no migration');

/** The columns that no migration makes. */
function unmade(columns: readonly ColumnDefinition[]): string[] {
  const statements = MIGRATIONS.flatMap((migration) => migration.statements);
  const [table = ''] = statements.filter((sql) => sql.startsWith(`CREATE TABLE ${FACTS} (`));
  return columns
    .filter(({ name, type, since }) =>
      since === undefined
        ? !table.includes(`\n  ${name} ${type},`)
        : !statements.includes(`ALTER TABLE ${FACTS} ADD COLUMN ${name} ${type}`),
    )
    .map(({ name }) => name);
}

test('Each column of the facts is made by a migration, and one that is not is noticed', () => {
  expect(unmade(factImage.columns)).toEqual([]);
  expect(unmade([...factImage.columns, { ...ADDED, since: '9999-later' }])).toEqual(['added']);
});

test('What the source has for the warehouse is in the facts, and is staged', () => {
  const loaded = LOADED_IMAGE_COLUMNS.map(({ name }) => name);
  expect(factImage.columns.map(({ name }) => name)).toEqual(expect.arrayContaining(loaded));
  expect(STAGING_TABLES.images.columns.map(({ name }) => name)).toEqual(
    expect.arrayContaining(loaded),
  );
});
