import { expect, test } from 'vitest';
import { sharedRedshift } from './running-redshift.ts';

const redshift = sharedRedshift();

test('text beside a path is compared with text alone', async () => {
  const values = '[{"v":"Ann"},{"v":5},{"v":null}]';
  const from = `FROM (SELECT JSON_PARSE('${values}') AS s) t, t.s AS o AT i ORDER BY i`;
  for (const [condition, results] of [
    ["o.v = '5'", [false, false, null]],
    ["o.v > 'A'", [true, null, null]],
    ["'A' < o.v", [true, null, null]],
    ["o.v BETWEEN '1' AND 'B'", [true, null, null]],
    ["o.v NOT IN ('5', 'x')", [true, true, null]],
  ] as const) {
    expect(await redshift().query(`SELECT ${condition} ${from}`), condition).toEqual(
      results.map((result) => [result]),
    );
  }
});

test('a text literal beside SUPER without a path is reported as not supported', async () => {
  const from = `FROM (SELECT JSON_PARSE('"a"') AS s) t`;
  expect(await redshift().errorOf(`SELECT 1 ${from} WHERE s = 'a'`)).toContain(
    'not supported by local-redshift-data: a text literal beside SUPER without a path',
  );
  expect(await redshift().query(`SELECT 1 ${from} WHERE s::VARCHAR = 'a'`)).toEqual([[1]]);
  expect(await redshift().errorOf("SELECT JSON_PARSE('{')")).toContain('invalid input syntax');
});

test.each([
  ["t.s.a IN ('x', NULL)", true],
  ["t.s.a IN ('y', 'x')", true],
  ["t.s.a IN ('x', 7)", true],
  ["t.s.a NOT IN ('y', UPPER('x'))", true],
  ["t.s.a NOT IN ('y', n)", true],
  ["t.s.a BETWEEN 'a' AND LOWER('Z')", true],
  ["t.s.a NOT BETWEEN 'a' AND 'z'", false],
  ["t.s.a IN (NULL, 'x')", true],
  ["t.s.a IN (NULL, 'y')", null],
  ["t.s.a IN (7, 'x')", true],
  ["t.s.a NOT IN (7, 'x')", false],
  ["t.s.a IN (UPPER('x'), ('x'))", true],
  ["t.s.b IN ('5', NULL)", null],
  ["t.s.b IN ('5', 5)", true],
  ["t.s.a IN (SELECT 'x')", true],
  ["t.s.a BETWEEN LOWER('A') AND 'z'", true],
  ["t.s.a BETWEEN CASE WHEN TRUE AND TRUE THEN 'a' END AND 'z' AND TRUE", true],
  ["t.s.a BETWEEN NULL AND 'b'", false],
  ["t.s.a NOT BETWEEN ('a') AND ('b')", true],
  ["t.s.b BETWEEN 1 AND 'z'", null],
  ["t.s.a = ('x')", true],
  ["('x') = t.s.a", true],
  ["'x' IN (t.s.a, t.s.b)", true],
  ["'y' NOT IN (t.s.b, t.s.a)", true],
  ["'b' BETWEEN 'a' AND t.s.a", true],
  ["'b' NOT BETWEEN t.s.a AND 'z'", true],
  ["'q' = l", false],
  ["'q' > l AND 'm' = l", true],
  ["l IN (NULL, 'm')", true],
  ["l NOT BETWEEN 'a' AND 'z'", false],
  ["'m' IN (l)", true],
  ["(t.s.a) = 'x' AND ('x') = ((t.s.a)) AND NOT (t.s.a) IN (NULL, 'y', 'z')", null],
  ["((t.s.a)) = 'x' OR FALSE", true],
  ["(l) = 'm' AND 'm' = (l) AND (l) BETWEEN 'a' AND 'z'", true],
  ["('x') IN (t.s.b, t.s.a)", true],
  ["('x') IN ('y', (t.s.a))", true],
  ["'-' || t.s.a || '-' = '-x-'", true],
  [
    "n || t.s.a = 'kx' AND 'xx' LIKE t.s.a || '%' AND 'x' LIKE t.s.a AND 'x' SIMILAR TO t.s.a",
    true,
  ],
  ['COALESCE((t.s.b + 1)::INT, 0) = 6 AND (t.s.b) = 5 AND LEN((t.s.a)::VARCHAR) = 1', true],
  ["n = 'k' AND 'k' = n AND n IN (NULL, 'k')", true],
  ["t.s.day::DATE = DATE '2026-01-02' AND DATE '2026-01-02' = t.s.day::DATE", true],
  ["'6' = t.s.b + 1 AND t.s.b::INT IN ('5', 6)", true],
  ["LOWER('X') = t.s.a AND LOWER(('X')) = (t.s.a) AND (LOWER('X')) = t.s.a", true],
  ["JSON_PARSE('[\"m\"]') = t.s.list AND ARRAY('m') = t.s.list", true],
  ["LEN('hello') = t.s.b AND TO_NUMBER('5', '9') >= t.s.b", true],
  ["NVL('x', n) = t.s.a AND COALESCE('x') = t.s.a AND TRIM(' m ') = (l)", true],
  ["n IN ('k') = t.s.yes AND n NOT IN ('a') = (t.s.yes)", true],
  ["CASE WHEN LOWER('X') = t.s.a THEN 'x' ELSE 'y' END = t.s.a", true],
  ["COALESCE(('x') = t.s.a AND (t.s.a) = 'x', FALSE)", true],
  ["ALL 'x' = t.s.a", true],
  ["TOP 1 'x' = t.s.a", true],
  ["TOP (1) 'x' = t.s.a", true],
  ["TOP 1 (t.s.a) = 'x'", true],
  ["VARCHAR 'x' = t.s.a AND BOOLEAN 'true' = t.s.yes", true],
  ["3 + '2' = t.s.b AND 3 + ('2') = t.s.b", true],
  ["3 + '2' IN (t.s.b, 9) AND 1 * '5' BETWEEN t.s.b AND 9", true],
])(
  'SUPER is compared with text in a list, in a range and on either side: %s',
  async (sql, value) => {
    const object = '{"a":"x","b":5,"list":["m"],"day":"2026-01-02","yes":true}';
    const from = `FROM (SELECT JSON_PARSE('${object}') AS s, 'k'::VARCHAR AS n) t, t.s.list l`;
    expect(await redshift().query(`SELECT ${sql} ${from}`)).toEqual([[value]]);
  },
);

