import { beforeEach, expect, test } from 'vitest';
import { sharedRedshift } from './running-redshift.ts';

const redshift = sharedRedshift();

beforeEach(async () => {
  await redshift().query('DROP TABLE IF EXISTS kept');
  await redshift().query('CREATE TABLE kept (id INT, s SUPER, t VARCHAR(20))');
});

const kept = () => redshift().query('SELECT id, s, JSON_TYPEOF(s), t FROM kept ORDER BY id');

test('literals of VALUES are stored in SUPER as they are, and text is not parsed', async () => {
  await redshift().query(
    `INSERT INTO kept VALUES (1, 'txt', 'a'), (2, '{"a":1}', 'b'), (3, ARRAY(1, 2), NULL), (4, 5, ''),
       (5, TRUE, ''), (6, NULL, '')`,
  );
  expect(await kept()).toEqual([
    [1, '"txt"', 'string', 'a'],
    [2, String.raw`"{\"a\":1}"`, 'string', 'b'],
    [3, '[1,2]', 'array', null],
    [4, '5', 'number', ''],
    [5, 'true', 'boolean', ''],
    [6, null, null, ''],
  ]);
});

test('so are those of a list of columns, of INSERT … SELECT and of UPDATE', async () => {
  await redshift().query("INSERT INTO dev.public.kept (t, s, id) VALUES ('x', '[1]', 1)");
  await redshift().query("INSERT INTO kept (id, s) SELECT 2, '[2]'");
  await redshift().query("INSERT INTO kept VALUES (3, JSON_PARSE('[3]'), 'z')");
  await redshift().query("UPDATE kept SET t = 'y', s = '[4]' WHERE id = 3");
  expect(await kept()).toEqual([
    [1, '"[1]"', 'string', 'x'],
    [2, '"[2]"', 'string', null],
    [3, '"[4]"', 'string', 'y'],
  ]);
});

test('subqueries, common tables, set operators and signs do not change what is stored', async () => {
  await redshift().query(
    `INSERT INTO kept (id, s) SELECT 1, '[1]' UNION ALL SELECT 2, 'x' UNION ALL SELECT 3, '"y"'`,
  );
  await redshift().query("INSERT INTO kept (id, s) VALUES (4, 'z'), (5, -1.5)");
  await redshift().query(
    "INSERT INTO kept (id, s) WITH c AS (SELECT 6 AS n) SELECT n, '[6]' FROM c",
  );
  await redshift().query(
    "UPDATE kept SET t = (SELECT 'u' FROM kept WHERE id = 4), s = '[2]' WHERE id = 1",
  );
  expect(await kept()).toEqual([
    [1, '"[2]"', 'string', 'u'],
    [2, '"x"', 'string', null],
    [3, String.raw`"\"y\""`, 'string', null],
    [4, '"z"', 'string', null],
    [5, '-1.5', 'number', null],
    [6, '"[6]"', 'string', null],
  ]);
});

test('parentheses around a query do not change what is stored', async () => {
  await redshift().query("INSERT INTO kept (SELECT 1, '[1]', 'a')");
  await redshift().query("INSERT INTO kept (id, s) (SELECT 2, '[2]')");
  await redshift().query(
    "INSERT INTO kept (id, s) ((SELECT 3, '[3]') UNION ALL (SELECT 4, 'x')) UNION ALL SELECT 5, 'y'",
  );
  await redshift().query(
    "INSERT INTO kept (id, s) (WITH c AS (SELECT 6 AS n) SELECT n, '[6]' FROM c)",
  );
  expect(await kept()).toEqual([
    [1, '"[1]"', 'string', 'a'],
    [2, '"[2]"', 'string', null],
    [3, '"[3]"', 'string', null],
    [4, '"x"', 'string', null],
    [5, '"y"', 'string', null],
    [6, '"[6]"', 'string', null],
  ]);
});

test('a repeated INSERT stores text in SUPER after the type of the column has changed', async () => {
  const insert = () => redshift().query("INSERT INTO kept (id, s) VALUES (1, '[1]')");
  await redshift().query('DROP TABLE kept');
  await redshift().query('CREATE TABLE kept (id INT, s VARCHAR(20))');
  await insert();
  expect(await redshift().query('SELECT s FROM kept')).toEqual([['[1]']]);
  await redshift().query('DROP TABLE kept');
  await redshift().query('CREATE TABLE kept (id INT, s SUPER, t VARCHAR(20))');
  await insert();
  expect(await kept()).toEqual([[1, '"[1]"', 'string', null]]);
});

const ROW = `(SELECT JSON_PARSE('{"n":1.5,"s":"xyz","day":"2026-01-02"}') AS v) o`;

