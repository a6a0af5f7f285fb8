import { beforeAll, describe, expect, test } from 'vitest';
import { sharedRedshift } from './running-redshift.ts';

const redshift = sharedRedshift();

beforeAll(async () => {
  for (const sql of [
    `CREATE TABLE altered (a VARCHAR(10) ENCODE BYTEDICT, b VARCHAR(10) DEFAULT 'x', c VARCHAR(10) UNIQUE,
      d VARCHAR(10), e VARCHAR(10), f VARCHAR(10), n INT, v VARBYTE(10), PRIMARY KEY (e, f))
      DISTKEY (d) SORTKEY (n)`,
    'CREATE TABLE pointing (x VARCHAR(10) REFERENCES altered (c), y INT)',
    'CREATE TABLE woven_keys (a INT, b INT) INTERLEAVED SORTKEY (a, b)',
    'CREATE TABLE narrow (a INT)',
  ]) {
    await redshift().query(sql);
  }
});

describe('ALTER TABLE is rejected', () => {
  test.each([
    ['altered DROP COLUMN d', 'cannot drop distkey column "d"'],
    ['altered DROP COLUMN n CASCADE', 'cannot drop sortkey column "n"'],
    ['altered DROP COLUMN e', 'because other objects depend on it'],
    ['altered DROP COLUMN c', 'because other objects depend on it'],
    ['narrow DROP COLUMN a', 'a table must have at least one column'],
    ['altered ALTER COLUMN a TYPE VARCHAR(20)', 'its encoding is BYTEDICT'],
    ['altered ALTER a TYPE VARCHAR(20)', 'its encoding is BYTEDICT'],
    [
      'altered ALTER COLUMN b TYPE VARCHAR(5)',
      'cannot decrease a VARCHAR column size with default value',
    ],
    ['altered ALTER COLUMN c TYPE VARCHAR(20)', 'it is part of a UNIQUE'],
    ['altered ALTER COLUMN d TYPE VARCHAR(10)', 'target column size should be different'],
    ['altered ALTER COLUMN n TYPE VARCHAR(10)', 'changes the length of a VARCHAR or VARBYTE'],
    ['altered ALTER COLUMN v TYPE VARCHAR(10)', 'changes the length of a VARCHAR or VARBYTE'],
    [
      "altered ALTER COLUMN d TYPE VARCHAR(20) USING 'x'",
      'ALTER TABLE ALTER COLUMN does not support USING expression',
    ],
    ['altered ALTER COLUMN n ENCODE TEXT255', 'invalid encoding type specified for column "n"'],
    [
      'altered ALTER COLUMN n ENCODE RAW, ALTER COLUMN n ENCODE LZO',
      'changes the encoding of column "n" twice',
    ],
    [
      'altered ADD COLUMN z INT PRIMARY KEY',
      'does not support columns defined with UNIQUE or PRIMARY',
    ],
    ['altered ADD z INT UNIQUE', 'does not support columns defined with UNIQUE or PRIMARY KEY'],
    ['altered ADD z VARCHAR(10) REFERENCES altered (c)', 'columns defined with REFERENCES'],
    ['altered ADD COLUMN z INT IDENTITY(1, 1)', 'does not support IDENTITY columns'],
    ['altered ADD COLUMN z INT SORTKEY', 'does not support DISTKEY and SORTKEY columns'],
    ['altered ADD COLUMN z INT NOT NULL', 'must have a non-null default expression'],
    ['altered ADD COLUMN z INT DEFAULT NULL NOT NULL', 'must have a non-null default expression'],
    ['pointing ADD PRIMARY KEY (y)', 'column "y" is nullable'],
    ['woven_keys ALTER DISTKEY a', 'interleaved sort key'],
    ['woven_keys ALTER DISTSTYLE ALL', 'interleaved sort key'],
    ['woven_keys ALTER COLUMN a ENCODE ZSTD', 'interleaved sort key'],
    ['narrow ALTER SORTKEY AUTO', 'This table is already SORTKEY AUTO'],
  ])('%s', async (alteration, message) => {
    await expect(redshift().query(`ALTER TABLE ${alteration}`)).rejects.toThrow(message);
  });

  test('for the type of a column within a batch', async () => {
    const sqls = ['SELECT 1', 'ALTER TABLE altered ALTER COLUMN d TYPE VARCHAR(30)'];
    expect((await redshift().runBatch(sqls)).Error).toContain(
      'ALTER TABLE ALTER COLUMN cannot run inside a transaction block',
    );
  });
});

