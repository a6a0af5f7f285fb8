import { beforeEach, expect, test } from 'vitest';
import { sharedRedshift } from './running-redshift.ts';

const redshift = sharedRedshift();

beforeEach(async () => {
  await redshift().runBatch([
    'DROP TABLE IF EXISTS target',
    'DROP TABLE IF EXISTS source',
    'CREATE TABLE target (id INT, name VARCHAR(5))',
    'CREATE TABLE source (name VARCHAR(5), id INT)',
    "INSERT INTO source VALUES ('a', 1)",
    'INSERT INTO target VALUES (2)',
  ]);
});

const rowsOf = (table: string) => redshift().query(`SELECT * FROM ${table} ORDER BY 1`);

test('ALTER TABLE APPEND moves rows by the names of columns', async () => {
  await redshift().query('ALTER TABLE target APPEND FROM source');
  expect(await rowsOf('target')).toEqual([
    [1, 'a'],
    [2, null],
  ]);
  expect(await rowsOf('source')).toEqual([]);
});

test.each([
  ['ALTER TABLE source ADD COLUMN more INT', 'IGNOREEXTRA', 'column "more" is not in target'],
  ['ALTER TABLE target ADD COLUMN more INT', 'FILLTARGET', 'column "more" is not in source'],
])('after %s it asks for %s', async (change, word, error) => {
  await redshift().query(change);
  expect(await redshift().errorOf('ALTER TABLE target APPEND FROM source')).toContain(error);
  expect(await rowsOf('source')).toHaveLength(1);
  await redshift().query(`ALTER TABLE target APPEND FROM source ${word}`);
  expect(await redshift().query('SELECT id, name FROM target ORDER BY 1')).toHaveLength(2);
});

test('columns of other types, other words and a batch are rejected', async () => {
  await redshift().query('ALTER TABLE source ALTER COLUMN name TYPE VARCHAR(9)');
  expect(await redshift().errorOf('ALTER TABLE target APPEND FROM source')).toContain(
    'column "name" has another type in source',
  );
  expect(await redshift().errorOf('ALTER TABLE target APPEND FROM source x')).toContain(
    'syntax error at or near "x"',
  );
  const { Error: error } = await redshift().runBatch([
    'ALTER TABLE target APPEND FROM source',
    'SELECT 1',
  ]);
  expect(error).toContain('ALTER TABLE APPEND cannot run inside a transaction block');
});
