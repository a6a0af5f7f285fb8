import { gzipSync, zstdCompressSync } from 'node:zlib';
import { afterAll, beforeEach, expect, test } from 'vitest';
import { sharedRedshift } from './running-redshift.ts';
import { StagingBucket } from './staging-bucket.ts';

let bucket: StagingBucket;

const redshift = sharedRedshift(async () => {
  bucket = await StagingBucket.start();
  return { s3: bucket.access };
});

afterAll(() => bucket.close());

beforeEach(async () => {
  await redshift().runBatch([
    'DROP TABLE IF EXISTS t',
    'CREATE TABLE t (id INT, name VARCHAR(5), price DECIMAL(6,2), day DATE, at TIMESTAMP)',
  ]);
});

const rows = () => redshift().query('SELECT * FROM t ORDER BY id');

/** Loads a file into `t`. */
async function load(body: string | Buffer, parameters: string) {
  const url = await bucket.put('file', body);
  return redshift().run(`COPY t FROM '${url}' IAM_ROLE default ${parameters}`);
}

test.each([
  ['EMPTYASNULL', '1,,,,\n', [1, null, null, null, null]],
  ['BLANKSASNULL', '1,  ,,,\n', [1, null, null, null, null]],
  ['TRIMBLANKS', '1,a  ,,,\n', [1, 'a', null, null, null]],
  ['TRUNCATECOLUMNS', '1,aaaéé,,,\n', [1, 'aaaé', null, null, null]],
  ['FILLRECORD', '1,a\n', [1, 'a', null, null, null]],
  ["NULL AS 'none'", '1,none,none,,\n', [1, null, null, null, null]],
  ['IGNOREBLANKLINES', '\n1,a,,,\n\n', [1, 'a', null, null, null]],
  ["DATEFORMAT 'DD.MM.YYYY'", '1,a,,31.01.2024,\n', [1, 'a', null, '2024-01-31', null]],
  [
    "TIMEFORMAT 'MON DD, YYYY HH12:MI:SS AM'",
    '1,a,,,"Jan 31, 2024 01:02:03 PM"\n',
    [1, 'a', null, null, '2024-01-31 13:02:03'],
  ],
  ["TIMEFORMAT 'epochsecs'", '1,a,,,1706706123\n', [1, 'a', null, null, '2024-01-31 13:02:03']],
  [
    "TIMEFORMAT 'epochmillisecs'",
    '1,a,,,1706706123456\n',
    [1, 'a', null, null, '2024-01-31 13:02:03.456'],
  ],
  ["ACCEPTANYDATE DATEFORMAT 'YYYY-MM-DD'", '1,a,,never,\n', [1, 'a', null, null, null]],
  ['ROUNDEC', '1,a,1.239,,\n', [1, 'a', '1.24', null, null]],
  ['COMPUPDATE OFF', '1,a,1.239,,\n', [1, 'a', '1.23', null, null]],
] as const)('%s', async (parameter, text, row) => {
  expect(await load(text, `CSV ${parameter}`)).toMatchObject({ Status: 'FINISHED', ResultRows: 1 });
  expect(await rows()).toEqual([row]);
});

test('delimited text has escapes or quotes, columns of a fixed width have neither', async () => {
  await load('1|a\\|b|||\n2|a\\\nb|\\N||\n', 'ESCAPE');
  await load('3|"a|b"|1.5||\n', 'REMOVEQUOTES');
  await load('4  abc  1.50\n', "FIXEDWIDTH 'id:3,name:5,price:4' FILLRECORD");
  expect((await rows()).map((row) => row.slice(0, 3))).toEqual([
    [1, 'a|b', null],
    [2, 'a\nb', null],
    [3, 'a|b', '1.50'],
    [4, 'abc', '1.50'],
  ]);
});

test('bytes that are no UTF-8 are replaced', async () => {
  await load(
    Buffer.from([0x31, 0x2c, 0x61, 0xff, 0x2c, 0x2c, 0x2c, 0x0a]),
    "CSV ACCEPTINVCHARS '^'",
  );
  expect(await rows()).toEqual([[1, 'a^', null, null, null]]);
});

test('GZIP and ZSTD', async () => {
  await load(gzipSync('1,a,,,\n'), 'CSV GZIP');
  await load(zstdCompressSync(Buffer.from('2,b,,,\n')), 'CSV ZSTD');
  expect(await rows()).toHaveLength(2);
});

