import { expect, test } from 'vitest';
import { sharedRedshift } from './running-redshift.ts';

const redshift = sharedRedshift();

test('a statement that is sent again meets the columns as they are now', async () => {
  await redshift().query('CREATE TABLE grown (a INT, b INT)');
  await redshift().query('INSERT INTO grown VALUES (1, 2)');
  const queries = ['SELECT * EXCLUDE a FROM grown', 'SELECT * FROM grown'];
  for (const sql of queries) await redshift().query(sql);
  await redshift().query('ALTER TABLE grown ADD COLUMN c INT DEFAULT 3');
  expect(await redshift().query('SELECT * EXCLUDE a FROM grown')).toEqual([[2, 3]]);
  expect(await redshift().query('SELECT * FROM grown')).toEqual([[1, 2, 3]]);
});

test('a statement that is sent again takes its new parameters', async () => {
  const answerTo = (value: string) =>
    redshift().query('SELECT :value::INT + 1', { Parameters: [{ name: 'value', value }] });
  expect(await answerTo('1')).toEqual([[2]]);
  expect(await answerTo('2')).toEqual([[3]]);
  expect(await answerTo('1')).toEqual([[2]]);
});

test('a statement that was taken alone is rejected within a batch, and the other way round', async () => {
  await redshift().query('CREATE TABLE emptied (a INT)');
  for (const _ of ['first', 'again']) {
    expect(await redshift().query('TRUNCATE emptied')).toEqual([]);
    expect(await redshift().runBatch(['TRUNCATE emptied'])).toMatchObject({
      Status: 'FAILED',
      Error: expect.stringContaining('TRUNCATE commits the transaction'),
    });
  }
});
