import { gunzipSync } from 'node:zlib';
import { parquetReadObjects } from 'hyparquet';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { sharedRedshift } from './running-redshift.ts';
import { StagingBucket } from './staging-bucket.ts';

let bucket: StagingBucket;
const redshift = sharedRedshift(async () => {
  bucket = await StagingBucket.start();
  return { s3: bucket.access };
});
afterAll(async () => bucket.close());

const COLUMNS = [
  'id INT',
  'big BIGINT',
  'price DECIMAL(10,2)',
  'name VARCHAR(20)',
  'ok BOOLEAN',
  'day DATE',
  'at TIMESTAMP',
  'rate DOUBLE PRECISION',
  'extra SUPER',
];

beforeAll(async () => {
  await redshift().query(`CREATE TABLE thing (${COLUMNS.join(', ')})`);
  await redshift().query(
    `INSERT INTO thing SELECT 1, 9007199254740993, -12.50, 'a,"b"|c', true, DATE '2026-01-02',
       TIMESTAMP '2026-01-02 03:04:05.678901', 0.5, JSON_PARSE('{"k":[1]}')`,
  );
  await redshift().query(
    `INSERT INTO thing SELECT 2, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL`,
  );
});

async function unload(query: string, name: string, options: string): Promise<void> {
  const quoted = query.replaceAll("'", "''");
  await redshift().query(
    `UNLOAD ('${quoted}') TO 's3://staging/${name}' IAM_ROLE default ${options}`,
  );
}

const textOf = async (key: string): Promise<string> => (await bucket.get(key)).toString('utf8');

test('delimited text, CSV and JSON have what the guide says of each', async () => {
  const query = 'SELECT id, price, name, ok, extra FROM thing ORDER BY id';
  await unload(query, 'text/', '');
  expect(await textOf('text/0000_part_00')).toBe('1|-12.50|a,"b"|c|t|{"k":[1]}\n2||||\n');
  await unload(query, 'escaped/', "ADDQUOTES ESCAPE NULL AS 'none'");
  expect((await textOf('escaped/0000_part_00')).split('\n').slice(0, 2)).toEqual([
    '"1"|"-12.50"|"a,\\"b\\"\\|c"|"t"|"{\\"k\\":[1]}"',
    '"2"|none|none|none|none',
  ]);
  await unload(query, 'csv_', "CSV HEADER PARALLEL OFF EXTENSION 'csv'");
  expect(await textOf('csv_000.csv')).toBe(
    'id,price,name,ok,extra\n1,-12.50,"a,""b""|c",t,"{""k"":[1]}"\n2,,,,\n',
  );
  await unload(query, 'json/', 'FORMAT AS JSON GZIP');
  const [first = '', second] = gunzipSync(await bucket.get('json/0000_part_00.gz'))
    .toString('utf8')
    .split('\n');
  expect(JSON.parse(first)).toEqual({
    id: 1,
    price: -12.5,
    name: 'a,"b"|c',
    ok: true,
    extra: { k: [1] },
  });
  expect(second).toBe('{"id":2,"price":null,"name":null,"ok":null,"extra":null}');
});

test('FIXEDWIDTH pads each column, and MANIFEST VERBOSE describes columns and files', async () => {
  await unload(
    'SELECT id, price, day FROM thing ORDER BY id',
    'fixed/',
    "FIXEDWIDTH AS 'id:3,price:8,day:12' MANIFEST VERBOSE",
  );
  expect(await textOf('fixed/0000_part_00')).toBe(
    '1  -12.50  2026-01-02  \n2                      \n',
  );
  expect(JSON.parse(await textOf('fixed/manifest'))).toEqual({
    entries: [
      {
        url: 's3://staging/fixed/0000_part_00',
        meta: { content_length: 48, record_count: 2 },
      },
    ],
    schema: {
      elements: [
        { name: 'id', type: { base: 'integer' } },
        { name: 'price', type: { base: 'numeric', precision: 10, scale: 2 } },
        { name: 'day', type: { base: 'date' } },
      ],
    },
    meta: { content_length: 48, record_count: 2 },
    author: { name: 'Amazon Redshift', version: '1.0.0' },
  });
  await expect(unload('SELECT name FROM thing', 'narrow/', "FIXEDWIDTH 'name:2'")).rejects.toThrow(
    'column "name" has 7 characters but its width is 2',
  );
});

test('Parquet keeps the type of each column', async () => {
  await unload(
    'SELECT id, big, price, name, ok, day, at, rate, extra FROM thing ORDER BY id',
    'parquet/',
    'FORMAT PARQUET',
  );
  const bytes = await bucket.get('parquet/0000_part_00.parquet');
  const rows = await parquetReadObjects({
    file: bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length) as ArrayBuffer,
  });
  expect(rows[0]).toEqual({
    id: 1,
    big: 9007199254740993n,
    price: -12.5,
    name: 'a,"b"|c',
    ok: true,
    day: new Date('2026-01-02'),
    at: new Date('2026-01-02T03:04:05.678Z'),
    rate: 0.5,
    extra: '{"k":[1]}',
  });
  expect(Object.values(rows[1] ?? {}).filter((value) => value != null)).toEqual([2]);
});

