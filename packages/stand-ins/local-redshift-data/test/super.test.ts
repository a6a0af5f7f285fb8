import { describe, expect, test } from 'vitest';
import { sharedRedshift } from './running-redshift.ts';

const redshift = sharedRedshift();

/** What the guide documents of SUPER, with other data. */
const DOCUMENTED: Readonly<Record<string, readonly (readonly [sql: string, value: unknown])[]>> = {
  arrays: [
    ["JSON_SERIALIZE(ARRAY(1, 'a', NULL))", '[1,"a",null]'],
    ["JSON_SERIALIZE(ARRAY_CONCAT(ARRAY('x'), ARRAY('y')))", '["x","y"]'],
    ["JSON_SERIALIZE(ARRAY_FLATTEN(JSON_PARSE('[1,[2,[3]],[]]')))", '[1,2,[3]]'],
    ["JSON_SERIALIZE(SUBARRAY(ARRAY('a', 'b', 'c', 'd'), 1, 2))", '["b","c"]'],
    ["JSON_SERIALIZE(SPLIT_TO_ARRAY('7|8', '|'))", '["7","8"]'],
    ["ARRAY_CONTAINS(ARRAY('red', 'blue'), 'blue')", true],
    ["ARRAY_POSITION(ARRAY('red', 'blue'), 'blue')", 1],
    ['JSON_SERIALIZE(ARRAY_DISTINCT(ARRAY(3, 1, 3)))', '[3,1]'],
  ],
  objects: [
    [
      'OBJECT_TRANSFORM(JSON_PARSE(\'{"name":{"first":"Ann","last":"Lee"},"age":25}\') KEEP \'"name"."first"\', \'"age"\' SET \'"age"\', 25 + 5, \'"to"."city"\', UPPER(\'rome\'))',
      '{"to":{"city":"ROME"},"age":30,"name":{"first":"Ann"}}',
    ],
    ["OBJECT_TRANSFORM(JSON_PARSE('[1]') SET '\"a\"', 1)", '[1]'],
    ['OBJECT()', '{}'],
  ],
  'scalars and comparisons': [
    ["'[1]'::SUPER", '"[1]"'],
    ['1.5::SUPER', '1.5'],
    ['CAST(TRUE AS SUPER)', 'true'],
    ["v.a = 'x' FROM (SELECT JSON_PARSE('{\"a\":1}') AS v) t", false],
    ['v.a = 2 FROM (SELECT JSON_PARSE(\'{"a":"x"}\') AS v) t', false],
    ['v.a <> 2 FROM (SELECT JSON_PARSE(\'{"a":"x"}\') AS v) t', true],
    ['v.a < 2 FROM (SELECT JSON_PARSE(\'{"a":"x"}\') AS v) t', null],
    ['5::SUPER::BOOLEAN', true],
    ['5.0::SUPER::BOOLEAN', null],
    ["JSON_PARSE('[1]')::VARCHAR", null],
    ['IS_ARRAY(NULL::SUPER)', false],
    ['IS_INTEGER(NULL::SUPER)', false],
    ['GET_NUMBER_ATTRIBUTES(JSON_PARSE(\'{"a":1,"b":{"c":2}}\'))', 2],
    ["GET_NUMBER_ATTRIBUTES(JSON_PARSE('[1]'))", null],
  ],
};

describe.each(Object.entries(DOCUMENTED))('%s', (_, expressions) => {
  test.each(expressions)('%s', async (sql, value) => {
    expect(await redshift().query(`SELECT ${sql}`)).toEqual([[value]]);
  });
});

test.each([
  ['v - 1', ['6', null]],
  ['v - n', ['5', null]],
  ['2 - v', ['-5', null]],
  ['v + 1.5', ['8.5', null]],
  ['v * v', ['49', null]],
  ['v / n', ['3.5000000000000000', null]],
  ['v % 4', ['3', null]],
])('%s is a number, and NULL for an array', async (sql, expected) => {
  const values = "SELECT 2 AS n, JSON_PARSE('7') AS v UNION ALL SELECT 2, JSON_PARSE('[10,20]')";
  const rows = await redshift().query(`SELECT ${sql} FROM (${values}) t ORDER BY 1`);
  expect(rows.map(([value]) => value)).toEqual(expected);
});

