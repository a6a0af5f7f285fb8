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

test('a procedure without COMMIT changes nothing if its statement fails', async () => {
  await redshift().query(`CREATE PROCEDURE too_long() AS $$ BEGIN
    INSERT INTO made (n) VALUES (90); CREATE TABLE wide AS SELECT CAST('ééé' AS VARCHAR(5)) AS a;
  END $$ LANGUAGE plpgsql`);
  expect(await redshift().errorOf('CALL too_long()')).toContain('value too long');
  expect(await made(90)).toEqual([]);
});
