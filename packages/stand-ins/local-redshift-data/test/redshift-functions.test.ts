import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { FUNCTION_FAMILIES } from '../src/sql/redshift-functions.ts';
import { sharedRedshift } from './running-redshift.ts';

const redshift = sharedRedshift();

/** What the guide documents of each function, with other data. */
const DOCUMENTED: Readonly<Record<string, readonly (readonly [sql: string, value: unknown])[]>> = {
  'REGEXP_REPLACE replaces each match': [
    ["REGEXP_REPLACE('k9m8', '[0-9]', '#')", 'k#m#'],
    ["REGEXP_REPLACE('k9m8', '[0-9]')", 'km'],
    ["REGEXP_REPLACE('a grey cat', 'GREY', 'black', 1, 'i')", 'a black cat'],
    ["REGEXP_REPLACE('aXbX', 'X', '-', 3)", 'aXb-'],
  ],
  'REGEXP_SUBSTR takes a group and answers an empty string': [
    ["REGEXP_SUBSTR('one fish, red fish', '(\\\\w+) fish', 1, 2, 'e')", 'red'],
    ["REGEXP_SUBSTR('one fish, red fish', '\\\\w+ FISH', 1, 2, 'i')", 'red fish'],
    ["REGEXP_SUBSTR('one', 'two')", ''],
  ],
  'REGEXP_INSTR and REGEXP_COUNT': [
    ["REGEXP_INSTR('mail@box.org', '@')", 5],
    ["REGEXP_INSTR('mail@box.org', 'none')", 0],
    ["REGEXP_INSTR('aba', 'a', 1, 2, 1)", 4],
    ["REGEXP_COUNT('a1b2c3', '[0-9]')", 3],
    ["REGEXP_COUNT('Bob', 'b', 1, 'i')", 2],
  ],
  'EXTRACT is an integer and DATE_PART a floating point number': [
    ["EXTRACT(ms FROM TIMESTAMP '2021-03-04 10:11:12.345')", 345],
    ["EXTRACT(sec FROM TIMESTAMP '2021-03-04 10:11:12.345')", 12],
    ["EXTRACT(decade FROM TIMESTAMP '1987-05-06')", 199],
    ["EXTRACT(epoch FROM TIMESTAMP '2021-01-01')", 1609459200],
    ["EXTRACT(decade FROM DATE '1987-05-06')", 199],
    ["EXTRACT(qtr FROM DATE '1987-05-06')", 2],
    ["EXTRACT(epoch FROM DATE '2021-01-01')", 1609459200],
    ["EXTRACT(ms FROM DATE '2021-01-01')", 0],
    ["DATE_PART(microsecond, TIMESTAMP '2021-03-04 10:11:12.345')", 345000],
    ["DATE_PART(w, TIMESTAMP '2021-05-02 04:05:06')", 17],
    ["DATE_PART(minute, TIME '10:20:30')", 20],
    ["EXTRACT(hour FROM TIMESTAMPTZ '2021-03-04 10:11:12+02')", 8],
  ],
  'DATEADD and DATEDIFF': [
    ["DATEADD(year, 1, '2020-02-29')", '2021-03-01 00:00:00'],
    ["DATEADD(year, 4, '2020-02-29')", '2024-02-29 00:00:00'],
    ["DATEADD(decade, 1, DATE '2021-01-31')", '2031-01-31 00:00:00'],
    ["DATEADD(minute, 5, TIME '13:58:00')", '14:03:00'],
    ["DATEDIFF(ms, '2021-01-01 00:00:00.0009', '2021-01-01 00:00:00.0011')", 1],
    ["DATEDIFF(qtr, '2019-06-30', '2020-01-01')", 3],
    ["DATE '2024-01-31' + INTERVAL '1' MONTH", '2024-02-29'],
    ["INTERVAL '1-1' YEAR TO MONTH + DATE '2024-01-31'", '2025-02-28'],
    ["DATE '2024-01-31' + INTERVAL '1' DAY", '2024-02-01 00:00:00'],
    ["TIMESTAMP '2024-01-31 10:00' - INTERVAL '1' MONTH", '2023-12-31 10:00:00'],
  ],
  'DATE_TRUNC gives a timestamp, of a date too': [
    ["DATE_TRUNC('week', DATE '2021-05-09')", '2021-05-03 00:00:00'],
    ["DATE_TRUNC('qtr', '2021-05-09 10:00')", '2021-04-01 00:00:00'],
    ["DATE_TRUNC('hour', TIMESTAMPTZ '2021-05-09 10:20+00')", '2021-05-09 10:00:00+00'],
  ],
  'TO_DATE and TO_TIMESTAMP count days beyond the end of a month on, unless they are strict': [
    ["TO_DATE('20230230', 'YYYYMMDD')", '2023-03-02'],
    ["TO_DATE(20230228, 'YYYYMMDD')", '2023-02-28'],
    ["TO_DATE('30 Feb 2023', 'DD Mon YYYY', false)", '2023-03-02'],
    ["TO_TIMESTAMP('20230431', 'YYYYMMDD')", '2023-05-01 00:00:00+00'],
    ["TO_TIMESTAMP('31/12/2011 24:8:61', 'DD/MM/YYYY HH24:MI:SS')", '2012-01-01 00:09:01+00'],
    ["TO_TIMESTAMP('20111232246061', 'YYYYMMDDHH24MISS')", '2012-01-02 01:01:01+00'],
  ],
  'CONVERT_TIMEZONE of all types': [
    ["CONVERT_TIMEZONE('GMT', 'NEWZONE +3', '2020-05-06 12:00:00')", '2020-05-06 09:00:00'],
    ["CONVERT_TIMEZONE('Asia/Tokyo', DATE '2020-05-06')", '2020-05-06 09:00:00'],
    ["CONVERT_TIMEZONE('CET', TIMESTAMPTZ '2020-01-06 10:00+00')", '2020-01-06 11:00:00'],
    ["EXTRACT(timezone_hour FROM TIMETZ '01:02:03-07')", -7],
  ],
  'other functions of dates': [
    ["MONTHS_BETWEEN('2020-01-15', '2020-04-15')", -3],
    ["MONTHS_BETWEEN('2020-05-31', '2020-02-29')", 3],
    ["NEXT_DAY('2021-05-05', 'Tue')", '2021-05-11'],
    ["NEXT_DAY('2021-05-05', 'We')", '2021-05-12'],
    ["DATE_CMP(DATE '2021-01-01', DATE '2021-02-01')", -1],
    ["TIMESTAMP_CMP_DATE(TIMESTAMP '2021-01-01', DATE '2021-01-01')", 0],
    ["DATE_PART_YEAR(DATE '2021-04-25')", 2021],
  ],
  'conditions compare NULLs': [
    ["DECODE(NULL, NULL, 'both', 'none')", 'both'],
    ["DECODE(2, 1, 'one', DECODE(1, 1, 'inner'))", 'inner'],
    ['NVL2(NULL, 1, 2)', 2],
  ],
  'JSON is written without blanks': [
    ['JSON_SERIALIZE(JSON_PARSE(\'[10,"a b" , {"c": 1}]\'))', '[10,"a b",{"c":1}]'],
    ['JSON_EXTRACT_PATH_TEXT(\'{"a": {"b": 1}}\', \'a\')', '{"b":1}'],
    ["JSON_EXTRACT_PATH_TEXT('{a', 'a', true)", null],
    ["JSON_EXTRACT_ARRAY_ELEMENT_TEXT('[1', 0, true)", null],
    ["JSON_ARRAY_LENGTH('[1,2', true)", null],
    ['JSON_PARSE(\'"text"\')::VARCHAR', 'text'],
    ["IS_INTEGER(JSON_PARSE('7'))", true],
    ["IS_SMALLINT(JSON_PARSE('70000'))", false],
    ['JSON_SERIALIZE(NULL::SUPER)', 'null'],
  ],
  hashes: [
    ["CRC32('123456789')", 'e3069283'],
    ["SHA1('abc')", 'a9993e364706816aba3e25717850c26c9cd0d89d'],
    ["FUNC_SHA1('')", 'da39a3ee5e6b4b0d3255bfef95601890afd80709'],
    ["SHA2('a\\\\b', 256)", 'c62016d0f8ee333350283fd879b50b692932e932794e5d686f7d37d67484e199'],
    ["FNV_HASH('abcd') = FNV_HASH('cd', FNV_HASH('ab'))", true],
    ["MURMUR3_32_HASH('Amazon Redshift')", -1563580564],
    ["MURMUR3_32_HASH('abcd', 7) = MURMUR3_32_HASH('abcd')", false],
    ["FNV_HASH('a')::VARCHAR", '-5808556873153909620'],
  ],
  VARBYTE: [
    ["FROM_VARBYTE(CONCAT('ab'::VARBYTE, 'cd'::VARBYTE), 'hex')", '61626364'],
    ["TO_HEX('a\\\\b'::VARBYTE)", '615c62'],
    ["FROM_VARBYTE(FROM_HEX('6869'), 'utf8')", 'hi'],
    ["GETBIT(FROM_HEX('05'), 2)", 1],
    ["FROM_HEX('c3a9')::VARCHAR", 'é'],
    ["TO_HEX('ab'::CHAR(4)::VARBYTE)", '61622020'],
  ],
  texts: [
    ["CONCAT('a', NULL)", null],
    ["SOUNDEX('Robert')", 'R163'],
    ["DIFFERENCE('Robert', 'Rupert')", 4],
    ["OCTETINDEX('b', 'éb')", 3],
    ["REPLICATE('ab', 2)", 'abab'],
  ],
  numbers: [
    ['ROUND(2.5::FLOAT)', 3],
    ['ROUND(28.05::FLOAT, 1)', 28.1],
    ['SQRT(16)', 4],
    ['LOG(1000)', 3],
    ['POWER(2, 3)', 8],
    ['ROUND(-7::BIGINT)', -7],
    ['ROUND(12345, -2)', 12300],
    ["TO_CHAR(618.8, 'l99999D99')", '$   618.80'],
    ['TO_CHAR(5::FLOAT, \'"Level" L9\')', 'Level $ 5'],
    ["TO_CHAR(DATE '2024-05-06', '\"L\"Q')", 'L2'],
    ["TO_CHAR(TIMESTAMP '2009-12-31 23:15:59', 'HH12:MI TZ OF')", '11:15 UTC +00'],
  ],
  sketches: [
    [
      'HLL_CARDINALITY(HLL_CREATE_SKETCH(n)) FROM (SELECT 1 AS n UNION ALL SELECT 2 UNION ALL SELECT 2) t',
      2,
    ],
    [
      `HLL_CARDINALITY(HLL_COMBINE(s)) FROM (
         SELECT HLL_CREATE_SKETCH(1) AS s UNION ALL SELECT HLL_CREATE_SKETCH(2)) t`,
      2,
    ],
    [
      `HLL_CARDINALITY(HLL_COMBINE_SKETCHES(a, b))
         FROM (SELECT HLL_CREATE_SKETCH('x') AS a, HLL_CREATE_SKETCH('x') AS b) t`,
      1,
    ],
    ['HLL_CARDINALITY(\'{"logm":15,"sparse":{"indices":[21],"values":[1]}}\'::HLLSKETCH)', 1],
  ],
  casts: [
    ["CHARINDEX('.', 12.5)", 3],
    ["HAS_DATABASE_PRIVILEGE('dev', 'temp')", true],
    ["CONVERT(INTEGER, '12')", 12],
    ["TRY_CAST('x' AS INTEGER)", null],
    ["TRY_CAST('12' AS INTEGER)", 12],
    ["TRY_CAST('1.55' AS DECIMAL(3,1))", '1.6'],
    ["TRY_CAST('5.5' AS DECIMAL)", '6'],
    ["TRY_CAST('123.4' AS DECIMAL(3,1))", null],
    ["TRY_CAST('abc' AS CHARACTER VARYING(2))", 'ab'],
  ],
};