test('the length of a VARCHAR changes as its column allows', async () => {
  await redshift().query(
    "CREATE TABLE resized (a VARCHAR(4) DEFAULT 'x', b VARCHAR(8), v VARBYTE)",
  );
  await redshift().query("INSERT INTO resized (b) VALUES ('äöü')");
  await redshift().query('ALTER TABLE resized ALTER COLUMN a TYPE VARCHAR(MAX)');
  await redshift().query('ALTER TABLE resized ALTER COLUMN b TYPE VARCHAR(6)');
  await redshift().query('ALTER TABLE resized ALTER COLUMN v TYPE VARBYTE(100)');
  await expect(
    redshift().query('ALTER TABLE resized ALTER COLUMN b TYPE VARCHAR(5)'),
  ).rejects.toThrow('value too long for type character varying(5)');
  await redshift().query('ALTER TABLE resized ADD COLUMN n INT DEFAULT 7 NOT NULL');
  expect(await redshift().query('SELECT b, n FROM resized')).toEqual([['äöü', 7]]);
});

test('a column that is dropped takes its keys along, and foreign keys with CASCADE', async () => {
  await redshift().query('CREATE TABLE owned (id INT PRIMARY KEY, code INT UNIQUE, rest INT)');
  await redshift().query('CREATE TABLE owning (id INT REFERENCES owned, more INT)');
  await redshift().query('ALTER TABLE owned DROP COLUMN code');
  await redshift().query('ALTER TABLE owned DROP COLUMN id CASCADE');
  expect(
    await redshift().query(
      "SELECT constraint_name FROM information_schema.table_constraints WHERE table_name IN ('owned', 'owning')",
    ),
  ).toEqual([]);
  await redshift().query('CREATE TABLE like_owned (LIKE owned)');
});

test.each([
  ['(a INT DISTKEY, b INT DISTKEY)', 'only one DISTKEY'],
  ['(a INT DISTKEY) DISTKEY (a)', 'only one DISTKEY'],
  ['(a INT SORTKEY, b INT SORTKEY)', 'only one sort key'],
  ['(a INT, b INT) SORTKEY (a) SORTKEY AUTO', 'only one sort key'],
  ['(a INT) DISTSTYLE ALL DISTKEY (a)', 'DISTSTYLE ALL cannot be combined with a DISTKEY'],
  ['(a INT DISTKEY) DISTSTYLE EVEN', 'DISTSTYLE EVEN cannot be combined with a DISTKEY'],
  ['(a INT) DISTSTYLE KEY', 'DISTSTYLE KEY requires a DISTKEY'],
  ['(a SUPER DISTKEY)', 'column "a" of type super cannot be a DISTKEY or SORTKEY'],
  ['(a VARBYTE, b INT) SORTKEY (b, a)', 'of type binary varying cannot be a DISTKEY or SORTKEY'],
  ['(a BOOLEAN ENCODE LZO)', 'invalid encoding type specified for column "a"'],
  ['(a INT ENCODE MOSTLY32)', 'invalid encoding type specified for column "a"'],
  ['(a VARCHAR(5) ENCODE AZ64)', 'invalid encoding type specified for column "a"'],
  ['(a CHAR(5) ENCODE TEXT255)', 'invalid encoding type specified for column "a"'],
  ['(a INT ENCODE SNAPPY)', 'invalid encoding type specified for column "a"'],
  ['(LIKE woven_keys) DISTKEY (a)', 'inherits DISTSTYLE, DISTKEY and SORTKEY'],
  ['(a SMALLINT IDENTITY(1, 1))', 'must be INTEGER or BIGINT'],
  ['(a INT REFERENCES pointing (y))', 'no unique constraint matching given keys'],
  [
    `(${Array.from({ length: 9 }, (_, n) => `c${n} INT`).join()}) INTERLEAVED SORTKEY (c0,c1,c2,c3,c4,c5,c6,c7,c8)`,
    'A sort key can have 8 columns but has 9',
  ],
])('CREATE TABLE t %s is rejected', async (definition, message) => {
  await expect(redshift().query(`CREATE TABLE contradicting ${definition}`)).rejects.toThrow(
    message,
  );
});