test('partitions are folders, and a manifest lists the files', async () => {
  await unload('SELECT id, ok FROM thing', 'parts/', 'CSV PARTITION BY (ok) MANIFEST');
  expect(await textOf('parts/ok=t/0000_part_00')).toBe('1\n');
  expect(await textOf('parts/ok=__HIVE_DEFAULT_PARTITION__/0000_part_00')).toBe('2\n');
  expect(JSON.parse(await textOf('parts/manifest'))).toEqual({
    entries: [
      { url: 's3://staging/parts/ok=t/0000_part_00' },
      { url: 's3://staging/parts/ok=__HIVE_DEFAULT_PARTITION__/0000_part_00' },
    ],
  });
});

test('files that are there are kept unless ALLOWOVERWRITE or CLEANPATH is given', async () => {
  const to = "TO 's3://staging/again/' IAM_ROLE default CSV";
  await redshift().query(`UNLOAD ('SELECT 1') ${to}`);
  expect(await redshift().errorOf(`UNLOAD ('SELECT 2') ${to}`)).toContain('is not empty');
  await redshift().query(`UNLOAD ('SELECT 3') ${to} ALLOWOVERWRITE`);
  expect(await textOf('again/0000_part_00')).toBe('3\n');
  await redshift().query(`UNLOAD ('SELECT 4') ${to} CLEANPATH`);
  expect(await textOf('again/0000_part_00')).toBe('4\n');
});

test('CLEANPATH removes the files of the partitions that receive rows, and of no others', async () => {
  const options = 'CSV PARTITION BY (ok) CLEANPATH';
  await bucket.put('days/ok=t/0007_part_00', Buffer.from('old\n'));
  await unload('SELECT id, ok FROM thing WHERE ok IS NULL', 'days/', options);
  expect(await textOf('days/ok=t/0007_part_00')).toBe('old\n');
  await unload('SELECT id, ok FROM thing WHERE ok', 'days/', options);
  await expect(textOf('days/ok=t/0007_part_00')).rejects.toThrow();
  expect(await textOf('days/ok=t/0000_part_00')).toBe('1\n');
  expect(await textOf('days/ok=__HIVE_DEFAULT_PARTITION__/0000_part_00')).toBe('2\n');
});

test('what was unloaded is loaded again, and the history has both', async () => {
  await unload('SELECT id, price, day FROM thing', 'round/', 'CSV');
  await redshift().query('CREATE TABLE copied (id INT, price DECIMAL(10,2), day DATE)');
  await redshift().query("COPY copied FROM 's3://staging/round/' IAM_ROLE default FORMAT CSV");
  expect(await redshift().query('SELECT id, price, day FROM copied ORDER BY id')).toEqual([
    [1, '-12.50', '2026-01-02'],
    [2, null, null],
  ]);
  await redshift().errorOf('SELECT missing FROM copied');
  expect(
    await redshift().query(
      `SELECT query_type, status, returned_rows FROM sys_query_history
       WHERE query_text LIKE '%copied%' ORDER BY query_id`,
    ),
  ).toEqual([
    ['DDL', 'success', 0],
    ['COPY', 'success', 2],
    ['SELECT', 'success', 2],
    ['SELECT', 'failed', 0],
  ]);
  expect(
    await redshift().query('SELECT table_name, loaded_rows, file_format FROM sys_load_history'),
  ).toEqual([['copied', 2, 'csv']]);
  expect(
    await redshift().query(
      "SELECT unloaded_rows FROM sys_unload_history WHERE unloaded_location LIKE '%round%'",
    ),
  ).toEqual([[2]]);
});

test('ENCRYPTED with a KMS key encrypts the files with it, and AUTO as the bucket does', async () => {
  const query = 'SELECT id FROM thing';
  await unload(query, 'kms/', "KMS_KEY_ID 'key-1' ENCRYPTED PARQUET MANIFEST");
  expect(await bucket.kmsKeyOf('kms/0000_part_00.parquet')).toBe('key-1');
  expect(await bucket.kmsKeyOf('kms/manifest')).toBe('key-1');
  await unload(query, 'auto/', 'ENCRYPTED AUTO');
  expect(await bucket.kmsKeyOf('auto/0000_part_00')).toBeUndefined();
  await expect(unload(query, 'none/', "KMS_KEY_ID 'key-1'")).rejects.toThrow(/without ENCRYPTED/);
});

test('PG_LAST_UNLOAD_COUNT is the row count of the last UNLOAD in the batch', async () => {
  const { Id, Status, SubStatements } = await redshift().runBatch([
    "UNLOAD ('SELECT id FROM thing') TO 's3://staging/counted/' IAM_ROLE default",
    'SELECT PG_LAST_UNLOAD_COUNT()',
  ]);
  expect(Status).toBe('FINISHED');
  expect(await redshift().rows(SubStatements?.[1]?.Id ?? Id)).toEqual([[2]]);
});
