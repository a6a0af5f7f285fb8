import { beforeAll, describe, expect, test } from 'vitest';
import { sharedRedshift } from './running-redshift.ts';

const redshift = sharedRedshift();

beforeAll(async () => {
  await redshift().query(
    `CREATE TABLE sale (id INT IDENTITY(1, 1), place VARCHAR(20), kind VARCHAR(5), amount INT,
       facts SUPER, day DATE)`,
  );
  await redshift().query(
    `INSERT INTO sale (place, kind, amount, facts, day) VALUES
     ('Oslo', 'x', 1, JSON_PARSE('{"items":[{"n":1,"c":"red"},{"n":2,"c":"blue"}],"k":{"z":5}}'), '2024-01-01'),
     ('Rome', 'x', 3, JSON_PARSE('{"items":[]}'), '2024-01-02'),
     ('Bern', 'y', 5, NULL, '2024-02-01')`,
  );
});

const QUERIES: Readonly<Record<string, readonly (readonly [sql: string, rows: unknown[][]])[]>> = {
  TOP: [
    [
      'SELECT TOP 2 id, place FROM sale ORDER BY id DESC',
      [
        [3, 'Bern'],
        [2, 'Rome'],
      ],
    ],
    ['SELECT TOP 1 id FROM sale UNION ALL SELECT 9 ORDER BY 1 DESC', [[9], [1]]],
    ['SELECT COUNT(*) FROM (SELECT TOP 2 * FROM sale) s', [[2]]],
    ['SELECT 7 UNION SELECT TOP 1 8 FROM sale ORDER BY 1 DESC', [[8], [7]]],
  ],
  QUALIFY: [
    [
      `SELECT place, amount FROM sale
       QUALIFY ROW_NUMBER() OVER (PARTITION BY kind ORDER BY amount DESC) = 1 ORDER BY amount DESC`,
      [
        ['Bern', 5],
        ['Rome', 3],
      ],
    ],
    [
      'SELECT place, RANK() OVER (ORDER BY amount) AS r FROM sale QUALIFY r < 3 ORDER BY r LIMIT 1',
      [['Oslo', 1]],
    ],
    [
      `WITH c AS (SELECT kind, amount FROM sale)
       SELECT kind, SUM(amount) AS total FROM c GROUP BY kind QUALIFY RANK() OVER (ORDER BY total) = 1`,
      [['x', 4]],
    ],
    [
      "SELECT place FROM sale WHERE kind = 'x' QUALIFY COUNT(*) OVER () = 2 ORDER BY day DESC",
      [['Rome'], ['Oslo']],
    ],
  ],
  'names of the list within the list': [
    ['SELECT amount AS a, a * 2 AS b, b + 1 AS c FROM sale WHERE id = 2', [[3, 6, 7]]],
    ["SELECT amount AS place, place || '!' FROM sale WHERE id = 2", [[3, 'Rome!']]],
    ['SELECT 1 AS a, a + 1', [[1, 2]]],
  ],
  'EXCLUDE and GROUP BY ALL': [
    ['SELECT * EXCLUDE (facts, day) FROM sale WHERE id = 1', [[1, 'Oslo', 'x', 1]]],
    ['SELECT s.* EXCLUDE facts FROM sale s WHERE id = 3', [[3, 'Bern', 'y', 5, '2024-02-01']]],
    [
      'SELECT kind, COUNT(*), SUM(amount) FROM sale GROUP BY ALL ORDER BY 1',
      [
        ['x', 2, 4],
        ['y', 1, 5],
      ],
    ],
  ],
  'PIVOT and UNPIVOT': [
    [
      `SELECT * FROM (SELECT 1 AS q, 2.50 AS p UNION ALL SELECT NULL, 3.75 UNION ALL SELECT NULL, 1.91) t
       PIVOT (AVG(p) AS avg, COUNT(*) AS n FOR q IN (1 AS one, NULL AS none))`,
      [['2.50', 1, '2.83', 2]],
    ],
    [
      `SELECT v::INT, t.b[n + 1]::VARCHAR FROM (SELECT JSON_PARSE('[7,8]') AS a, JSON_PARSE('["x","y"]') AS b) t,
         t.a AS v AT n ORDER BY 1`,
      [
        [7, 'y'],
        [8, null],
      ],
    ],
    [
      `SELECT * FROM (SELECT kind, amount, day FROM sale)
       PIVOT (SUM(amount) FOR kind IN ('x', 'y' AS why)) ORDER BY day`,
      [
        ['2024-01-01', 1, null],
        ['2024-01-02', 3, null],
        ['2024-02-01', null, 5],
      ],
    ],
    [
      `SELECT x_n, y_n FROM (SELECT kind, place FROM sale)
       PIVOT (COUNT(place) AS n FOR kind IN ('x', 'y')) AS p`,
      [[2, 1]],
    ],
    [
      `SELECT * FROM (SELECT id, amount, LEN(place) AS len FROM sale WHERE id = 1)
       UNPIVOT (value FOR name IN (amount, len AS 'length')) ORDER BY name`,
      [
        [1, 'amount', 1],
        [1, 'length', 4],
      ],
    ],
  ],
  MINUS: [["SELECT kind FROM sale MINUS SELECT 'x'", [['y']]]],
  'paths into SUPER, and FROM over its arrays': [
    [
      "SELECT s.facts.items[0].n, facts.k.z FROM sale s WHERE s.facts.items[0].c = 'red'",
      [['1', '5']],
    ],
    [
      'SELECT i.c, i.n + 1 FROM sale s, s.facts.items AS i ORDER BY i.n',
      [
        ['"red"', '2'],
        ['"blue"', '3'],
      ],
    ],
    [
      'SELECT i.c::VARCHAR, at FROM sale s, s.facts.items i AT at ORDER BY at',
      [
        ['red', 0],
        ['blue', 1],
      ],
    ],
    ["SELECT COUNT(*) FROM sale s, s.facts.items i WHERE i.c LIKE 'b%' AND i.n > 1", [[1]]],
  ],
  'names of tables': [['SELECT COUNT(*) FROM dev.public.sale', [[3]]]],
  'names with letters beyond ASCII': [
    ['SELECT x.s."größe" FROM (SELECT JSON_PARSE(\'{"größe":7}\') AS s) x', [['7']]],
    ['SELECT x.s.größe FROM (SELECT JSON_PARSE(\'{"größe":7}\') AS s) x', [['7']]],
    ['SELECT * EXCLUDE größe FROM (SELECT 1 AS größe, 2 AS n) x', [[2]]],
    ["SELECT 'it\\'s', 'a\\\\'", [["it's", 'a\\']]],
    ['SELECT a, b, 3 AS c EXCLUDE (b) FROM (SELECT 1 AS a, 2 AS b) x', [[1, 3]]],
    ['SELECT *, 4 AS d EXCLUDE (a, b) FROM (SELECT 1 AS a, 2 AS b, 3 AS c) x', [[3, 4]]],
    ['SELECT 5 AS "Maß", "Maß" + x.größe FROM (SELECT 1 AS größe) x', [[5, 6]]],
    ['SELECT 5 AS größe, größe + 1 FROM (SELECT 1 AS größe) x', [[5, 2]]],
  ],
};

