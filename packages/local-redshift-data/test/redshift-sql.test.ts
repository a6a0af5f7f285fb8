import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { sharedRedshift } from './running-redshift.ts';

const redshift = sharedRedshift();

/** One expression and what it is worth. */
const EXPRESSIONS: readonly (readonly [sql: string, value: unknown])[] = [
  ["DATEADD(day, 3, '2026-01-31')", '2026-02-03 00:00:00'],
  ["DATEADD(quarter, 1, DATE '2026-01-31')", '2026-04-30 00:00:00'],
  ["DATEADD('mon', -1, TIMESTAMP '2026-03-31 10:00')", '2026-02-28 10:00:00'],
  ["DATEDIFF(day, '2026-01-31 23:59', '2026-02-01 00:01')", 1],
  ["DATEDIFF(month, DATE '2026-01-31', DATE '2026-03-01')", 2],
  ["DATEDIFF(hour, TIMESTAMP '2026-01-01 00:59', TIMESTAMP '2026-01-01 02:00')", 2],
  ["DATEDIFF(year, '2025-12-31', '2026-01-01')", 1],
  ["DATE_PART(dow, DATE '2026-11-21')", 6],
  ["DATE_TRUNC('month', TIMESTAMP '2026-11-21 08:00')", '2026-11-01 00:00:00'],
  ["TRUNC(TIMESTAMP '2026-11-21 08:00')", '2026-11-21'],
  ["LAST_DAY(DATE '2026-02-03')", '2026-02-28'],
  ["ADD_MONTHS(DATE '2026-02-28', 1)", '2026-03-31 00:00:00'],
  ["CONVERT_TIMEZONE('America/New_York', TIMESTAMP '2026-11-21 12:00')", '2026-11-21 07:00:00'],
  ["TO_CHAR(TIMESTAMP '2026-11-21 08:00', 'YYYY-MM-DD')", '2026-11-21'],
  ["STRTOL('ff', 16)", 255],
  ["STRTOL('-0x10', 16)", -16],
  [
    "STRTOL(SUBSTRING(MD5('x'), 18), 16)::DECIMAL(38)",
    BigInt(`0x${createHash('md5').update('x').digest('hex').slice(17)}`).toString(),
  ],
  ['NVL(NULL, 3)', 3],
  ["NVL2(NULL, 'a', 'b')", 'b'],
  ["DECODE(3, 1, 'one', 3, 'three', 'many')", 'three'],
  ["DECODE(9, 1, 'one', 3, 'three', 'many')", 'many'],
  ["DECODE(9, 1, 'one')", null],
  ["LEN('é')", 1],
  ["OCTET_LENGTH('é')", 2],
  ["CHARINDEX('b', 'abc')", 2],
  ["MD5('a')", '0cc175b9c0f1b6a831c399e269772661'],
  ["SHA2('a', 256)", createHash('sha256').update('a').digest('hex')],
  ['JSON_EXTRACT_PATH_TEXT(\'{"a":{"b":"x"}}\', \'a\', \'b\')', 'x'],
  ["JSON_EXTRACT_ARRAY_ELEMENT_TEXT('[1,2]', 1)", '2'],
  ["JSON_SERIALIZE(JSON_PARSE('[1, 2]'))", '[1, 2]'],
  ["JSON_TYPEOF(JSON_PARSE('{}'))", 'object'],
  ["GET_ARRAY_LENGTH(JSON_PARSE('[1,2]'))", 2],
  ["IS_VALID_JSON('{')", false],
  ["v.list[1] FROM (SELECT JSON_PARSE('[7,8]') AS list) v", '8'],
  ["'a\\\\b'", 'a\\b'],
  ['5 / 2', 2],
  ['1.6::DECIMAL', '2'],
  ["'abc'::VARCHAR(2)", 'ab'],
  ["'x'::VARCHAR(MAX)", 'x'],
];

describe('an expression of Redshift is worth the same here', () => {
  test.each(EXPRESSIONS)('%s', async (sql, value) => {
    expect(await redshift().query(`SELECT ${sql}`)).toEqual([[value]]);
  });
});

