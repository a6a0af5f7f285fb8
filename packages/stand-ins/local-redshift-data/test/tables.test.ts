import {
  DescribeTableCommand,
  ListDatabasesCommand,
  ListSchemasCommand,
  ListTablesCommand,
} from '@aws-sdk/client-redshift-data';
import { beforeAll, expect, test } from 'vitest';
import { sharedRedshift, TARGET } from './running-redshift.ts';

const redshift = sharedRedshift();

beforeAll(async () => {
  await redshift().runBatch([
    'CREATE SCHEMA warehouse',
    `CREATE TABLE warehouse.fact_image (
       id BIGINT NOT NULL, name VARCHAR(20) DEFAULT 'x', price DECIMAL(10,2), facts SUPER)`,
    'CREATE VIEW warehouse.v_image AS SELECT id FROM warehouse.fact_image',
  ]);
});

test('databases and schemas are listed, without internal ones', async () => {
  const { Databases } = await redshift().sdk.send(new ListDatabasesCommand(TARGET));
  expect(Databases).toEqual(['dev']);
  const { Schemas } = await redshift().sdk.send(new ListSchemasCommand(TARGET));
  expect(Schemas).toEqual(['information_schema', 'pg_catalog', 'public', 'warehouse']);
  const some = await redshift().sdk.send(
    new ListSchemasCommand({ ...TARGET, SchemaPattern: 'w%' }),
  );
  expect(some.Schemas).toEqual(['warehouse']);
});

test('tables and views are listed by patterns, in pages', async () => {
  const list = (input: object) =>
    redshift().sdk.send(new ListTablesCommand({ ...TARGET, SchemaPattern: 'warehouse', ...input }));
  expect((await list({})).Tables).toEqual([
    { name: 'fact_image', schema: 'warehouse', type: 'TABLE' },
    { name: 'v_image', schema: 'warehouse', type: 'VIEW' },
  ]);
  expect((await list({ TablePattern: 'v\\_%' })).Tables).toHaveLength(1);
  const first = await list({ MaxResults: 1 });
  const second = await list({ MaxResults: 1, NextToken: first.NextToken });
  expect([first.Tables?.[0]?.name, second.Tables?.[0]?.name]).toEqual(['fact_image', 'v_image']);
  expect(second).not.toHaveProperty('NextToken');
});

test('a table is described by its columns', async () => {
  const { TableName, ColumnList } = await redshift().sdk.send(
    new DescribeTableCommand({ ...TARGET, Schema: 'warehouse', Table: 'fact_image' }),
  );
  expect(TableName).toBe('fact_image');
  expect(ColumnList).toMatchObject([
    { name: 'id', typeName: 'int8', nullable: 0, schemaName: 'warehouse', tableName: 'fact_image' },
    {
      name: 'name',
      typeName: 'varchar',
      length: 20,
      nullable: 1,
      columnDefault: expect.stringContaining("'x'"),
    },
    { name: 'price', typeName: 'numeric', precision: 10, scale: 2 },
    { name: 'facts', typeName: 'super' },
  ]);
});

test('the system views list tables and columns', async () => {
  expect(
    await redshift().query(
      "SELECT column_name, data_type FROM svv_columns WHERE table_name = 'fact_image' ORDER BY ordinal_position",
    ),
  ).toEqual([
    ['id', 'bigint'],
    ['name', 'character varying'],
    ['price', 'numeric'],
    ['facts', 'super'],
  ]);
  expect(
    await redshift().query(
      "SELECT table_name FROM svv_tables WHERE table_schema = 'warehouse' ORDER BY 1",
    ),
  ).toEqual([['fact_image'], ['v_image']]);
});
