import { beforeAll, expect, test } from 'vitest';
import { sharedRedshift } from './running-redshift.ts';

const redshift = sharedRedshift();

beforeAll(async () => {
  for (const sql of [
    `CREATE TABLE keyed (id BIGINT ENCODE RAW, a VARCHAR(10) ENCODE ZSTD, b INT, c BOOLEAN)
      DISTSTYLE KEY DISTKEY (a) COMPOUND SORTKEY (id, b)`,
    'CREATE TABLE column_keys (id INT DISTKEY SORTKEY ENCODE DELTA, x FLOAT)',
    'CREATE TABLE woven DISTSTYLE EVEN INTERLEAVED SORTKEY (b, a) AS SELECT 1 AS a, 2 AS b',
    'CREATE TABLE plain (a INT, b VARCHAR(5))',
  ]) {
    await redshift().query(sql);
  }
});

function columnsOf(table: string) {
  return redshift().query(
    `SELECT "column", encoding, distkey, sortkey FROM pg_table_def WHERE tablename = '${table}'`,
  );
}
function infoOf(table: string) {
  return redshift().query(
    `SELECT diststyle, sortkey1, sortkey_num FROM svv_table_info WHERE "table" = '${table}'`,
  );
}

test('the catalog shows the layouts that tables declare', async () => {
  expect(await columnsOf('keyed')).toEqual([
    ['id', 'none', false, 1],
    ['a', 'zstd', true, 0],
    ['b', 'none', false, 2],
    ['c', 'none', false, 0],
  ]);
  expect(await columnsOf('woven')).toEqual([
    ['a', 'none', false, -2],
    ['b', 'none', false, 1],
  ]);
  expect(await columnsOf('plain')).toEqual([
    ['a', 'az64', false, 0],
    ['b', 'lzo', false, 0],
  ]);
  expect(await infoOf('keyed')).toEqual([['KEY(a)', 'id', 2]]);
  expect(await infoOf('column_keys')).toEqual([['KEY(id)', 'id', 1]]);
  expect(await infoOf('woven')).toEqual([['EVEN', 'INTERLEAVED', 2]]);
  expect(await infoOf('plain')).toEqual([['AUTO(ALL)', 'AUTO(SORTKEY)', 0]]);
});

test('ENCODE NONE, as the catalog shows it, means RAW', async () => {
  await redshift().query('CREATE TABLE generated (a INT ENCODE NONE, b VARCHAR(5))');
  await redshift().query('ALTER TABLE generated ALTER COLUMN b ENCODE none');
  expect(await columnsOf('generated')).toEqual([
    ['a', 'none', false, 0],
    ['b', 'none', false, 0],
  ]);
});

test('drivers read layouts from the columns that Redshift adds to its catalog', async () => {
  expect(
    await redshift().query(
      `SELECT c.reldiststyle, a.attname, a.attisdistkey, a.attsortkeyord, FORMAT_ENCODING(a.attencodingtype::INT)
       FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
       WHERE c.relname = 'column_keys' AND a.attnum > 0 ORDER BY a.attnum`,
    ),
  ).toEqual([
    [1, 'id', true, 1, 'delta'],
    [1, 'x', false, 0, 'none'],
  ]);
});

test('ALTER TABLE changes the layout, which stays when names change', async () => {
  await redshift().query('CREATE TABLE moved (a INT, b INT, c VARCHAR(5)) DISTKEY (a) SORTKEY (b)');
  await redshift().query('ALTER TABLE moved RENAME COLUMN a TO d');
  await redshift().query('ALTER TABLE moved RENAME TO renamed');
  await redshift().query('ALTER TABLE renamed ALTER COLUMN c ENCODE TEXT255');
  await redshift().query('CREATE TABLE IF NOT EXISTS renamed (x INT) DISTSTYLE ALL');
  expect(await columnsOf('renamed')).toEqual([
    ['d', 'az64', true, 0],
    ['b', 'none', false, 1],
    ['c', 'text255', false, 0],
  ]);
  const [[text] = []] = await redshift().query('SHOW TABLE renamed');
  expect(text).toContain('DISTSTYLE KEY\nDISTKEY (d)\nSORTKEY (b);');
  await redshift().query('ALTER TABLE renamed ALTER DISTSTYLE ALL');
  await redshift().query('ALTER TABLE renamed ALTER SORTKEY NONE');
  expect(await infoOf('renamed')).toEqual([['ALL', null, 0]]);
});