test('a call with text is compared with SUPER in each statement', async () => {
  await redshift().runBatch([
    'CREATE TABLE told (id INT, note VARCHAR(10), s SUPER)',
    `INSERT INTO told VALUES (1, 'a', JSON_PARSE('{"x":"web","n":5}')), (2, 'b', JSON_PARSE('{"x":"app","n":0}'))`,
    `CREATE VIEW told_view AS SELECT id FROM told t WHERE JSON_PARSE('"web"') = t.s.x`,
    "UPDATE told SET note = 'u' WHERE LOWER('WEB') = s.x",
    'CREATE TABLE merged (id INT, note VARCHAR(10))',
    'INSERT INTO merged VALUES (1, NULL), (2, NULL)',
    `MERGE INTO merged USING told t ON merged.id = t.id
     WHEN MATCHED THEN UPDATE SET note = CASE WHEN LOWER('APP') = t.s.x THEN 'm' ELSE t.note END
     WHEN NOT MATCHED THEN INSERT VALUES (t.id, t.note)`,
  ]);
  const query = (sql: string) => redshift().query(sql);
  expect(await query('SELECT id FROM told_view')).toEqual([[1]]);
  expect(await query('SELECT * FROM merged ORDER BY 1')).toEqual([
    [1, 'u'],
    [2, 'm'],
  ]);
  expect(
    await query(`SELECT id FROM merged m WHERE EXISTS (
      SELECT 1 FROM told t WHERE COALESCE('web') = t.s.x AND t.id = m.id)`),
  ).toEqual([[1]]);
  expect(
    await query("SELECT COUNT('x') > t.s.n FROM told t GROUP BY t.id, t.s.n ORDER BY t.id"),
  ).toEqual([[false], [true]]);
  const { Id } = await redshift().run('SELECT id FROM told t WHERE LOWER(:x) = t.s.x', {
    Parameters: [{ name: 'x', value: 'APP' }],
  });
  expect(await redshift().rows(Id)).toEqual([[2]]);
  await query("DELETE FROM told WHERE LOWER('WEB') = s.x");
  expect(await query('SELECT id FROM told')).toEqual([[2]]);
});
