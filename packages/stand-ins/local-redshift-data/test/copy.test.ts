import { gzipSync } from 'node:zlib';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { removeDirectory, sharedRedshift, startRedshift } from './running-redshift.ts';
import { StagingBucket } from './staging-bucket.ts';

let bucket: StagingBucket;

const redshift = sharedRedshift(async () => {
  bucket = await StagingBucket.start();
  return { s3: bucket.access };
});

afterAll(() => bucket.close());

beforeEach(async () => {
  await redshift().runBatch([
    'DROP TABLE IF EXISTS loaded',
    `CREATE TABLE loaded (id BIGINT NOT NULL, name VARCHAR(10), price DECIMAL(20,4), good BOOLEAN,
       at TIMESTAMP, facts SUPER, note VARCHAR(20) DEFAULT 'none')`,
  ]);
});

function copy(url: string, options: string) {
  return redshift().run(`COPY loaded FROM '${url}' IAM_ROLE default ${options}`);
}

const JSON_AUTO = "FORMAT AS JSON 'auto' TIMEFORMAT 'auto'";
const rows = () => redshift().query('SELECT * FROM loaded ORDER BY id');
function lines(...values: readonly unknown[]): string {
  return values
    .map((value) => `${typeof value === 'string' ? value : JSON.stringify(value)}\n`)
    .join('');
}

describe('JSON', () => {
  test('fields go to the columns of their names, all others stay NULL', async () => {
    const url = await bucket.put(
      'auto.json',
      lines(
        {
          id: 1,
          name: 'é\t"\\\n',
          price: 1.25,
          good: true,
          at: '2026-11-21T08:13:37.123456Z',
          facts: { a: [1, 'x'], b: null },
          unknown: 1,
        },
        { id: 2, name: null, note: '' },
        '',
        { id: 3, facts: 'text', name: { nested: 1 }.nested, NOTE: 'not mine' },
      ),
    );
    expect(await copy(url, JSON_AUTO)).toMatchObject({ Status: 'FINISHED', ResultRows: 3 });
    expect(await rows()).toEqual([
      [1, 'é\t"\\\n', '1.2500', true, '2026-11-21 08:13:37.123456', '{"a":[1,"x"],"b":null}', null],
      [2, null, null, null, null, null, ''],
      [3, '1', null, null, null, '"text"', null],
    ]);
  });

  test('numbers keep all their digits', async () => {
    const url = await bucket.put(
      'digits.json',
      '{"id":9223372036854775807,"price":1234567890123456.1000,"facts":[12345678901234567890,1.10]}\n',
    );
    expect((await copy(url, JSON_AUTO)).Status).toBe('FINISHED');
    expect(
      await redshift().query('SELECT id::VARCHAR, price, JSON_SERIALIZE(facts) FROM loaded'),
    ).toEqual([['9223372036854775807', '1234567890123456.1000', '[12345678901234567890,1.10]']]);
  });

  test("'auto ignorecase' takes field names in any case", async () => {
    const url = await bucket.put('case.json', lines({ ID: 1, Name: 'a' }));
    await copy(url, "FORMAT JSON 'auto ignorecase'");
    expect(await redshift().query('SELECT id, name FROM loaded')).toEqual([[1, 'a']]);
    expect((await copy(url, JSON_AUTO)).Status).toBe('FAILED');
  });

  test('a column list says which columns are filled, the others take their default', async () => {
    const url = await bucket.put('list.json', lines({ id: 1, name: 'a', note: 'b' }));
    await redshift().query(
      `COPY loaded (id, name) FROM '${url}' IAM_ROLE 'arn:aws:iam::1:role/r' ${JSON_AUTO}`,
    );
    expect(await redshift().query('SELECT id, name, note FROM loaded')).toEqual([[1, 'a', 'none']]);
  });

  test(
    'files of many blocks, and of joined gzip files, are loaded whole',
    { timeout: 120_000 },
    async () => {
      const count = 60_000;
      const text = Array.from({ length: count }, (_, id) =>
        JSON.stringify({
          id,
          name: 'é'.repeat(5),
          note: 'x'.repeat(20),
          facts: { padding: 'y'.repeat(100) },
        }),
      ).join('\n');
      const half = text.length / 2;
      const joined = [text.slice(0, half), text.slice(half)].map((part) => gzipSync(part));
      const url = await bucket.put('many.json.gz', Buffer.concat(joined));
      expect(await copy(url, `${JSON_AUTO} GZIP`)).toMatchObject({ ResultRows: count });
      expect(await redshift().query('SELECT count(*), sum(id), max(id) FROM loaded')).toEqual([
        [count, (count * (count - 1)) / 2 + '', count - 1],
      ]);
    },
  );
});