test.each([
  ["v - 'a'::VARCHAR", 'SUPER - character varying'],
  ['v - 1.5::FLOAT', 'SUPER - double precision'],
  ['-v', '- SUPER'],
])('%s is reported as not supported', async (sql, operation) => {
  expect(await redshift().errorOf(`SELECT ${sql} FROM (SELECT JSON_PARSE('{"a":1}') AS v) t`)).toBe(
    `ERROR: not supported by local-redshift-data: ${operation}`,
  );
});

test('errors name the type SUPER, and values of different types beside SUPER are reported', async () => {
  const values = "(SELECT JSON_PARSE('5') AS v) t";
  expect(await redshift().errorOf(`SELECT UPPER(v) FROM ${values}`)).toContain(
    'function upper(super) does not exist',
  );
  expect(await redshift().errorOf(`SELECT COALESCE(v, 0) FROM ${values}`)).toBe(
    'ERROR: not supported by local-redshift-data: COALESCE of SUPER and integer (cast the SUPER)',
  );
});

test('columns of SUPER and HLLSKETCH contain scalars and sketches', async () => {
  await redshift().query('CREATE TABLE kept (a SUPER, s HLLSKETCH)');
  await redshift().query('INSERT INTO kept VALUES (1, NULL), (TRUE, NULL), (2.5, NULL)');
  await redshift().query(
    "INSERT INTO kept SELECT '[1]'::VARCHAR, HLL_CREATE_SKETCH(n) FROM (SELECT 7 AS n) t",
  );
  expect(
    await redshift().query('SELECT JSON_TYPEOF(a), HLL_CARDINALITY(s) FROM kept ORDER BY 1, 2'),
  ).toEqual([
    ['boolean', null],
    ['number', null],
    ['number', null],
    ['string', 1],
  ]);
  await redshift().query(
    'CREATE TABLE owner AS SELECT 1 AS id, JSON_PARSE(\'{"name":"Ann"}\') AS facts',
  );
  await redshift().query("UPDATE owner SET id = 2 WHERE facts.name = 'Ann'");
  await redshift().query("DELETE FROM owner WHERE public.owner.facts.name = 'Bob'");
  await redshift().query("DELETE public.owner WHERE owner.facts.name = 'Cy'");
  await redshift().query(
    'UPDATE owner SET id = d.n FROM kept k, (SELECT 2 AS n) d WHERE d.n = owner.id AND k.s IS NOT NULL',
  );
  expect(await redshift().query('SELECT dev.public.owner.id FROM dev.public.owner')).toEqual([[2]]);
});

const ORDERS = `(SELECT 1 AS id, JSON_PARSE('{"paid":true,"items":[{"sku":"a","qty":2,"price":1.25},{"sku":"b","qty":1,"price":10}],"day":"2026-01-01"}') AS data
  UNION ALL SELECT 2, JSON_PARSE('{"paid":false,"items":[]}')) o`;

test.each([
  ['SUM(i.qty * i.price), AVG(i.price), MAX(i.price), MIN(i.qty)', ['12.50', 5.625, '10', '1']],
  ['SUM(i.qty::INT * i.price::DECIMAL(10,2)), SUM(2 * i.price)', ['12.50', '22.50']],
  ['MAX(i.sku), COUNT(i)', ['"b"', 2]],
])('fractions and casts of elements keep their value: %s', async (sql, row) => {
  expect(await redshift().query(`SELECT ${sql} FROM ${ORDERS}, o.data.items i`)).toEqual([row]);
});

