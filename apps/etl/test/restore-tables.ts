import type { Metadata } from '@miniatura/metadata';
import { TABLES } from '@miniatura/warehouse';
import type { TestWarehouse } from './start-warehouse.ts';

/** A copy of a database, as of the moment when it was made. */
export interface Copy {
  /** Takes the database back to that moment. */
  restore(): Promise<void>;
}

async function run(warehouse: TestWarehouse, sqls: readonly string[]): Promise<void> {
  const clientToken = crypto.randomUUID();
  await warehouse.api.wait(await warehouse.api.submitBatch({ sqls, name: 'restore', clientToken }));
}

/** Copies what batches fill, within the warehouse. */
export async function copyWarehouse(warehouse: TestWarehouse, name: string): Promise<Copy> {
  const tables = TABLES.map((table) => table.name).filter((table) => !/dim_date|price/.test(table));
  const copyOf = (table: string) => `${name}.${table.replace('.', '_')}`;
  await run(warehouse, [
    `CREATE SCHEMA ${name}`,
    ...tables.map((table) => `CREATE TABLE ${copyOf(table)} AS SELECT * FROM ${table}`),
  ]);
  return {
    restore: () =>
      run(
        warehouse,
        tables.flatMap((table) => [
          `DELETE FROM ${table}`,
          `INSERT INTO ${table} SELECT * FROM ${copyOf(table)}`,
        ]),
      ),
  };
}

const SOURCE_TABLES = [
  'image',
  'rendition',
  'imageLabel',
  'imagePurge',
  'outbox',
  'analysisCall',
  'etlBatch',
  'etlLease',
  'etlProgress',
] as const;

/** Copies the source's tables into memory. */
export async function copySource({ db }: Metadata): Promise<Copy> {
  const tables = await Promise.all(
    SOURCE_TABLES.map(async (name) => {
      const rows = await db.selectFrom(name).selectAll().execute();
      return { name, rows: rows.map(withoutGenerated) };
    }),
  );
  return {
    async restore() {
      for (const { name, rows } of tables) {
        await db.deleteFrom(name).execute();
        for (const row of rows)
          await db
            .insertInto(name)
            .values(row as never)
            .execute();
      }
    },
  };
}

/** Columns that the database computes. */
function withoutGenerated(row: object): object {
  return Object.fromEntries(Object.entries(row).filter(([name]) => !name.startsWith('hashBand')));
}
