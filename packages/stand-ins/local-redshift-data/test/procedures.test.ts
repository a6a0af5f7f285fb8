import { beforeAll, expect, test } from 'vitest';
import { sharedRedshift } from './running-redshift.ts';

const redshift = sharedRedshift();

beforeAll(async () => {
  for (const sql of [
    'CREATE TABLE made (n INT, who VARCHAR(20) DEFAULT CURRENT_USER)',
    'GRANT ALL ON made TO PUBLIC',
    "CREATE USER maker PASSWORD 'Secret123'",
    `CREATE PROCEDURE commit_twice(a INT) AS $$ BEGIN
       INSERT INTO made (n) VALUES (a); COMMIT;
       INSERT INTO made (n) VALUES (a + 1); ROLLBACK;
       INSERT INTO made (n) VALUES (a + 2);
     END $$ LANGUAGE plpgsql`,
    `CREATE PROCEDURE commit_and_fail(a INT) AS $$ BEGIN
       INSERT INTO made (n) VALUES (a); COMMIT;
       INSERT INTO made (n) VALUES (a + 1);
       RAISE EXCEPTION 'failed after %', a;
     END $$ LANGUAGE plpgsql`,
  ]) {
    await redshift().query(sql);
  }
});

function made(from: number): Promise<unknown[][]> {
  return redshift().query(
    `SELECT n, who FROM made WHERE n >= ${from} AND n < ${from + 10} ORDER BY n`,
  );
}

test('a procedure commits and rolls back, as the user who calls it', async () => {
  await redshift().query('CALL commit_twice(10)', { DbUser: 'maker' });
  expect(await made(10)).toEqual([
    [10, 'maker'],
    [12, 'maker'],
  ]);
  expect(await redshift().query('SELECT CURRENT_USER')).toEqual([['postgres']]);
});

test('what a procedure has committed stays when it fails', async () => {
  expect(await redshift().errorOf('CALL commit_and_fail(20)')).toContain('failed after 20');
  expect(await made(20)).toEqual([[20, 'postgres']]);
});

test('a procedure cannot commit within a batch that is one transaction', async () => {
  const { Error: error } = await redshift().runBatch(['CALL commit_twice(30)', 'SELECT 1']);
  expect(error).toContain('COMMIT cannot be invoked from a procedure');
  expect(await made(30)).toEqual([]);
});

test('a loop reads the fields of its row, beside paths into SUPER', async () => {
  await redshift().query('CREATE TABLE shelf AS SELECT 40 AS n, JSON_PARSE(\'{"k":1}\') AS facts');
  await redshift()
    .query(`CREATE PROCEDURE loop_rows() AS $$ DECLARE one RECORD; each_one RECORD; BEGIN
    FOR each_one IN SELECT n, facts FROM shelf LOOP
      INSERT INTO made (n) SELECT each_one.n + s.facts.k::INT FROM shelf s WHERE s.n = each_one.n;
    END LOOP;
    SELECT INTO one * FROM shelf;
    INSERT INTO made (n) SELECT one.n FROM shelf;
  END $$ LANGUAGE plpgsql`);
  await redshift().query('CALL loop_rows()');
  expect(await made(40)).toEqual([
    [40, 'postgres'],
    [41, 'postgres'],
  ]);
});

test('INTO has several variables, which the items of the query may follow', async () => {
  await redshift().query(
    'CREATE TABLE pair AS SELECT 60 AS a, 2 AS b, JSON_PARSE(\'{"k":3}\') AS s',
  );
  await redshift()
    .query(`CREATE PROCEDURE read_pair() AS $$ DECLARE v1 INT; v2 INT; same BOOLEAN; BEGIN
    SELECT INTO v1, v2 a, b * 2 FROM pair; INSERT INTO made (n) VALUES (v1 + v2);
    SELECT INTO v2, v1 a, p.s.k::INT FROM pair p; INSERT INTO made (n) VALUES (v1 + v2);
    SELECT INTO v1 s.k::INT * 2 FROM pair; INSERT INTO made (n) VALUES (60 + v1);
    SELECT INTO same '3' <= p.s.k FROM pair p; INSERT INTO made (n) VALUES (60 + (NVL(same, FALSE))::INT);
    SELECT INTO v1, v2 * FROM (SELECT a, b FROM pair) q; INSERT INTO made (n) VALUES (v1 + v2);
  END $$ LANGUAGE plpgsql`);
  await redshift().query('CALL read_pair()');
  expect((await made(60)).map(([n]) => n)).toEqual([60, 62, 63, 64, 66]);
});