test('LIKE inherits the layout, by the names of the columns', async () => {
  await redshift().query(
    'CREATE TABLE parent (x INT, a INT, b INT ENCODE ZSTD) DISTKEY (a) SORTKEY (b)',
  );
  await redshift().query('ALTER TABLE parent DROP COLUMN x');
  await redshift().query('CREATE TABLE child (LIKE parent INCLUDING DEFAULTS)');
  expect(await columnsOf('child')).toEqual([
    ['a', 'az64', true, 0],
    ['b', 'zstd', false, 1],
  ]);
  await redshift().query('CREATE TABLE plain_child (LIKE plain)');
  expect(await infoOf('plain_child')).toEqual([['AUTO(ALL)', 'AUTO(SORTKEY)', 0]]);
});

test('a key of a column that does not exist is rejected, and the table is not made', async () => {
  const missing = 'column "missing" specified as distkey/sortkey is not in the table';
  for (const sql of [
    'CREATE TABLE unkeyed (a INT) DISTKEY (missing)',
    'CREATE TABLE unkeyed SORTKEY (a, missing) AS SELECT 1 AS a',
    'ALTER TABLE plain ALTER DISTKEY missing',
    'ALTER TABLE plain ALTER COMPOUND SORTKEY (a, missing)',
  ]) {
    await expect(redshift().query(sql)).rejects.toThrow(missing);
  }
  await redshift().query('CREATE TABLE unkeyed (a INT)');
});

test('a temporary table may have a layout', async () => {
  const { Id } = await redshift().runBatch([
    'CREATE TABLE #laid (a INT) DISTSTYLE ALL',
    'INSERT INTO #laid VALUES (1)',
    'SELECT a FROM #laid',
  ]);
  expect(await redshift().rows(`${Id}:3`)).toEqual([[1]]);
});

test('ALTER DISTSTYLE KEY names its column', async () => {
  await redshift().query('CREATE TABLE restyled (a INT)');
  await redshift().query('ALTER TABLE restyled ALTER DISTSTYLE KEY DISTKEY a');
  expect(await infoOf('restyled')).toEqual([['KEY(a)', 'AUTO(SORTKEY)', 0]]);
});

test('a column may be named like an attribute', async () => {
  await redshift().query('CREATE TABLE odd (a INT)');
  await redshift().query('ALTER TABLE odd ADD COLUMN distkey VARCHAR(5)');
  await redshift().query('ALTER TABLE odd ALTER COLUMN distkey TYPE VARCHAR(10)');
  expect(await infoOf('odd')).toEqual([['AUTO(ALL)', 'AUTO(SORTKEY)', 0]]);
});

test('keys of CREATE TABLE AS may name columns by their positions', async () => {
  await redshift().query('CREATE TABLE placed DISTKEY (1) SORTKEY (2, 1) AS SELECT 1 AS a, 2 AS b');
  expect(
    await redshift().query(
      `SELECT "column", distkey, sortkey FROM pg_table_def WHERE tablename = 'placed' ORDER BY 1`,
    ),
  ).toEqual([
    ['a', true, 2],
    ['b', false, 1],
  ]);
  expect(
    await redshift().errorOf('CREATE TABLE wrong SORTKEY (3) AS SELECT 1 AS a, 2 AS b'),
  ).toContain('column "3" specified as distkey/sortkey is not in the table');
});
