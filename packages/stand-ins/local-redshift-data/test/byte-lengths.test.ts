import { expect, test } from 'vitest';
import { sharedRedshift } from './running-redshift.ts';

const redshift = sharedRedshift();

test('a cast to VARCHAR(n) keeps n bytes of whole characters', async () => {
  expect(
    await redshift().query(
      "SELECT '日本語'::VARCHAR(3), CAST('äöü' AS VARCHAR(3)), 'é'::VARCHAR(1), 'abcdef'::VARCHAR(3), 'é👍'::VARCHAR(6)",
    ),
  ).toEqual([['日', 'ä', '', 'abc', 'é👍']]);
});

test('a user casts values and NULL, also of a subquery, without rights to the stand-in itself', async () => {
  await redshift().query('CREATE ROLE caster');
  expect(
    await redshift().query(
      `SELECT v::VARCHAR(3), (SELECT MAX(w) FROM (SELECT 'äöü' AS w) i)::VARCHAR(2), NULL::VARCHAR(2)
        FROM (SELECT 'äöü'::VARCHAR(9) AS v) o`,
      { DbUser: 'caster' },
    ),
  ).toEqual([['ä', 'ä', null]]);
});

test('a value that is too long in bytes is rejected, unless only blanks are', async () => {
  await redshift().query('CREATE TABLE short (v VARCHAR(3))');
  await redshift().query("INSERT INTO short VALUES ('äb  '), ('日本'::VARCHAR(3))");
  const message = 'value too long for type character varying(3)';
  for (const sql of [
    "INSERT INTO short VALUES ('äbc')",
    "INSERT INTO short SELECT v || '日' FROM short",
    "UPDATE short SET v = '日本'",
  ]) {
    await expect(redshift().query(sql)).rejects.toThrow(message);
  }
  expect(await redshift().query('SELECT v FROM short ORDER BY 1')).toEqual([['äb'], ['日']]);
});

test('text that CREATE TABLE AS computes is a VARCHAR with a length', async () => {
  await redshift().query('CREATE ROLE copier');
  await redshift().query('GRANT ALL ON SCHEMA public TO copier');
  const asCopier = { DbUser: 'copier' };
  await redshift().query(
    "CREATE TABLE computed AS SELECT 'a' || 'b' AS t, 'x'::VARCHAR(3) AS v, UPPER('é') AS u, 1::VARCHAR AS w",
    asCopier,
  );
  await redshift().query(
    "INSERT INTO computed VALUES ('c', 'd', REPEAT('z', 65535), 'e')",
    asCopier,
  );
  expect(await redshift().query('SELECT t, LEN(u) FROM computed ORDER BY 1')).toEqual([
    ['ab', 1],
    ['c', 65535],
  ]);
  expect(
    await redshift().query(
      "SELECT column_name, data_type, character_maximum_length FROM svv_columns WHERE table_name = 'computed' ORDER BY 1",
    ),
  ).toEqual([
    ['t', 'character varying', 65535],
    ['u', 'character varying', 65535],
    ['v', 'character varying', 3],
    ['w', 'character varying', 65535],
  ]);
  expect(
    await redshift().errorOf("INSERT INTO computed (t) VALUES (REPEAT('é', 32768))", asCopier),
  ).toContain('value too long for type character varying(65535)');
});

test('a number that does not fit its cast is reported as Redshift does', async () => {
  expect(await redshift().errorOf('SELECT 123.45::DECIMAL(4,2)')).toContain(
    'Numeric data overflow (result precision)',
  );
});
