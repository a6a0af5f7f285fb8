import { GetStatementResultCommand } from '@aws-sdk/client-redshift-data';
import { beforeAll, expect, test } from 'vitest';
import { sharedRedshift } from './running-redshift.ts';

const redshift = sharedRedshift();

beforeAll(async () => {
  await redshift().runBatch([
    'CREATE TABLE sale (id BIGINT, day DATE, amount DECIMAL(10,2), fee DECIMAL(5,3), count INT, code VARCHAR(10), paid BOOLEAN)',
    "INSERT INTO sale VALUES (12, '2024-02-28', 10, 2.5, 3, '12', true), (7, '2024-03-01', 20, 4, 7, 'x', false)",
  ]);
});

/** The only value, or the only column, of a query of `sale`. */
async function values(sql: string) {
  return (await redshift().query(`SELECT ${sql} FROM sale ORDER BY id`)).map(([value]) => value);
}

test.each([
  ["LEN(id) || '/' || LEFT(count, 1) || '/' || SUBSTRING(id, 1, 1)", ['1/7/7', '2/3/1']],
  ["LPAD(id, 4, '0')", ['0007', '0012']],
  ["CONCAT('no ', id)", ['no 7', 'no 12']],
  ["REPLACE(amount, '.', ',')", ['20,00', '10,00']],
  ["id LIKE '1%'", [false, true]],
  ['code = id', [false, true]],
  ["SPLIT_PART('a,b', ',', ROW_NUMBER() OVER (ORDER BY id))", ['a', 'b']],
  ['paid = 1', [false, true]],
  ['day + id', ['2024-03-08', '2024-03-11']],
  ['day - ROW_NUMBER() OVER (ORDER BY id)', ['2024-02-29', '2024-02-26']],
  ['DATEADD(day, amount / 10, day)', ['2024-03-03 00:00:00', '2024-02-29 00:00:00']],
  ["day || '!'", ['2024-03-01!', '2024-02-28!']],
  ['DATE(DATEADD(hour, 30, day))', ['2024-03-02', '2024-02-29']],
])('%s', async (sql, expected) => {
  expect(await values(sql)).toEqual(expected);
});

/** The guide's rule: the scale is max(4, s1 + p2 - s2 + 1), less what exceeds 38 digits. */
test.each([
  ['10.00::DECIMAL(10,2) / 3::DECIMAL(5,1)', '3.3333333'],
  ['1.0 / 3', '0.333333333333'],
  ['100 * 1.5 / 7', '21.428571428571'],
  ['7 / 2', 3],
  ['2.0 / 3', '0.666666666666'],
  ['-2.0 / 3', '-0.666666666666'],
  ['-7.0 / 2', '-3.500000000000'],
  ['CASE WHEN true THEN 1.00 ELSE 2 END / 4', '0.2500000000000'],
  ['(SELECT SUM(amount) / COUNT(*) FROM sale)', '15.0000'],
  ['(SELECT amount / fee FROM sale WHERE id = 7)', '5.00000'],
  ['(SELECT MAX(total / n) FROM (SELECT SUM(fee) AS total, 4 AS n FROM sale) t)', '1.6250'],
])('%s has the scale of a DECIMAL', async (sql, value) => {
  expect(await redshift().query(`SELECT ${sql}`)).toEqual([[value]]);
});

test('a division has no name, and is divided in floating point where an operand is a FLOAT', async () => {
  const { Id } = await redshift().run('SELECT 1.0 / 4, 1::FLOAT / 4');
  expect(await redshift().rows(Id)).toEqual([['0.250000000000', 0.25]]);
  const { ColumnMetadata } = await redshift().sdk.send(new GetStatementResultCommand({ Id }));
  expect(ColumnMetadata?.map(({ name, typeName, scale }) => [name, typeName, scale])).toEqual([
    ['?column?', 'numeric', 12],
    ['?column?', 'float8', 17],
  ]);
});

test('names in quotes are in lower case, unless enable_case_sensitive_identifier is on', async () => {
  await redshift().query('CREATE TABLE "Mixed" ("Id" INT)');
  expect(await redshift().query('SELECT m."ID" FROM mixed m')).toEqual([]);
  const { Id } = await redshift().run('SELECT 1 AS "Order ID"');
  const { ColumnMetadata } = await redshift().sdk.send(new GetStatementResultCommand({ Id }));
  expect(ColumnMetadata?.[0]?.name).toBe('order id');
  const { Status } = await redshift().runBatch([
    'SET enable_case_sensitive_identifier TO true',
    'CREATE TABLE "Cased" (a INT)',
    'SELECT * FROM "Cased"',
  ]);
  expect(Status).toBe('FINISHED');
  expect(await redshift().errorOf('SELECT * FROM "Cased"')).toContain('"cased" does not exist');
});

test('BEGIN and COMMIT alone do nothing, and are rejected where statements share a transaction', async () => {
  for (const sql of ['BEGIN', 'START TRANSACTION', 'COMMIT', 'END', 'ROLLBACK', 'ABORT']) {
    expect(await redshift().query(sql)).toEqual([]);
  }
  const { Error: error } = await redshift().runBatch(['BEGIN', 'SELECT 1']);
  expect(error).toContain('not supported by local-redshift-data: BEGIN, COMMIT and ROLLBACK in a');
});
