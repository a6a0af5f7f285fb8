import { beforeAll, expect, test } from 'vitest';
import { sharedRedshift } from './running-redshift.ts';

const redshift = sharedRedshift();

beforeAll(async () => {
  await redshift().runBatch(['CREATE TABLE t (id INT, name VARCHAR(10))', 'CREATE ROLE reader']);
});

test.each([
  ['CREATE USER ann', 'syntax error at end of input'],
  [
    'CREATE USER co:bob EXTERNALID "ABC" PASSWORD DISABLE',
    'not supported by local-redshift-data: users',
  ],
  ["CREATE USER ann PASSWORD 'short'", 'Password must have 8 to 64 characters'],
  ["CREATE USER ann PASSWORD 'nodigitsHere'", 'Password must have'],
  ["CREATE USER ann PASSWORD 'Abcdefg1' BYPASSRLS", 'option "bypassrls" not recognized'],
  ['CREATE ROLE ann LOGIN', 'syntax error at or near "login"'],
  ['ALTER ROLE reader CREATEDB', 'syntax error at or near "createdb"'],
  ['GRANT TRIGGER ON t TO reader', 'syntax error at or near "TRIGGER"'],
  [
    'ALTER DEFAULT PRIVILEGES GRANT MAINTAIN ON TABLES TO reader',
    'syntax error at or near "MAINTAIN"',
  ],
] as const)('%s is rejected', async (sql, error) => {
  expect(await redshift().errorOf(sql)).toContain(error);
});

test('passwords may be hashes, or disabled', async () => {
  const hash = `md5${'0'.repeat(32)}`;
  for (const password of ["'@AbC4321!'", `'${hash}'`, 'DISABLE']) {
    await redshift().query(`CREATE USER bob PASSWORD ${password}`);
    await redshift().query('DROP USER bob');
  }
});

test('a role is renamed and gets an external id, and a user loses the limit of sessions', async () => {
  for (const sql of [
    'CREATE ROLE writer',
    'ALTER ROLE writer WITH RENAME TO author',
    'ALTER ROLE author EXTERNALID TO "XYZ456"',
    'ALTER ROLE author RENAME TO editor',
    'CREATE USER cid PASSWORD DISABLE SESSION TIMEOUT 120',
    'ALTER USER cid RESET SESSION TIMEOUT',
  ])
    await redshift().query(sql);
  const names = await redshift().query(
    "SELECT role_name FROM svv_roles WHERE role_name = 'editor'",
  );
  expect(names).toEqual([['editor']]);
});

test('permissions that Redshift lacks are not shown', async () => {
  await redshift().query('GRANT ALL ON t TO reader');
  const rows = await redshift().query(
    "SELECT privilege_type FROM svv_relation_privileges WHERE relation_name = 't' AND identity_name = 'reader' ORDER BY 1",
  );
  expect(rows.flat()).toEqual(['DELETE', 'INSERT', 'REFERENCES', 'SELECT', 'TRUNCATE', 'UPDATE']);
});

function aFunction(head: string, body: string) {
  return `CREATE FUNCTION f ${head} AS $$ ${body} $$ LANGUAGE sql`;
}
function aProcedure(parameters: string, body: string) {
  return `CREATE OR REPLACE PROCEDURE p(${parameters}) AS $$ ${body} $$ LANGUAGE plpgsql`;
}

test.each([
  [aFunction('(a INT) RETURNS INT STABLE', 'SELECT $1'), 'syntax error at or near "a"'],
  [aFunction('(INT) RETURNS INT', 'SELECT $1'), 'VOLATILE, STABLE or IMMUTABLE'],
  [aFunction('(INT) RETURNS INT STABLE', 'SELECT MAX(id) FROM t'), 'cannot have a FROM clause'],
  [
    aFunction('(INT) RETURNS INT STABLE', 'SELECT (SELECT 1 WHERE $1 > 2)'),
    'cannot have a WHERE clause',
  ],
  [aFunction('(INT) RETURNS SETOF INT STABLE', 'SELECT $1'), 'syntax error at or near "SETOF"'],
  [aProcedure('a INT DEFAULT 1', 'BEGIN NULL; END'), 'syntax error at or near "DEFAULT"'],
  [aProcedure('', 'DECLARE a INT[]; BEGIN NULL; END'), 'syntax error at or near "["'],
  [aProcedure('', 'BEGIN ASSERT 1 = 1; END'), 'syntax error at or near "ASSERT"'],
  [aProcedure('', 'DECLARE a JSONB; BEGIN NULL; END'), 'type "jsonb" does not exist'],
  [
    aProcedure('', 'BEGIN CREATE INDEX i ON t (id); END'),
    'SQL command "CREATE INDEX" not supported.',
  ],
  [
    aProcedure('', 'BEGIN INSERT INTO t (id) VALUES (1) ON CONFLICT DO NOTHING; END'),
    'syntax error at or near "ON"',
  ],
  [
    aProcedure('', 'DECLARE n INT; BEGIN DELETE FROM t RETURNING id INTO n; END'),
    'syntax error at or near "RETURNING"',
  ],
  [
    aProcedure('', 'BEGIN IF true THEN TRUNCATE t CASCADE; END IF; END'),
    'syntax error at or near "CASCADE"',
  ],
  [
    aProcedure('', 'DECLARE n INT; BEGIN n := (SELECT SUM(id) OVER (ORDER BY id) FROM t); END'),
    'require a frame clause',
  ],
  [
    aProcedure(
      '',
      'DECLARE r RECORD; BEGIN FOR r IN SELECT id FROM t GROUP BY DISTINCT id LOOP NULL; END LOOP; END',
    ),
    'syntax error at or near "DISTINCT"',
  ],
  [
    aProcedure('', 'BEGIN NULL; EXCEPTION WHEN division_by_zero THEN NULL; END'),
    'only the condition OTHERS',
  ],
  [
    aProcedure('', "DECLARE n INT; BEGIN EXECUTE 'SELECT $1' INTO n USING 5; END"),
    'syntax error at or near "USING"',
  ],
  [aProcedure('', 'BEGIN SAVEPOINT a; END'), 'not supported by local-redshift-data: BEGIN, COMMIT'],
  [
    aProcedure('', 'BEGIN ALTER TABLE t ADD COLUMN b INT PRIMARY KEY; END'),
    'ADD COLUMN does not support',
  ],
] as const)('%s is rejected', async (sql, error) => {
  expect(await redshift().errorOf(sql)).toContain(error);
});

test('a view is replaced by one with the same columns only', async () => {
  await redshift().query('CREATE VIEW v AS SELECT id FROM t');
  await redshift().query('CREATE OR REPLACE VIEW v AS SELECT id + 1 AS id FROM t');
  expect(await redshift().errorOf('CREATE OR REPLACE VIEW v AS SELECT id, name FROM t')).toContain(
    'cannot change number of columns in view',
  );
  expect(await redshift().errorOf('SELECT name FROM v')).toContain('column "name" does not exist');
});
