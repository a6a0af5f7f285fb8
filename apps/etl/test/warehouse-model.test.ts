import {
  createDataApi,
  migrateWarehouse,
  MIGRATIONS,
  partsOf,
  ROLES,
  TABLES,
  VIEWS,
} from '@miniatura/warehouse';
import { describe, expect, test } from 'vitest';
import { useWarehouse } from './start-warehouse.ts';

const warehouse = useWarehouse();

const relations = [...TABLES, ...VIEWS];
const [schemas, names] = [0, 1].map((part) =>
  [...new Set(relations.map(({ name }) => `'${name.split('.')[part]}'`))].join(', '),
);

/** The words of the definitions, in those of the catalog. */
const CATALOG_TYPES: Readonly<Record<string, string>> = {
  BIGINT: 'bigint',
  BOOLEAN: 'boolean',
  DATE: 'date',
  'DOUBLE PRECISION': 'double precision',
  INTEGER: 'integer',
  TIMESTAMP: 'timestamp without time zone',
};

function catalogType(type: string): string {
  const bare = type.replace(' NOT NULL', '');
  return (
    CATALOG_TYPES[bare] ??
    bare
      .replace('VARCHAR', 'character varying')
      .replace('CHAR', 'character')
      .replace('DECIMAL', 'numeric')
  );
}

/** Sizes of a view's columns are told by the service only where the query casts them. */
const withoutSize = (type: string) => type.replace(/\(.*\)/, '');

describe('The catalog', () => {
  test('carries every comment of the definitions', async () => {
    const rows = await warehouse.select(`SELECT n.nspname || '.' || c.relname AS name,
      a.attname AS column_name, d.description AS comment
      FROM pg_description d
      JOIN pg_class c ON c.oid = d.objoid
      JOIN pg_namespace n ON n.oid = c.relnamespace
      LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = d.objsubid AND d.objsubid > 0
      WHERE n.nspname IN (${schemas}) AND c.relname IN (${names})`);
    const found = rows.map((row) => [row['name'], row['column_name'], row['comment']].join(' | '));
    const expected = relations.flatMap(({ name, comment, columns }) => [
      [name, null, comment].join(' | '),
      ...columns.map((column) => [name, column.name, column.comment].join(' | ')),
    ]);
    expect(found.toSorted()).toEqual(expected.toSorted());
  });

  test.each(relations)(
    'has the columns of $name, in their order and of their types',
    async (each) => {
      const [schema, name] = each.name.split('.');
      const rows = await warehouse.select(`SELECT a.attname AS name,
      format_type(a.atttypid, a.atttypmod) AS type
      FROM pg_attribute a
      JOIN pg_class c ON c.oid = a.attrelid
      JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE n.nspname = '${schema}' AND c.relname = '${name}' AND a.attnum > 0
      ORDER BY a.attnum`);
      const found = rows.map((row) => `${row['name']} ${withoutSize(String(row['type']))}`);
      const expected = each.columns.map(
        (column) => `${column.name} ${withoutSize(catalogType(column.type))}`,
      );
      expect(found).toEqual(expected);
    },
  );
});

describe('Migrating', () => {
  test('a warehouse that is up to date does nothing', async () => {
    expect(await migrateWarehouse(warehouse.api)).toEqual([]);
  });

  test('run concurrently, and after an interruption, applies each part once', async () => {
    const undone = MIGRATIONS.filter(({ name }) => name.includes('views'));
    const views = VIEWS.map((view) => `DROP VIEW ${view.name}`);
    const roles = Object.values(ROLES).map((role) => `DROP ROLE ${role}`);
    const wait = async (sqls: readonly string[]) => {
      const clientToken = crypto.randomUUID();
      await warehouse.api.wait(
        await warehouse.api.submitBatch({ sqls, name: 'undo', clientToken }),
      );
    };
    const revoke = Object.values(ROLES).map((r) => `REVOKE ALL ON SCHEMA analytics FROM ROLE ${r}`);
    await wait([...views, ...revoke, ...roles, 'DROP SCHEMA analytics']);
    await wait(["DELETE FROM etl.schema_version WHERE migration LIKE '%views'"]);
    const all = await Promise.all([1, 2, 3].map(() => migrateWarehouse(warehouse.api)));
    const parts = undone.flatMap(partsOf).map(({ migration, part }) => `${migration}/${part}`);
    expect(all.flat().toSorted()).toEqual(parts);
  });
});

describe('The role', () => {
  const as = (dbUser: string) =>
    createDataApi(warehouse.redshiftData, { clusterIdentifier: 'c', database: 'dev', dbUser });
  const isReadableBy = async (role: string, name: string) =>
    as(role)
      .queryTable({ sql: `SELECT COUNT(*) FROM ${name}` })
      .then(
        () => true,
        () => false,
      );

  test.each(VIEWS)(
    'of analysts reads $name, unless it is personal',
    async ({ name, readableBy }) => {
      expect(await isReadableBy(ROLES.analyst, name)).toBe(readableBy === 'analyst');
    },
  );

  test.each(TABLES)('of analysts does not read $name', async ({ name }) => {
    expect(await isReadableBy(ROLES.analyst, name)).toBe(false);
  });

  test('with access to personal data reads uploaders, and what analysts read', async () => {
    expect(await isReadableBy(ROLES.personalData, 'analytics.v_image_owner')).toBe(true);
    expect(await isReadableBy(ROLES.personalData, 'analytics.v_image')).toBe(true);
    expect(await isReadableBy(ROLES.personalData, 'warehouse.dim_owner')).toBe(false);
  });

  test('of analysts writes nothing', async () => {
    const write = as(ROLES.analyst).queryTable({ sql: 'DELETE FROM warehouse.fact_image' });
    await expect(write).rejects.toThrow(/permission denied/);
  });
});