describe('CSV', () => {
  test('quotes, line breaks, headers and delimiters are understood', async () => {
    const url = await bucket.put(
      'a.csv',
      'id;name;price;good;at;facts;note\n1;"a;""b""\nc";2.5;t;2026-11-21 08:00:00;{};\n2;;;;;;"x"\n',
    );
    const done = await copy(url, "FORMAT CSV IGNOREHEADER 1 DELIMITER ';'");
    expect(done).toMatchObject({ Status: 'FINISHED', ResultRows: 2 });
    expect(await rows()).toEqual([
      [1, 'a;"b"\nc', '2.5000', true, '2026-11-21 08:00:00', '{}', ''],
      [2, '', null, null, null, null, 'x'],
    ]);
  });
});

describe('sources', () => {
  test('a manifest lists the files, and optional ones may be missing', async () => {
    const a = await bucket.put('m/a.json', lines({ id: 1 }));
    const b = await bucket.put('m/b.json', lines({ id: 2 }));
    const manifest = await bucket.putManifest('m/ok.manifest', [
      { url: a, mandatory: true, meta: { content_length: 9 } },
      { url: b },
      { url: 's3://staging/m/none.json', mandatory: false },
    ]);
    expect((await copy(manifest, `${JSON_AUTO} MANIFEST`)).ResultRows).toBe(2);
  });

  test('a mandatory file that is missing fails the load, by name', async () => {
    const a = await bucket.put('m/a.json', lines({ id: 1 }));
    const manifest = await bucket.putManifest('m/missing.manifest', [
      { url: a, mandatory: true },
      { url: 's3://staging/m/none.json', mandatory: true },
    ]);
    const { Error: error } = await copy(manifest, `${JSON_AUTO} MANIFEST`);
    expect(error).toMatch(/S3ServiceException:.*NoSuchKey.*s3:\/\/staging\/m\/none\.json/);
    expect(await rows()).toEqual([]);
  });

  test('an invalid manifest is rejected', async () => {
    const notJson = await bucket.put('m/text.manifest', 'hello');
    expect((await copy(notJson, `${JSON_AUTO} MANIFEST`)).Error).toMatch(/Invalid manifest file/);
    const noUrl = await bucket.put('m/no-url.manifest', '{"entries":[{"mandatory":true}]}');
    expect((await copy(noUrl, `${JSON_AUTO} MANIFEST`)).Error).toMatch(/expected \{ "entries"/);
  });

  test('all objects under a prefix are loaded', async () => {
    await bucket.put('p/part-0', lines({ id: 1 }));
    await bucket.put('p/part-1', lines({ id: 2 }));
    expect((await copy('s3://staging/p/part-', JSON_AUTO)).ResultRows).toBe(2);
    expect((await copy('s3://staging/p/none-', JSON_AUTO)).Error).toBe(
      "ERROR: The specified S3 prefix 'p/none-' does not exist",
    );
    expect((await copy('s3://nowhere/p', JSON_AUTO)).Error).toMatch(/NoSuchBucket/);
  });

  test('without an S3 endpoint a COPY says so', async () => {
    const { client, redshift: other, directory } = await startRedshift();
    await client.query('CREATE TABLE loaded (id INT)');
    expect(
      await client.errorOf(`COPY loaded FROM 's3://a/b' IAM_ROLE default FORMAT JSON 'auto'`),
    ).toMatch(/no S3 endpoint was given/);
    await other.close();
    removeDirectory(directory);
  });
});

test('delimited text has no quotes and no escapes, and empty fields are NULL except in text columns', async () => {
  const url = await bucket.put('pipes.txt', 'id|name\n1|"a\\b||t|||x\n2|\\N||||[1]|\n');
  expect(await copy(url, 'IGNOREHEADER 1')).toMatchObject({ Status: 'FINISHED', ResultRows: 2 });
  expect(await rows()).toEqual([
    [1, '"a\\b', null, true, null, null, 'x'],
    [2, null, null, null, null, '[1]', ''],
  ]);
  const tabs = await bucket.put('tabs.txt', '3\tnone\t1.5\tf\t2026-01-02 03:04:05\t\tx\n');
  await copy(tabs, "DELIMITER '\t' NULL AS 'none'");
  expect(await redshift().query('SELECT name, price, at FROM loaded WHERE id = 3')).toEqual([
    [null, '1.5000', '2026-01-02 03:04:05'],
  ]);
});

describe('a row that cannot be loaded', () => {
  const FAILED =
    "ERROR: Load into table 'loaded' failed. Check 'sys_load_error_detail' system table for details.";
  const faults: readonly (readonly [string, string, string, readonly unknown[]])[] = [
    [
      'text that is too long',
      lines({ id: 1 }, '', { id: 2, name: 'é'.repeat(6) }),
      JSON_AUTO,
      [3, 'name', 1204, 'String length exceeds DDL length', '10'],
    ],
    [
      'a value of another type',
      lines({ id: 1, good: 'maybe' }),
      JSON_AUTO,
      [1, 'good', 1207, expect.stringContaining('maybe'), null],
    ],
    [
      'a time that is none',
      lines({ id: 1, at: 'noon' }),
      JSON_AUTO,
      [1, 'at', 1206, expect.stringContaining('noon'), null],
    ],
    [
      'a missing value',
      lines({ id: 1 }, { name: 'a' }),
      JSON_AUTO,
      [2, 'id', 1213, 'Missing data for not-null field', null],
    ],
    [
      'broken JSON',
      lines({ id: 1 }, '{"id":'),
      JSON_AUTO,
      [2, null, 1214, expect.stringContaining('Invalid JSON'), null],
    ],
    [
      'JSON that is no object',
      lines([1]),
      JSON_AUTO,
      [1, null, 1214, expect.stringContaining('one object a line'), null],
    ],
    [
      'too few fields',
      '1,a\n',
      'FORMAT CSV',
      [1, 'price', 1202, expect.stringContaining('missing data'), null],
    ],
    [
      'a file that is not gzip',
      lines({ id: 1 }),
      `${JSON_AUTO} GZIP`,
      [0, null, 1201, expect.stringContaining('Invalid gzip'), null],
    ],
  ];

  test.each(faults)(
    '%s is reported with its file, line and column',
    async (name, text, options, detail) => {
      const url = await bucket.put(`faults/${encodeURIComponent(name)}`, text);
      expect(await copy(url, options)).toMatchObject({ Status: 'FAILED', Error: FAILED });
      expect(
        await redshift().query(
          `SELECT line_number, column_name, error_code, error_message, column_length
         FROM sys_load_error_detail WHERE file_name = :url`,
          { Parameters: [{ name: 'url', value: url }] },
        ),
      ).toEqual([detail]);
      expect(await rows()).toEqual([]);
    },
  );

  test('bytes that are not UTF-8 are rejected', async () => {
    const url = await bucket.put('faults/latin1', Buffer.from([0x7b, 0xff, 0x7d, 0x0a]));
    expect((await copy(url, JSON_AUTO)).Error).toBe(FAILED);
  });
});

describe('parameters that are not covered, or do not go together, are rejected', () => {
  test.each(['BZIP2', 'LZOP', 'FORMAT AVRO', 'FORMAT ORC', "JSON 'noshred'", 'ENCODING UTF16'])(
    '%s',
    async (parameter) => {
      const { Error: error } = await copy('s3://staging/x', `${JSON_AUTO} ${parameter}`);
      expect(error).toMatch(/^ERROR: not supported by local-redshift-data: COPY with /);
    },
  );

  test.each([
    ["COPY loaded FROM 's3://a/b' FORMAT JSON 'auto'", /IAM_ROLE/],
    ["COPY loaded FROM 's3://a/b' IAM_ROLE default CSV ESCAPE", /CSV does not go with ESCAPE/],
    [
      "COPY loaded FROM 's3://a/b' IAM_ROLE default PARQUET GZIP",
      /PARQUET takes no parameters but/,
    ],
    ["COPY loaded FROM 's3://a/b' IAM_ROLE default FIXEDWIDTH 'id:x'", /expected 'column:width/],
    ["COPY loaded FROM 's3://a/b' IAM_ROLE default QUOTE '%'", /QUOTE is for CSV/],
    ["COPY loaded 's3://a/b'", /syntax error at or near/],
    ["COPY loaded FROM 'file' IAM_ROLE default FORMAT CSV", /s3:\/\/bucket\/key is/],
    [
      "COPY missing FROM 's3://staging/x' IAM_ROLE default FORMAT CSV",
      /relation "missing" does not exist/,
    ],
  ])('%s', async (sql, error) => {
    expect(await redshift().errorOf(sql)).toMatch(error);
  });
});