test('a LEFT JOIN keeps rows without elements, and a subquery iterates over those of its row', async () => {
  expect(
    await redshift().query(
      `SELECT o.id, i.sku::VARCHAR FROM ${ORDERS} LEFT JOIN o.data.items i ON TRUE ORDER BY 1, 2`,
    ),
  ).toEqual([
    [1, 'a'],
    [1, 'b'],
    [2, null],
  ]);
  expect(
    await redshift().query(
      `SELECT o.id FROM ${ORDERS} WHERE EXISTS (SELECT 1 FROM o.data.items i WHERE i.sku = 'b')`,
    ),
  ).toEqual([[1]]);
});

test('brackets contain names of attributes, in their case, and follow calls', async () => {
  expect(
    await redshift().query(
      `SELECT v['Key'][1]['a'], v['key'], JSON_PARSE('[[7]]')[0][0]::INT,
         (JSON_PARSE('{"a":"x"}')).a = 'x', ARRAY('b')[0]::VARCHAR, ARRAY(4, 5)[1] + 1
       FROM (SELECT JSON_PARSE('{"Key":[0,{"a":true}]}') AS v) t`,
    ),
  ).toEqual([['true', null, 7, true, 'b', '6']]);
});

test('times are not cast to SUPER', async () => {
  for (const value of ["DATE '2026-01-01'", "'2026-01-01'::DATE", 'CURRENT_DATE']) {
    expect(await redshift().errorOf(`SELECT ${value}::SUPER`), value).toContain(
      'cannot cast type date to super',
    );
  }
});

test('SUPER is compared with a truth value, and cast to a date', async () => {
  expect(
    await redshift().query(
      `SELECT o.data.paid = TRUE, o.data.paid <> TRUE, o.data.items[0].sku = TRUE, o.data.day::DATE,
         CAST(o.data.day AS TIMESTAMP), o.data.paid::DATE FROM ${ORDERS} ORDER BY id`,
    ),
  ).toEqual([
    [true, false, false, '2026-01-01', '2026-01-01 00:00:00', null],
    [false, true, null, null, null, null],
  ]);
});

test('ORDER BY of SUPER sorts booleans, numbers, text, arrays and objects in this order', async () => {
  const values = '[{"a":1},[1],"b",-2.5,true,"a",10]';
  expect(
    await redshift().query(
      `SELECT o FROM (SELECT JSON_PARSE('${values}') AS s) t, t.s AS o ORDER BY o`,
    ),
  ).toEqual([['true'], ['-2.5'], ['10'], ['"a"'], ['"b"'], ['[1]'], ['{"a":1}']]);
});

test('JSON_PARSE rejects an object that repeats a name, unless it is told to keep the last', async () => {
  const parsed = `SELECT JSON_PARSE('{"a":1,"b":{"a":1},"a":2}')`;
  expect(await redshift().errorOf(parsed)).toContain('an object repeats the name of an attribute');
  const { Id } = await redshift().runBatch(['SET json_parse_dedup_attributes TO on', parsed]);
  expect(await redshift().rows(`${Id}:2`)).toEqual([['{"a":2,"b":{"a":1}}']]);
  const loose = await redshift().runBatch([
    'SET parse_super_null_on_error TO on',
    "SELECT JSON_PARSE('{')",
  ]);
  expect(await redshift().rows(`${loose.Id}:2`)).toEqual([[null]]);
});

test('names of attributes change their case at every depth', async () => {
  expect(
    await redshift().query(`SELECT LOWER_ATTRIBUTE_NAMES(JSON_PARSE('[{"A":{"Bc":["D"]}}]'))`),
  ).toEqual([['[{"a":{"bc":["D"]}}]']]);
  expect(
    await redshift().errorOf(`SELECT UPPER_ATTRIBUTE_NAMES(JSON_PARSE('{"a":1,"A":2}'))`),
  ).toContain('duplicate attributes after case conversion');
});

test('times are no part of an array or an object', async () => {
  for (const value of ["ARRAY(DATE '2024-01-01')", "OBJECT('k', GETDATE())"]) {
    expect(await redshift().errorOf(`SELECT ${value}`)).toMatch(/cannot cast type \w+ to super/);
  }
});