describe.each(Object.entries(DOCUMENTED))('%s', (_, expressions) => {
  test.each(expressions)('%s', async (sql, value) => {
    expect(await redshift().query(`SELECT ${sql}`)).toEqual([[value]]);
  });
});

const ONE_NULL = '(SELECT 1 AS k, 5 AS n UNION ALL SELECT 2, NULL UNION ALL SELECT 3, 8)';

test('window functions skip NULLs, and compute medians, percentiles, shares and lists', async () => {
  expect(
    await redshift().query(
      `SELECT k, LAG(n) IGNORE NULLS OVER (ORDER BY k), LEAD(n, 1) IGNORE NULLS OVER (ORDER BY k),
         FIRST_VALUE(n IGNORE NULLS) OVER (ORDER BY k DESC ROWS UNBOUNDED PRECEDING),
         LAST_VALUE(n) IGNORE NULLS OVER (ORDER BY k ROWS UNBOUNDED PRECEDING),
         MEDIAN(n) OVER (), PERCENTILE_CONT(0.25) WITHIN GROUP (ORDER BY n DESC) OVER (PARTITION BY 1),
         RATIO_TO_REPORT(k) OVER (), LISTAGG(k, ',') WITHIN GROUP (ORDER BY k DESC) OVER ()
       FROM ${ONE_NULL} t ORDER BY k`,
    ),
  ).toEqual([
    [1, null, 8, 8, 5, '6.5', '7.25', 1 / 6, '3,2,1'],
    [2, 5, 8, 8, 5, '6.5', '7.25', 2 / 6, '3,2,1'],
    [3, 5, null, 8, 8, '6.5', '7.25', 3 / 6, '3,2,1'],
  ]);
});