test('a procedure without COMMIT changes nothing if its statement fails', async () => {
  await redshift().query(`CREATE PROCEDURE too_long() AS $$ BEGIN
    INSERT INTO made (n) VALUES (90); CREATE TABLE wide AS SELECT CAST('ééé' AS CHAR(5)) AS a;
  END $$ LANGUAGE plpgsql`);
  expect(await redshift().errorOf('CALL too_long()')).toContain('value too long');
  expect(await made(90)).toEqual([]);
});

test('the statements and variables of a body have layouts and types of Redshift', async () => {
  await redshift().query(`CREATE PROCEDURE build(given SUPER, w VARCHAR(MAX)) AS $$
    DECLARE facts SUPER; raw VARBYTE(4) := 'ab'::VARBYTE; d DECIMAL(10,1) := 10.77; c CHAR(3) := 'abc';
    BEGIN
      facts := JSON_PARSE('[1,2]');
      DROP TABLE IF EXISTS built;
      CREATE TABLE built (id INT IDENTITY(1,1), s SUPER, v VARBYTE(10) ENCODE ZSTD, t NVARCHAR(20), n DECIMAL)
        DISTSTYLE KEY DISTKEY (id) SORTKEY (id);
      INSERT INTO built (s, v, t, n) VALUES (facts, raw, JSON_SERIALIZE(given) || w, 10.7::DECIMAL + d);
      ALTER TABLE built ADD COLUMN more DECIMAL ENCODE AZ64 DEFAULT 0;
      ALTER TABLE built ALTER SORTKEY (id, s);
      DELETE built WHERE id = 2;
    END $$ LANGUAGE plpgsql`);
  await redshift().query("CALL build(JSON_PARSE('{}'), '!')");
  expect(await redshift().query('SELECT s[1], t, n, more, LEN(v) FROM built')).toEqual([
    ['2', '{}!', '22', '0', 2],
  ]);
  await redshift().query('DROP PROCEDURE build(SUPER, VARCHAR)');
  expect(
    await redshift().errorOf('CREATE PROCEDURE bad(a UUID) AS $$ BEGIN END $$ LANGUAGE plpgsql'),
  ).toContain('type "uuid" does not exist');
});

test('a variable has precedence over a column of the same name', async () => {
  await redshift().query(`CREATE PROCEDURE shadow(n INT) AS $$ BEGIN
    INSERT INTO made (n) SELECT n + 1 FROM made LIMIT 1;
  END $$ LANGUAGE plpgsql`);
  await redshift().query('CALL shadow(100)');
  expect(await made(100)).toEqual([[101, 'postgres']]);
});

test('SQL of EXECUTE is translated', async () => {
  await redshift().query(`CREATE PROCEDURE build_named(t VARCHAR(20)) AS $$
    DECLARE r RECORD; quotient DECIMAL(10,4); first INT; named REFCURSOR;
    BEGIN
      EXECUTE 'DROP TABLE IF EXISTS ' || t || ';';
      EXECUTE 'CREATE TABLE ' || t || ' (a INT ENCODE AZ64, c SUPER) DISTKEY (a) SORTKEY (a)';
      EXECUTE 'INSERT INTO ' || t || ' SELECT NVL(NULL, 110), JSON_PARSE(''{"k":[5]}''); DELETE ' || t || ' WHERE a = 1';
      EXECUTE 'SELECT x.c.k[0] AS k, DECODE(a, 110, ''it'') AS d FROM ' || t || ' x' INTO r;
      EXECUTE 'SELECT TOP 1 a / 4.0 FROM ' || t INTO quotient;
      FOR i IN 1..3 LOOP EXECUTE 'INSERT INTO made (n) VALUES (ISNULL(NULL, 110) + ' || i || ')'; END LOOP;
      EXECUTE 'INSERT INTO made (n) SELECT a + ' || quotient::INT - 19 || ' FROM ' || t;
      IF r.k::INT = 5 AND r.d = 'it' AND quotient = 27.5 THEN
        OPEN named FOR EXECUTE 'SELECT TOP 1 119 AS n'; FETCH named INTO first; INSERT INTO made (n) VALUES (first);
      END IF;
    END $$ LANGUAGE plpgsql`);
  await redshift().query("CALL build_named('named')");
  expect((await made(110)).map(([n]) => n)).toEqual([111, 112, 113, 119, 119]);
});