test.each([
  ["SUM(DECODE(o.v.s, 'xyz', o.v.n, NULL))", '1.5'],
  ["CASE o.v.s WHEN 'xyz' THEN 1 END", 1],
  ['ROUND(o.v.n), ABS(o.v.n), CEIL(o.v.n)', '2', '1.5', '2'],
  ["o.v.s BETWEEN 'a' AND 'z', o.v.s NOT LIKE 'a%', o.v.s NOT IN ('a')", true, true, true],
  [
    'EXTRACT(year FROM o.v.day::DATE), CONCAT(o.v.s::VARCHAR, o.v.day::VARCHAR)',
    2026,
    'xyz2026-01-02',
  ],
])('paths are read by what stands beside them: %s', async (sql, ...row) => {
  expect(await redshift().query(`SELECT ${sql} FROM ${ROW}`)).toEqual([row]);
});

test('so are literals in parentheses', async () => {
  await redshift().query(
    "INSERT INTO kept (id, s) VALUES (1, ('5')), (2, (('[1]'))), (3, (5)), (4, ('txt'))",
  );
  await redshift().query("INSERT INTO kept (id, s) (SELECT 5, ('6'))");
  await redshift().query("UPDATE kept SET s = ('7') WHERE id = 3");
  const rows = await kept();
  expect(rows.map(([, value]) => value)).toEqual(['"5"', '"[1]"', '"7"', '"txt"', '"6"']);
});

test('so are literals that procedures write', async () => {
  await redshift().query(`CREATE OR REPLACE PROCEDURE keep(n INT) LANGUAGE plpgsql AS $$
    DECLARE text VARCHAR := '8';
    BEGIN
      INSERT INTO kept VALUES (1, '5', 'a'), (2, ('txt'), 'b');
      IF n > 0 THEN INSERT INTO kept (s, id) SELECT '[3]', CASE WHEN n > 1 THEN 9 ELSE 3 END; END IF;
      INSERT INTO kept VALUES (4, text, 'd');
      UPDATE kept SET s = '7', t = 'c' WHERE t = 'b';
    END $$`);
  await redshift().query('CALL keep(1)');
  expect(await kept()).toEqual([
    [1, '"5"', 'string', 'a'],
    [2, '"7"', 'string', 'c'],
    [3, '"[3]"', 'string', null],
    [4, '"8"', 'string', 'd'],
  ]);
});

test('a procedure may write to a table that is made later', async () => {
  await redshift().query(`CREATE OR REPLACE PROCEDURE keep_later() LANGUAGE plpgsql AS $$
    BEGIN
      CREATE TABLE made_later (n INT, t VARCHAR(5));
      INSERT INTO made_later VALUES (1, 'a');
    END $$`);
  await redshift().query('CALL keep_later()');
  expect(await redshift().query('SELECT n, t FROM made_later')).toEqual([[1, 'a']]);
});

test('literals are stored in a temporary table as in others', async () => {
  const { Id } = await redshift().runBatch([
    'CREATE TABLE #kept (id INT, s SUPER)',
    "INSERT INTO #kept VALUES (1, '5'), (2, '6')",
    "UPDATE #kept SET s = '[7]' WHERE id = 2",
    'SELECT s FROM #kept ORDER BY id',
  ]);
  expect(await redshift().rows(`${Id}:4`)).toEqual([['"5"'], ['"[7]"']]);
});

test('a CASE before a literal of UPDATE does not change what is stored', async () => {
  await redshift().query("INSERT INTO kept (id, s) VALUES (1, '5')");
  await redshift().query("UPDATE kept SET t = CASE WHEN id = 1 THEN 'a' END, s = '[6]'");
  expect(await kept()).toEqual([[1, '"[6]"', 'string', 'a']]);
});

test('TOP does not change what is stored', async () => {
  await redshift().query("INSERT INTO kept (id, s) SELECT TOP 1 1, '5'");
  await redshift().query("INSERT INTO kept (id, s) (SELECT TOP 1 2, ('6') FROM kept)");
  expect((await kept()).map(([, value]) => value)).toEqual(['"5"', '"6"']);
});

test('MERGE stores literals as they are, also in a procedure', async () => {
  await redshift().query('CREATE TABLE incoming (id INT)');
  await redshift().query('INSERT INTO incoming VALUES (1)');
  const merge = `MERGE INTO kept USING incoming ON kept.id = incoming.id
    WHEN MATCHED THEN UPDATE SET s = '[2]', t = 'b'
    WHEN NOT MATCHED THEN INSERT (t, s, id) VALUES ('a', ('5'), incoming.id)`;
  await redshift().query(merge);
  expect(await kept()).toEqual([[1, '"5"', 'string', 'a']]);
  await redshift().query(
    `CREATE OR REPLACE PROCEDURE keep_merged() AS $$ BEGIN ${merge}; END $$ LANGUAGE plpgsql`,
  );
  await redshift().query('CALL keep_merged()');
  expect(await kept()).toEqual([[1, '"[2]"', 'string', 'b']]);
});
