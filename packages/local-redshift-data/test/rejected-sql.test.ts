import { beforeAll, describe, expect, test } from 'vitest';
import { sharedRedshift } from './running-redshift.ts';

const redshift = sharedRedshift();

beforeAll(async () => {
  await redshift().runBatch([
    'CREATE TABLE t (id INT, name VARCHAR(10))',
    'CREATE TABLE s (id INT, name VARCHAR(10))',
  ]);
});

const merge = (rest: string) => `MERGE INTO t USING s ON t.id = s.id ${rest}`;
const BOTH =
  'WHEN MATCHED THEN UPDATE SET name = s.name WHEN NOT MATCHED THEN INSERT VALUES (s.id, s.name)';

/** What PostgreSQL runs and Redshift does not, with what it answers. */
const REJECTED: readonly (readonly [sql: string, error: string])[] = [
  ['INSERT INTO t VALUES (1) ON CONFLICT DO NOTHING', 'syntax error at or near "ON"'],
  ["INSERT INTO t VALUES (1, 'a') RETURNING id", 'syntax error at or near "RETURNING"'],
  ['DELETE FROM t RETURNING id', 'syntax error at or near "RETURNING"'],
  ['DELETE FROM t x WHERE x.id = 1', 'syntax error at or near "x"'],
  [
    merge('WHEN MATCHED AND s.id > 1 THEN DELETE WHEN NOT MATCHED THEN INSERT VALUES (1)'),
    'syntax error at or near "AND"',
  ],
  [merge('WHEN MATCHED THEN DELETE'), 'MERGE statement with a single WHEN clause is not enabled.'],
  [merge(`${BOTH} WHEN NOT MATCHED BY SOURCE THEN DELETE`), 'syntax error at or near "BY"'],
  [
    merge('WHEN MATCHED THEN DO NOTHING WHEN NOT MATCHED THEN INSERT VALUES (1)'),
    'syntax error at or near "DO"',
  ],
  [`MERGE INTO t USING (SELECT * FROM s) q ON t.id = q.id ${BOTH}`, 'syntax error at or near "("'],
  [`MERGE INTO t AS x USING s ON x.id = s.id ${BOTH}`, 'syntax error at or near "x"'],
  [`MERGE INTO t USING s ON t.id > s.id ${BOTH}`, 'MERGE supports only equality predicates'],
  ['SELECT NOW() FROM t', 'Specified types or functions (one per INFO message) not supported'],
  ['INSERT INTO t (name) VALUES (CURRENT_TIMESTAMP)', 'Specified types or functions'],
  ["SELECT string_agg(name, ',') FROM t", 'Specified types or functions'],
  ['SELECT id FROM t, generate_series(1, 2)', 'Specified types or functions'],
  ['SELECT gen_random_uuid()', 'function gen_random_uuid() does not exist'],
  ['SELECT DISTINCT ON (id) id FROM t', 'SELECT DISTINCT ON is not supported'],
  ['SELECT * FROM t, LATERAL (SELECT t.id) l', 'syntax error at or near "LATERAL"'],
  ['SELECT count(*) FILTER (WHERE id > 1) FROM t', 'syntax error at or near "("'],
  ['SELECT * FROM t FOR UPDATE', 'syntax error at or near "FOR"'],
  ['SELECT * FROM t TABLESAMPLE SYSTEM (1)', 'syntax error at or near "TABLESAMPLE"'],
  ['SELECT ARRAY[1, 2]', 'syntax error at or near "["'],
  ["SELECT JSON_PARSE('{}') -> 'a'", 'syntax error at or near "->"'],
  ["SELECT '{}'::jsonb", 'type "jsonb" does not exist'],
  ["SELECT '{1}'::INT[]", 'type "integer[]" does not exist'],
  ['WITH c AS MATERIALIZED (SELECT 1) SELECT * FROM c', 'syntax error at or near "MATERIALIZED"'],
  ['CREATE TABLE u (a SERIAL)', 'Column "u.a" has unsupported type "serial".'],
  ['CREATE TABLE u (a UUID)', 'Column "u.a" has unsupported type "uuid".'],
  ['CREATE TABLE u (a JSONB)', 'Column "u.a" has unsupported type "jsonb".'],
  ['CREATE TABLE u (a INT[])', 'Column "u.a" has unsupported type "integer[]".'],
  ['CREATE TABLE u (a BYTEA)', 'Column "u.a" has unsupported type "bytea".'],
  ['ALTER TABLE t ADD COLUMN a MONEY', 'Column "t.a" has unsupported type "money".'],
  ['CREATE TABLE u (a INT CHECK (a > 1))', 'syntax error at or near "CHECK"'],
  [
    'CREATE TABLE u (a INT, b INT GENERATED ALWAYS AS (a + 1) STORED)',
    'syntax error at or near "GENERATED"',
  ],
  ['CREATE UNLOGGED TABLE u (a INT)', 'syntax error at or near "UNLOGGED"'],
  ['CREATE TABLE u (a INT) PARTITION BY LIST (a)', 'syntax error at or near "PARTITION"'],
  ['CREATE TABLE u () INHERITS (t)', 'syntax error at or near "INHERITS"'],
  ['CREATE TABLE u (a VARCHAR(65536))', 'length for type varchar cannot exceed 65535'],
  ['CREATE TABLE u (a DECIMAL(39, 1))', 'DECIMAL precision 39 must be between 1 and 38'],
  ['CREATE INDEX i ON t (id)', 'SQL command "CREATE INDEX" not supported.'],
  ['CREATE SEQUENCE q', 'SQL command "CREATE SEQUENCE" not supported.'],
  ['DO $$ BEGIN END $$', 'SQL command "DO" not supported.'],
  ['CREATE EXTENSION vector', 'SQL command "CREATE EXTENSION" not supported.'],
  ['BEGIN', 'The Data API runs a statement, or a batch, as a transaction'],
  ['SET ROLE reader', 'SET ROLE is not supported here'],
];

describe('what Redshift rejects is rejected', () => {
  test.each(REJECTED)('%s', async (sql, error) => {
    expect(await redshift().errorOf(sql)).toContain(`ERROR: ${error}`);
  });
});

test('a syntax error tells where it is', async () => {
  expect(await redshift().errorOf('SELECT * FRM t')).toBe(
    'ERROR: syntax error at or near "FRM"\n  Position: 10',
  );
});

test('TRUNCATE and VACUUM are refused within a batch that is one transaction', async () => {
  const { Error: truncate } = await redshift().runBatch(['TRUNCATE t', 'SELECT 1']);
  expect(truncate).toMatch(/^Query #1 failed with ERROR: TRUNCATE commits the transaction/);
  const { Error: vacuum } = await redshift().runBatch(['VACUUM', 'SELECT 1']);
  expect(vacuum).toMatch(/VACUUM cannot run inside a transaction block/);
  expect((await redshift().run('TRUNCATE t')).Status).toBe('FINISHED');
});

test('what runs on the leader node alone runs without a table', async () => {
  for (const sql of [
    'SELECT NOW()',
    'SELECT CURRENT_TIMESTAMP',
    'SELECT count(*) FROM pg_class, (SELECT NOW()) n',
  ]) {
    expect(await redshift().query(sql)).toHaveLength(1);
  }
});