test('SQL of EXECUTE that cannot run is an error of the procedure, which it can handle', async () => {
  await redshift().query(`CREATE PROCEDURE run_text(sql VARCHAR(100)) AS $$ BEGIN
    EXECUTE sql;
  EXCEPTION WHEN OTHERS THEN RAISE EXCEPTION 'handled %', SQLERRM;
  END $$ LANGUAGE plpgsql`);
  const errorOf = (sql: string) => redshift().errorOf(`CALL run_text('${sql}')`);
  expect(await errorOf('SELEC 1')).toContain('handled syntax error at or near "SELEC"');
  expect(await errorOf('SELECT 1 ON CONFLICT')).toContain('handled syntax error');
  expect(await errorOf('INSERT INTO made VALUES (1) RETURNING n')).toContain('"RETURNING"');
  expect(await errorOf('VACUUM made')).toContain('not supported by local-redshift-data');
});

test('an EXCEPTION block keeps the changes of its handler, and the error is thrown again', async () => {
  await redshift().query(`CREATE PROCEDURE log_failure(a INT) AS $$ BEGIN
    INSERT INTO made (n) VALUES (a);
    EXECUTE 'SELECT ' || a || ' / 0';
  EXCEPTION WHEN OTHERS THEN INSERT INTO made (n) VALUES (a + 1);
  END $$ LANGUAGE plpgsql`);
  expect(await redshift().errorOf('CALL log_failure(130)')).toContain('division by zero');
  expect(await made(130)).toEqual([[131, 'postgres']]);
  const { Status } = await redshift().runBatch(['SELECT 1', 'CALL log_failure(140)']);
  expect(Status).toBe('FAILED');
  expect(await made(140)).toEqual([]);
  await redshift().query(
    'CREATE PROCEDURE outer_call() AS $$ BEGIN CALL log_failure(150); END $$ LANGUAGE plpgsql',
  );
  expect(await redshift().errorOf('CALL outer_call()')).toContain(
    'not supported by local-redshift-data: an EXCEPTION block in a procedure that another one calls',
  );
  expect(await made(150)).toEqual([]);
  expect(
    await redshift().errorOf(`CREATE PROCEDURE inner_block() AS $$ BEGIN
      BEGIN INSERT INTO made (n) VALUES (1); EXCEPTION WHEN OTHERS THEN NULL; END;
    END $$ LANGUAGE plpgsql`),
  ).toContain('not supported by local-redshift-data: an EXCEPTION block within another block');
});

test('a backslash escapes in the literals of a body, and in SQL of EXECUTE', async () => {
  await redshift().query('CREATE TABLE escaped (t VARCHAR(20))');
  await redshift().query(String.raw`CREATE PROCEDURE escape() LANGUAGE plpgsql AS $$
    DECLARE path VARCHAR := 'c\\d';
    BEGIN
      INSERT INTO escaped VALUES ('a\tb'), (path), ('it\'s');
      EXECUTE 'INSERT INTO escaped VALUES (''e\\tf'')';
    END $$`);
  await redshift().query(
    String.raw`CREATE FUNCTION f_slashes(VARCHAR) RETURNS VARCHAR IMMUTABLE AS $$ SELECT REPLACE($1, '\\', '/') $$ LANGUAGE sql`,
  );
  await redshift().query('CALL escape()');
  expect(await redshift().query('SELECT t, f_slashes(t) FROM escaped ORDER BY t')).toEqual([
    ['a\tb', 'a\tb'],
    ['c\\d', 'c/d'],
    ['e\tf', 'e\tf'],
    ["it's", "it's"],
  ]);
});