test('LISTAGG of distinct values has their order, not that of their text', async () => {
  const numbers = '(SELECT 10 AS n UNION ALL SELECT 9 UNION ALL SELECT NULL UNION ALL SELECT 10) t';
  const list = "LISTAGG(DISTINCT n, ', ') WITHIN GROUP";
  expect(
    await redshift().query(
      `SELECT ${list} (ORDER BY n), ${list} (ORDER BY n DESC), LISTAGG(DISTINCT n - n) FROM ${numbers}`,
    ),
  ).toEqual([['9, 10', '10, 9', '0']]);
  expect(await redshift().query(`SELECT LISTAGG(DISTINCT n) FROM ${numbers} WHERE n = 0`)).toEqual([
    [null],
  ]);
});

test('the catalog names the type of an interval of months as Redshift does', async () => {
  await redshift().query("CREATE TABLE months AS SELECT INTERVAL '1' MONTH AS m");
  expect(
    await redshift().query("SELECT type FROM pg_table_def WHERE tablename = 'months'"),
  ).toEqual([['interval year to month']]);
});

test('averages of DECIMALs keep their scale and truncate further digits', async () => {
  await redshift().query('CREATE TABLE price (p DECIMAL(10, 2))');
  await redshift().query('INSERT INTO price VALUES (1), (2), (2)');
  expect(await redshift().query('SELECT AVG(p), AVG(DISTINCT p) FROM price')).toEqual([
    ['1.66', '1.50'],
  ]);
  expect(await redshift().query('SELECT DISTINCT AVG(p) OVER () FROM price')).toEqual([['1.66']]);
});