describe.each(Object.entries(QUERIES))('%s', (_, queries) => {
  test.each(queries)('%s', async (sql, rows) => {
    expect(await redshift().query(sql)).toEqual(rows);
  });
});

function nested(open: string, inner: string, close: string): string {
  return `${open.repeat(24)}${inner}${close.repeat(24)}`;
}

test.each([
  ['calls', `SELECT ${nested('NVL(', '7', ', 1)')}`, 7],
  [
    'calls that stay as they are',
    `SELECT ${nested('JSON_EXTRACT_PATH_TEXT(', 'NULL', ", 'a')")}`,
    null,
  ],
  [
    'queries',
    `SELECT a FROM ${nested('(SELECT 1 AS b, b + 6 AS a FROM ', '(SELECT 1)', ' x)')}`,
    7,
  ],
])('%s are nested 24 deep', async (_, sql, value) => {
  expect(await redshift().query(sql)).toEqual([[value]]);
});

test('a view keeps its tables from being dropped', async () => {
  await redshift().query(
    'CREATE VIEW newest AS SELECT place FROM sale QUALIFY ROW_NUMBER() OVER (ORDER BY day DESC) = 1',
  );
  expect(await redshift().query('SELECT * FROM newest')).toEqual([['Bern']]);
});

test('a table whose name begins with # is temporary', async () => {
  const {
    SubStatements,
    Status,
    Error: error,
  } = await redshift().runBatch([
    'SELECT amount AS a INTO #selected FROM sale',
    'INSERT INTO #selected SELECT a FROM #selected',
    'CREATE TABLE #big (a INT)',
    'INSERT INTO #big SELECT amount FROM sale',
    'SELECT COUNT(*) FROM #big b WHERE b.a > 1',
  ]);
  expect([Status, error]).toEqual(['FINISHED', undefined]);
  expect(await redshift().rows(SubStatements?.[4]?.Id)).toEqual([[2]]);
  expect(await redshift().errorOf('SELECT * FROM #selected')).toMatch(/"#selected" does not exist/);
  expect(await redshift().errorOf('SELECT * FROM #big')).toMatch(/relation "#big" does not exist/);
});

test("catalogs describe tables, columns and schemas with Redshift's names", async () => {
  const tables = await redshift().query("SHOW TABLES FROM SCHEMA dev.public LIKE 'sal%' LIMIT 5");
  expect(tables.map((row) => row.slice(0, 4))).toEqual([['dev', 'public', 'sale', 'TABLE']]);
  const columns = await redshift().query('SHOW COLUMNS FROM TABLE dev.public.sale');
  expect(columns.map((row) => row[3])).toEqual(['id', 'place', 'kind', 'amount', 'facts', 'day']);
  expect(columns[4]?.[7]).toBe('super');
  expect(await redshift().query("SHOW SCHEMAS FROM DATABASE dev LIKE 'pub%'")).toHaveLength(1);
  expect(await redshift().query('SHOW DATABASES')).toHaveLength(1);
  expect(
    await redshift().query(
      `SELECT "column", type FROM pg_table_def WHERE tablename = 'sale' AND "column" LIKE 'pl%'`,
    ),
  ).toEqual([['place', 'character varying(20)']]);
});

test('a missing table is reported, wherever it is named', async () => {
  expect(await redshift().errorOf('SELECT * EXCLUDE (a) FROM missing')).toBe(
    'ERROR: relation "missing" does not exist',
  );
});

test('HAVING reads aliases of the SELECT list, unless a column has the name', async () => {
  const from = 'FROM (SELECT 1 AS k, 2 AS v UNION ALL SELECT 1, 3 UNION ALL SELECT 2, 1) t';
  expect(
    await redshift().query(`SELECT k, SUM(v) AS total ${from} GROUP BY k HAVING total > 4`),
  ).toEqual([[1, 5]]);
  expect(
    await redshift().query(`SELECT k AS v, SUM(v) AS w ${from} GROUP BY k HAVING SUM(v) < 4`),
  ).toEqual([[2, 1]]);
});
