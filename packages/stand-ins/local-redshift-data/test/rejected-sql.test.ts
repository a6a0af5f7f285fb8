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
  [
    'SELECT SUM(id) OVER w FROM t WINDOW w AS (PARTITION BY name)',
    'syntax error at or near "WINDOW"',
  ],
  ['SELECT t FROM t', 'column "t" does not exist'],
  ['SELECT COUNT(x), 1 FROM t x', 'column "x" does not exist'],
  ['SELECT true::VARCHAR', 'cannot cast type boolean to character varying'],
  ['SELECT CAST(1 = 1 AS CHAR(5))', 'cannot cast type boolean'],
  ['SELECT * FROM t OFFSET 1 ROWS', 'syntax error at or near "rows"'],
  ['SELECT * FROM t FETCH NEXT 2 ROWS ONLY', 'syntax error at or near "fetch"'],
  ['SELECT * FROM t*', 'syntax error at or near "*"'],
  ['DELETE FROM public.t *', 'syntax error at or near "*"'],
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
  ['CREATE AGGREGATE a (INT) (SFUNC = int4pl, STYPE = int4)', 'SQL command "CREATE AGGREGATE" not'],
  ['CREATE OPERATOR === (LEFTARG = INT, FUNCTION = int4eq)', 'SQL command "CREATE OPERATOR" not'],
  ["CREATE COLLATION c (LOCALE = 'C')", 'SQL command "CREATE COLLATION" not'],
  ['SELECT SUM(id) OVER (ORDER BY name) FROM t', 'Aggregate window functions with an ORDER BY'],
  [
    'SELECT SUM(id) OVER (ORDER BY id RANGE UNBOUNDED PRECEDING) FROM t',
    'syntax error at or near "RANGE"',
  ],
  [
    'SELECT SUM(id) OVER (ORDER BY id GROUPS UNBOUNDED PRECEDING) FROM t',
    'syntax error at or near "GROUPS"',
  ],
  ["SELECT 'abc", 'unterminated quoted string at or near "\'abc"'],
  ['SELECT "abc', 'unterminated quoted identifier at or near ""abc"'],
  ['SELECT 1 /* abc', 'unterminated /* comment at or near "/* abc"'],
  ['VALUES (1)', 'syntax error at or near "VALUES"'],
  ['SELECT * FROM (VALUES (1)) v', 'syntax error at or near "VALUES"'],
  ['WITH v AS (VALUES (1)) SELECT * FROM v', 'syntax error at or near "VALUES"'],
  ['SELECT 1 FROM t WHERE id IS DISTINCT FROM 1', 'syntax error at or near "distinct"'],
  ['SELECT 1 FROM t WHERE id BETWEEN SYMMETRIC 2 AND 1', 'syntax error at or near "SYMMETRIC"'],
  ['SELECT id FROM t FETCH FIRST 1 ROWS ONLY', 'syntax error at or near "fetch"'],
  [
    'ALTER TABLE t ALTER COLUMN id TYPE BIGINT',
    'ALTER COLUMN TYPE changes the length of a VARCHAR or VARBYTE',
  ],
  ['ALTER TABLE t ADD COLUMN a INT, ADD COLUMN b INT', 'syntax error at or near ","'],
  ['TRUNCATE t CASCADE', 'syntax error at or near "CASCADE"'],
  ['SELECT ctid FROM t', 'column "ctid" does not exist'],
  [
    'CREATE FUNCTION f() RETURNS INT AS $$ BEGIN RETURN 1; END $$ LANGUAGE plpgsql',
    'language "plpgsql" is not supported for a function',
  ],
  ['EXPLAIN ANALYZE SELECT 1', 'syntax error at or near "ANALYZE"'],
  ['UPDATE t SET (id, name) = (1, NULL)', 'SQL that Redshift does not have'],
  [
    "SELECT set_config('role', 'postgres', true)",
    'not supported by local-redshift-data: SET_CONFIG',
  ],
  ['SELECT * FROM stv_inflight', 'not supported by local-redshift-data: STV_INFLIGHT'],
  ["UNLOAD ('DELETE FROM t') TO 's3://b/p' IAM_ROLE default", 'UNLOAD expects a SELECT'],
  [
    "UNLOAD ('SELECT a FROM t LIMIT 1') TO 's3://b/p' IAM_ROLE default",
    'Limit clause is not supported',
  ],
  [
    "UNLOAD ('SELECT 1') TO 's3://b/p' IAM_ROLE default ENCRYPTED",
    'not supported by local-redshift-data: UNLOAD with ENCRYPTED',
  ],
  ["UNLOAD ('SELECT 1') TO 's3://b/p'", 'UNLOAD: IAM_ROLE default'],
  [
    "SELECT OBJECT_TRANSFORM(JSON_PARSE('{}') KEEP 'a')",
    'OBJECT_TRANSFORM: expected a path such as \'"a"."b"\' but received \'a\'',
  ],
  ['GRANT DROP ON t TO PUBLIC', 'not supported by local-redshift-data: GRANT and REVOKE of DROP'],
  [
    'GRANT USAGE ON DATABASE dev TO PUBLIC',
    'not supported by local-redshift-data: GRANT and REVOKE of USAGE ON DATABASE',
  ],
  [
    'ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON PROCEDURES FROM PUBLIC',
    'not supported by local-redshift-data: ALTER DEFAULT PRIVILEGES … ON PROCEDURES',
  ],
  [
    "ALTER TABLE t ADD PARTITION (day = '2026-01-01') LOCATION 's3://b/p/'",
    'not supported by local-redshift-data: ALTER TABLE … PARTITION of external tables',
  ],
  ["ALTER TABLE t SET LOCATION 's3://b/p/'", 'not supported by local-redshift-data: SET LOCATION'],
  ['ALTER TABLE t MASKING ON', 'not supported by local-redshift-data: MASKING ON'],
  ['GRANT CREATE TABLE TO ROLE reader', 'not supported by local-redshift-data: system permissions'],
  [
    'GRANT SELECT FOR TABLES IN SCHEMA public TO ROLE reader',
    'not supported by local-redshift-data: scoped permissions',
  ],
  ['SELECT NULL::GEOMETRY', 'not supported by local-redshift-data: GEOMETRY'],
  ['SELECT CURRENT_NAMESPACE', 'not supported by local-redshift-data: CURRENT_NAMESPACE'],
  [
    'CREATE VIEW late AS SELECT * FROM t WITH NO SCHEMA BINDING',
    'All the relation names inside should be qualified when creating VIEW WITH NO SCHEMA BINDING',
  ],
  [
    'CREATE VIEW late AS SELECT * FROM does.not_exist WITH NO SCHEMA BINDING',
    'schema "does" does not exist',
  ],
  [
    'CREATE EXTERNAL SCHEMA s FROM DATA CATALOG',
    'not supported by local-redshift-data: CREATE EXTERNAL',
  ],
  [
    'WITH c AS (SELECT 1 AS a) INSERT INTO t (id) SELECT a FROM c',
    'syntax error at or near "INSERT"',
  ],
  ["INSERT INTO t AS x VALUES (1, 'a')", 'syntax error at or near "AS"'],
  [
    `MERGE INTO t USING t x ON t.id = x.id ${BOTH.replaceAll('s.', 'x.')}`,
    'Source table and target table of MERGE cannot be the same table',
  ],
  [
    'INSERT INTO t (id) VALUES (1), ((SELECT MAX(id) FROM s))',
    'Subqueries are not supported in INSERT with several rows of VALUES',
  ],
  ['CREATE TABLE u (a INT) USING heap', 'syntax error at or near "USING"'],
  ['CREATE TABLE u (a INT) TABLESPACE pg_default', 'syntax error at or near "TABLESPACE"'],
  ['CREATE TABLE u (a INT STORAGE PLAIN)', 'syntax error at or near "STORAGE"'],
  ['CREATE TABLE u (a INT GENERATED ALWAYS AS IDENTITY)', 'syntax error at or near "always"'],
  ['CREATE TABLE u AS SELECT 1 AS a WITH NO DATA', 'syntax error at or near "WITH"'],
  ['CREATE TABLE u AS VALUES (1)', 'syntax error at or near "VALUES"'],
  ['CREATE TABLE IF NOT EXISTS u AS SELECT 1 AS a', 'syntax error at or near "AS"'],
  ['CREATE TEMP TABLE u ON COMMIT DROP AS SELECT 1 AS a', 'syntax error at or near "COMMIT"'],
  ['COMMENT ON ROLE postgres IS NULL', 'syntax error at or near "ROLE"'],
  ['GRANT SELECT ON t TO CURRENT_USER', 'syntax error at or near "CURRENT_USER"'],
  ['SELECT (1, 2)', 'syntax error at or near ","'],
  ['CREATE TABLE u (tag INT)', 'syntax error at or near "tag"'],
  ['CREATE TABLE u (a INT, open DECIMAL(8, 2))', 'syntax error at or near "open"'],
  ['ALTER TABLE t ADD COLUMN percent INT', 'syntax error at or near "percent"'],
  ['ALTER TABLE t SET SCHEMA pg_temp', 'SQL command "ALTER … SET SCHEMA" not supported.'],
  ['ALTER TABLE IF EXISTS t RENAME TO u', 'syntax error at or near "EXISTS"'],
  ['ALTER VIEW v RENAME TO w', 'syntax error at or near "RENAME"'],
  ['ALTER FUNCTION f(INT) IMMUTABLE', 'SQL command "ALTER FUNCTION" not supported.'],
  [
    'SET navigate_super_null_on_error TO off',
    'not supported by local-redshift-data: SET navigate_super',
  ],
  ['SET ROLE reader', 'not supported by local-redshift-data: SET ROLE'],
];