test('JSON paths say where the value of each column is', async () => {
  const paths = await bucket.put(
    'paths.json',
    JSON.stringify({ jsonpaths: ['$.id', "$['a b'].name[1]", '$.p', '$.d', '$.t'] }),
  );
  const json = `{"id": 1, "a b": {"name": ["x", "y"]}, "p": 2.345, "d": "2024-01-31"}\n`;
  await load(json, `JSON '${paths}' GZIP`.replace(' GZIP', ''));
  expect(await rows()).toEqual([[1, 'y', '2.34', '2024-01-31', null]]);
  const few = await bucket.put('few.json', '{"jsonpaths": ["$.id"]}');
  const { Error: error } = await load(json, `JSON '${few}'`);
  expect(error).toContain('JSONPath size: 1, Number of columns in table or column list: 5');
});

test('MAXERROR skips rows that cannot be loaded, and reports them', async () => {
  const text = '1,a,,,\nx,b,,,\n2,toolong,,,\n3,c,,,\n';
  expect(await load(text, 'CSV MAXERROR 3')).toMatchObject({ Status: 'FINISHED', ResultRows: 2 });
  expect((await rows()).map(([id]) => id)).toEqual([1, 3]);
  expect(
    await redshift().query(
      'SELECT line_number, column_name FROM sys_load_error_detail ORDER BY line_number',
    ),
  ).toEqual([
    [2, 'id'],
    [3, 'name'],
  ]);
  expect((await load(text, 'CSV MAXERROR 2')).Status).toBe('FAILED');
  expect(await rows()).toHaveLength(2);
});

test('NOLOAD tries the rows and keeps none', async () => {
  expect(await load('1,a,,,\n', 'CSV NOLOAD')).toMatchObject({ Status: 'FINISHED' });
  expect((await load('x,a,,,\n', 'CSV NOLOAD')).Status).toBe('FAILED');
  expect(await rows()).toEqual([]);
});

test('EXPLICIT_IDS loads the values of an identity', async () => {
  await redshift().query('CREATE TABLE counted (id INT IDENTITY(1,1), name VARCHAR(5))');
  const url = await bucket.put('ids', '7,a\n');
  await redshift().query(`COPY counted FROM '${url}' IAM_ROLE default CSV EXPLICIT_IDS`);
  expect(await redshift().query('SELECT * FROM counted')).toEqual([[7, 'a']]);
});

test('PG_LAST_COPY_COUNT returns the rows of the previous COPY in a batch', async () => {
  const url = await bucket.put('two', '1,a,,,\n2,b,,,\n');
  const { Id } = await redshift().runBatch([
    `COPY t FROM '${url}' IAM_ROLE default CSV`,
    'SELECT pg_last_copy_count()',
  ]);
  expect(await redshift().rows(`${Id}:2`)).toEqual([[2]]);
});

test('Parquet is loaded by the order of its columns, with all digits', async () => {
  await redshift().runBatch([
    `CREATE TABLE every (id BIGINT, name VARCHAR(10), good BOOLEAN, price DECIMAL(20,4), day DATE,
       at TIMESTAMP, rate FLOAT, facts SUPER, code VARBYTE(10))`,
    `INSERT INTO every VALUES (9007199254740993, 'é', true, 1234567890123456.7891, '2024-01-31',
       '2024-01-31 01:02:03.456789', 0.1, JSON_PARSE('{"a":[1]}'), FROM_HEX('00ff'))`,
    'INSERT INTO every (id) VALUES (2)',
    'CREATE TABLE copied (LIKE every)',
  ]);
  const all = 'SELECT * FROM every ORDER BY id';
  await redshift().query(`UNLOAD ('${all}') TO 's3://staging/every/' IAM_ROLE default PARQUET`);
  const copy = (table: string) =>
    redshift().run(`COPY ${table} FROM 's3://staging/every/' IAM_ROLE default FORMAT PARQUET`);
  expect(await copy('copied')).toMatchObject({ Status: 'FINISHED', ResultRows: 2 });
  expect(await redshift().query('SELECT * FROM copied ORDER BY id')).toEqual(
    await redshift().query(all),
  );
  expect((await copy('t')).Error).toBe(
    'ERROR: Unmatched number of columns between table and file. Table columns: 5, Data columns: 9',
  );
});