describe('on a table', () => {
  beforeEach(async () => {
    await redshift().query(
      `CREATE TABLE sale (
         id BIGINT IDENTITY(0, 1) DISTKEY, place VARCHAR(10) ENCODE ZSTD, amount INT,
         note VARCHAR(MAX), facts SUPER, rate DECIMAL, at TIMESTAMP DEFAULT SYSDATE,
         CONSTRAINT sale_key PRIMARY KEY (id), UNIQUE (place),
         FOREIGN KEY (id) REFERENCES sale (id))
       DISTSTYLE KEY COMPOUND SORTKEY (at, id)`,
    );
    await redshift().query(
      `INSERT INTO sale (place, amount, facts) VALUES
       ('Oslo', 1, JSON_PARSE('{"a":1}')), ('Rome', 2, NULL), ('Oslo', 4, NULL)`,
    );
  });
  afterEach(async () => {
    await redshift().query('DROP TABLE IF EXISTS sale CASCADE');
  });

  test('keys are taken and not enforced, but a primary key is not null', async () => {
    await redshift().query("INSERT INTO sale (place) VALUES ('Oslo')");
    await redshift().query('CREATE TABLE keyed (id INT PRIMARY KEY, b INT REFERENCES sale (id))');
    await redshift().query('INSERT INTO keyed VALUES (1, 99), (1, 99)');
    expect(await redshift().query('SELECT count(*) FROM keyed')).toEqual([[2]]);
    expect(await redshift().errorOf('INSERT INTO keyed VALUES (NULL, 1)')).toMatch(
      /^ERROR: Cannot insert a NULL value into column id/,
    );
    await redshift().query('DROP TABLE keyed');
  });

  test('IDENTITY starts at its seed', async () => {
    expect(await redshift().query('SELECT id FROM sale ORDER BY id')).toEqual([[0], [1], [2]]);
  });

  test('VARCHAR counts bytes, wherever a column comes from', async () => {
    const tooLong = 'ERROR: value too long for type character varying(3)';
    await redshift().runBatch([
      'CREATE TABLE bytes_one (a VARCHAR(3))',
      'CREATE TABLE bytes_two (LIKE bytes_one)',
      "CREATE TABLE bytes_three AS SELECT 'x'::VARCHAR(3) AS a",
      'CREATE TABLE bytes_four (b INT)',
      'ALTER TABLE bytes_four ADD COLUMN a VARCHAR(3) ENCODE LZO',
    ]);
    for (const table of ['bytes_one', 'bytes_two', 'bytes_three', 'bytes_four']) {
      expect(await redshift().errorOf(`INSERT INTO ${table} (a) VALUES ('éé')`)).toBe(tooLong);
      await redshift().query(`INSERT INTO ${table} (a) VALUES ('éa')`);
      expect(await redshift().errorOf(`UPDATE ${table} SET a = 'éé'`)).toBe(tooLong);
      await redshift().query(`ALTER TABLE ${table} ALTER COLUMN a TYPE VARCHAR(4)`);
      await redshift().query(`UPDATE ${table} SET a = 'éé'`);
      await redshift().query(`DROP TABLE ${table}`);
    }
  });

  test('a VARCHAR without a length holds 256 bytes, a DECIMAL without a scale no fraction', async () => {
    await redshift().query('CREATE TABLE plain (a VARCHAR, b TEXT, c DECIMAL)');
    await redshift().query("INSERT INTO plain VALUES (repeat('x', 256), 'y', 1.6)");
    expect(await redshift().query('SELECT c FROM plain')).toEqual([['2']]);
    expect(await redshift().errorOf("INSERT INTO plain (b) VALUES (repeat('x', 257))")).toMatch(
      /character varying\(256\)/,
    );
    await redshift().query('DROP TABLE plain');
  });

  test('averages of integers are integers, as are medians not', async () => {
    expect(
      await redshift().query(
        'SELECT AVG(amount), AVG(amount::BIGINT), AVG(amount::FLOAT), MEDIAN(amount) FROM sale',
      ),
    ).toEqual([[2, 2, 7 / 3, '2']]);
  });

  test('lists, approximate counts and windows are computed', async () => {
    expect(
      await redshift().query(
        `SELECT LISTAGG(amount::VARCHAR, '+') WITHIN GROUP (ORDER BY amount DESC),
           LISTAGG(DISTINCT place, ', ') WITHIN GROUP (ORDER BY place),
           APPROXIMATE COUNT(DISTINCT place) FROM sale`,
      ),
    ).toEqual([['4+2+1', 'Oslo, Rome', 2]]);
    expect(
      await redshift().query(
        'SELECT ROW_NUMBER() OVER (PARTITION BY place ORDER BY amount DESC) FROM sale ORDER BY id',
      ),
    ).toEqual([[2], [1], [1]]);
  });

  test('MERGE updates and inserts, and refuses to update a row twice', async () => {
    const merge = (source: string) =>
      `MERGE INTO sale USING (${source}) AS s ON sale.amount = s.amount
       WHEN MATCHED THEN UPDATE SET note = s.note
       WHEN NOT MATCHED THEN INSERT (amount, note) VALUES (s.amount, s.note)`;
    await redshift().query(merge("SELECT 1 AS amount, 'new' AS note UNION ALL SELECT 9, 'other'"));
    expect(await redshift().query('SELECT amount, note FROM sale ORDER BY 1')).toEqual([
      [1, 'new'],
      [2, null],
      [4, null],
      [9, 'other'],
    ]);
    expect(
      await redshift().errorOf(merge("SELECT 1 AS amount, 'x' AS note UNION ALL SELECT 1, 'y'")),
    ).toBe('ERROR: Found multiple matches to update the same tuple.');
  });

  test('changes of keys and of the layout on disk change nothing', async () => {
    for (const sql of [
      'ALTER TABLE sale ADD CONSTRAINT k2 PRIMARY KEY (id)',
      'ALTER TABLE sale DROP CONSTRAINT sale_key',
      'ALTER TABLE sale ALTER DISTSTYLE EVEN',
      'ALTER TABLE sale ALTER COMPOUND SORTKEY (place)',
      'ALTER TABLE sale ALTER COLUMN place ENCODE LZO',
      'VACUUM sale',
      'ANALYZE sale',
      "SET query_group TO 'etl'",
      'SET enable_case_sensitive_identifier TO true',
    ]) {
      expect(await redshift().query(sql)).toEqual([]);
    }
    expect(await redshift().errorOf('ALTER TABLE missing ADD PRIMARY KEY (id)')).toMatch(
      /relation "missing" does not exist/,
    );
  });

  test('views of all kinds are made, commented and read', async () => {
    for (const sql of [
      'CREATE VIEW by_place AS SELECT place, count(*) AS n FROM sale GROUP BY place WITH NO SCHEMA BINDING',
      `CREATE MATERIALIZED VIEW totals BACKUP NO DISTSTYLE EVEN SORTKEY (place) AUTO REFRESH YES
         AS SELECT place, sum(amount) AS total FROM sale GROUP BY place`,
      "COMMENT ON VIEW by_place IS 'Sales by place'",
      "COMMENT ON COLUMN by_place.n IS 'How many'",
      "INSERT INTO sale (place, amount) VALUES ('Rome', 8)",
      'REFRESH MATERIALIZED VIEW totals',
    ]) {
      await redshift().query(sql);
    }
    expect(await redshift().query('SELECT * FROM by_place ORDER BY place')).toEqual([
      ['Oslo', 2],
      ['Rome', 2],
    ]);
    expect(await redshift().query('SELECT * FROM totals ORDER BY place')).toEqual([
      ['Oslo', 5],
      ['Rome', 10],
    ]);
  });

  test('a role reads what it was granted, column by column', async () => {
    for (const sql of [
      'CREATE ROLE reader',
      'GRANT USAGE ON SCHEMA public TO ROLE reader',
      'GRANT SELECT (place, amount) ON sale TO ROLE reader',
    ]) {
      await redshift().query(sql);
    }
    const asReader = { DbUser: 'reader' };
    expect(await redshift().query('SELECT count(place) FROM sale', asReader)).toEqual([[3]]);
    for (const sql of [
      'SELECT note FROM sale',
      'DELETE FROM sale',
      'SELECT * FROM redshift_internal.committed',
    ]) {
      expect(await redshift().errorOf(sql, asReader)).toMatch(/^ERROR: permission denied/);
    }
    for (const sql of [
      'REVOKE SELECT (place, amount) ON sale FROM ROLE reader',
      'REVOKE USAGE ON SCHEMA public FROM ROLE reader',
      'DROP ROLE reader',
    ]) {
      await redshift().query(sql);
    }
  });

  test('several statements in one text are refused', async () => {
    expect(await redshift().errorOf('SELECT 1; SELECT 2')).toMatch(/multiple commands/);
    expect(await redshift().query('SELECT 1;')).toEqual([[1]]);
  });
});