describe('what Redshift rejects is rejected', () => {
  test.each(REJECTED)('%s', async (sql, error) => {
    expect(await redshift().errorOf(sql)).toContain(`ERROR: ${error}`);
  });
});

function procedure(body: string) {
  return `CREATE OR REPLACE PROCEDURE p() AS $$ BEGIN ${body}; END $$ LANGUAGE plpgsql`;
}

test('the body of a procedure is Redshift SQL, and keeps to its role', async () => {
  for (const body of [
    "PERFORM set_config('role', 'postgres', true)",
    'SET ROLE postgres',
    'RESET SESSION AUTHORIZATION',
    "COPY t FROM 's3://b/p' IAM_ROLE default",
  ]) {
    expect(await redshift().errorOf(procedure(body)), body).toMatch(/not supported|does not exist/);
  }
  for (const body of [
    "EXECUTE 'set ro' || 'le postgres'",
    "EXECUTE 'DO $x$ BEGIN END $x$'",
    "EXECUTE 'SELECT ' || 'set_config(''role'', ''postgres'', true)'",
  ]) {
    await redshift().query(procedure(body));
    expect(await redshift().errorOf('CALL p()'), body).toContain('not supported');
  }
  await redshift().query(
    procedure("INSERT INTO t SELECT TOP 1 1, REGEXP_REPLACE('k9m8', '[0-9]', '#')"),
  );
  await redshift().query('CALL p()');
  expect(await redshift().query('SELECT * FROM t')).toEqual([[1, 'k#m#']]);
  await redshift().query('TRUNCATE t');
});

test('a DbUser that is no role is rejected, and is not the administrator', async () => {
  for (const DbUser of ['nobody', 'pg_read_all_data', 'none']) {
    expect(await redshift().errorOf('SELECT 1', { DbUser })).toContain(
      `user "${DbUser}" does not exist`,
    );
  }
  expect(await redshift().query('SELECT CURRENT_USER', { DbUser: 'postgres' })).toEqual([
    ['postgres'],
  ]);
});

test('a syntax error contains its position', async () => {
  expect(await redshift().errorOf('SELECT * FRM t')).toBe(
    'ERROR: syntax error at or near "FRM"\n  Position: 10',
  );
});

test('TRUNCATE and VACUUM are rejected within a batch that is one transaction', async () => {
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
