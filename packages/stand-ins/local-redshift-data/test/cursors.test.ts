import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { Client } from 'pg';
import Cursor from 'pg-cursor';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { hasPsql } from './has-psql.ts';
import { removeDirectory, type RunningRedshift, startRedshift } from './running-redshift.ts';

let running: RunningRedshift;
beforeAll(async () => {
  running = await startRedshift({ postgresPort: 0 });
  await running.client.query('CREATE TABLE one (id INT)');
  await running.client.query('INSERT INTO one VALUES (0)');
  await running.client.query('CREATE TABLE ten (id INT)');
  await running.client.query(
    'INSERT INTO ten VALUES (1), (2), (3), (4), (5), (6), (7), (8), (9), (10)',
  );
});
afterAll(async () => {
  await running.redshift.close();
  removeDirectory(running.directory);
});

async function connect(): Promise<Client> {
  const client = new Client({ connectionString: running.redshift.postgresUrl });
  await client.connect();
  onTestFinished(() => client.end());
  return client;
}

async function idsOf(client: Client, sql: string): Promise<unknown[]> {
  return (await client.query({ text: sql, rowMode: 'array' })).rows.flat();
}

const DECLARE = 'DECLARE mine CURSOR FOR SELECT TOP 10 id FROM ten ORDER BY id';

test('a cursor gives its rows in parts until the transaction ends', async () => {
  const client = await connect();
  await client.query('BEGIN');
  await client.query(DECLARE);
  expect(await idsOf(client, 'FETCH NEXT FROM mine')).toEqual([1]);
  expect(await idsOf(client, 'FETCH FORWARD 3 FROM mine')).toEqual([2, 3, 4]);
  expect(await idsOf(client, 'SELECT id FROM one')).toEqual([0]);
  expect(await idsOf(client, 'FETCH ALL FROM mine')).toEqual([5, 6, 7, 8, 9, 10]);
  expect(await idsOf(client, 'FETCH 1 FROM mine')).toEqual([]);
  await client.query('COMMIT');
  await expect(client.query('FETCH 1 FROM mine')).rejects.toThrow('cursor "mine" does not exist');
});

test('a cursor reads what was there when it was declared', async () => {
  const client = await connect();
  await client.query('BEGIN; DECLARE mine CURSOR FOR SELECT id FROM ten WHERE id > 9');
  await running.client.query('INSERT INTO ten VALUES (11)');
  onTestFinished(() => void running.client.query('DELETE FROM ten WHERE id = 11'));
  expect(await idsOf(client, 'FETCH ALL FROM mine')).toEqual([10]);
  await client.query('CLOSE mine');
  await client.query('ROLLBACK');
});

test('each connection has its own cursors, one at a time', async () => {
  const [one, two] = [await connect(), await connect()];
  for (const client of [one, two]) await client.query('BEGIN');
  await one.query(DECLARE);
  await two.query('DECLARE mine CURSOR FOR SELECT id FROM one');
  expect(await idsOf(one, 'FETCH 2 FROM mine')).toEqual([1, 2]);
  expect(await idsOf(two, 'FETCH 2 FROM mine')).toEqual([0]);
  await expect(one.query('DECLARE other CURSOR FOR SELECT 1')).rejects.toMatchObject({
    code: '42P03',
  });
});

test('cursors outside of a transaction, and in ways that Redshift lacks, are rejected', async () => {
  const client = await connect();
  await expect(client.query(DECLARE)).rejects.toMatchObject({ code: '25P01' });
  for (const sql of [
    'DECLARE c SCROLL CURSOR FOR SELECT 1',
    'DECLARE c CURSOR WITH HOLD FOR SELECT 1',
    'DECLARE c CURSOR FOR SELECT ARRAY[1] FROM ten',
    'FETCH BACKWARD 1 FROM c',
    'CLOSE ALL',
    'SAVEPOINT s',
    'PREPARE p AS DELETE FROM ten',
  ]) {
    await client.query('BEGIN');
    await expect(client.query(sql), sql).rejects.toThrow(
      /syntax error at or near|forward only|not supported|for reading/,
    );
    await client.query('ROLLBACK');
  }
});

test('a failed transaction takes nothing but its end', async () => {
  const client = await connect();
  await client.query('BEGIN');
  await expect(client.query('SELECT missing FROM ten')).rejects.toThrow(/does not exist/);
  await expect(client.query('SELECT 1')).rejects.toMatchObject({ code: '25P02' });
  await expect(client.query('SELECT $1::INT', [1])).rejects.toMatchObject({ code: '25P02' });
  await client.query({ name: 'end', text: 'ROLLBACK' });
  expect(await idsOf(client, 'SELECT id FROM one')).toEqual([0]);
});

test('a portal gives its rows in parts, in a transaction and without one', async () => {
  const client = await connect();
  for (const [begin, end] of [
    ['SELECT 1', 'SELECT 1'],
    ['BEGIN', 'COMMIT'],
  ] as const) {
    await client.query(begin);
    const cursor = client.query(new Cursor('SELECT id FROM ten WHERE id > $1 ORDER BY id', [2]));
    const pages: unknown[] = [];
    for (let rows = await cursor.read(3); rows.length > 0; rows = await cursor.read(3)) {
      pages.push(rows.map(({ id }: { id: number }) => id));
    }
    expect(pages).toEqual([
      [3, 4, 5],
      [6, 7, 8],
      [9, 10],
    ]);
    await cursor.close();
    await client.query(end);
  }
  const failing = client.query(new Cursor('SELECT 1 / (id - 1) FROM ten'));
  await expect(failing.read(2)).rejects.toThrow(/division by zero/);
  expect(await idsOf(client, 'SELECT id FROM one')).toEqual([0]);
});

test('statements prepared in SQL are those of the connection', async () => {
  const [one, two] = [await connect(), await connect()];
  await one.query('PREPARE p (INT) AS SELECT id FROM ten WHERE id = $1');
  await two.query('PREPARE p AS SELECT id FROM one');
  expect(await idsOf(one, 'EXECUTE p (7)')).toEqual([7]);
  await one.query('DEALLOCATE ALL');
  expect(await idsOf(two, 'EXECUTE p')).toEqual([0]);
  await expect(one.query('EXECUTE p (7)')).rejects.toThrow('"p" does not exist');
});

test('a batch of the Data API declares, fetches and closes a cursor', async () => {
  const { Id, Status } = await running.client.runBatch([
    DECLARE,
    'FETCH FORWARD 2 FROM mine',
    'CLOSE mine',
  ]);
  expect(Status).toBe('FINISHED');
  expect(await running.client.rows(`${Id}:2`)).toEqual([[1], [2]]);
});

test.runIf(hasPsql())('psql reads through a cursor with FETCH_COUNT', async () => {
  const { stdout } = await promisify(execFile)('psql', [
    running.redshift.postgresUrl ?? '',
    ...['--no-psqlrc', '--tuples-only', '--no-align', '--set', 'FETCH_COUNT=3'],
    ...['--command', 'SELECT id FROM ten ORDER BY id'],
  ]);
  expect(stdout.trim().split('\n').map(Number)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
});