test('blanks at the end of text do not count in comparisons, joins and groups', async () => {
  await redshift().query('CREATE TABLE padded (a VARCHAR(10) SORTKEY)');
  await redshift().query("INSERT INTO padded VALUES ('x'), ('x  '), ('y')");
  for (const [sql, value] of [
    ["SELECT COUNT(*) FROM padded WHERE a = 'x'", 2],
    ["SELECT COUNT(*) FROM padded WHERE a IN ('x ', 'z')", 2],
    ['SELECT COUNT(DISTINCT a) FROM padded', 2],
    ['SELECT COUNT(*) FROM padded p JOIN padded q ON p.a = q.a', 5],
    ["SELECT COUNT(*) FROM padded WHERE a LIKE 'x'", 1],
    ["SELECT MAX(LEN(a)) FROM padded WHERE a = 'x'", 3],
  ] as const) {
    expect(await redshift().query(sql), sql).toEqual([[value]]);
  }
});

test('a timestamp is text where text is asked for, and text beside it is a timestamp', async () => {
  const from = "FROM (SELECT TIMESTAMP '2021-05-09' AS t, '2021-5-8'::VARCHAR AS v) x";
  expect(await redshift().query(`SELECT t LIKE '2021-05%', t > v ${from}`)).toEqual([[true, true]]);
});

test('EXTRACT of a computed date calls no SQL function for each row', async () => {
  const days = `SELECT DATEADD(day, n * 7 + 1, DATE '2024-01-01')::DATE AS d
    FROM (SELECT 1 AS n UNION ALL SELECT 2) numbers`;
  const plan = await redshift().query(
    `EXPLAIN VERBOSE SELECT EXTRACT(YEAR FROM d), DATE_PART(decade, d) FROM (${days}) days`,
  );
  expect(plan.join('\n')).toContain('date_part(');
  expect(plan.join('\n')).not.toContain('redshift_internal');
});

test('a strict TO_DATE rejects an invalid day', async () => {
  expect(await redshift().errorOf("SELECT TO_DATE('20230230', 'YYYYMMDD', true)")).toContain(
    'date/time field value out of range',
  );
});

test.each(FUNCTION_FAMILIES.flatMap(({ rejected }) => rejected))(
  '%s is reported as not supported',
  async (name) => {
    expect(await redshift().errorOf(`SELECT ${name}(1)`)).toBe(
      `ERROR: not supported by local-redshift-data: ${name.toUpperCase()}`,
    );
  },
);

/** Converts names to a cell of the README's table. */
function cellOf(names: readonly string[]): string {
  return names
    .map((name) => name.toUpperCase())
    .toSorted()
    .join(', ');
}

test('the README lists every function, and what it does', () => {
  const readme = readFileSync(fileURLToPath(new URL('../README.md', import.meta.url)), 'utf8');
  const rows = readme
    .split('\n')
    .filter((line) => line.startsWith('| '))
    .map((line) => line.split('|').map((cell) => cell.trim()));
  for (const { family, same, differs, rejected } of FUNCTION_FAMILIES) {
    const row = rows.find(([, name]) => name === family);
    const differences = Object.entries(differs).map(
      ([name, text]) => `${name.toUpperCase()} ${text}`,
    );
    expect(row?.slice(2, 5), family).toEqual([
      cellOf(same),
      `${family.startsWith('Spatial') ? 'ST_…, ' : ''}${cellOf(rejected)}`,
      differences.join('; '),
    ]);
  }
});
