import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { inTransaction, openOwnedDatabase } from '../src/index.ts';

function temporaryPath(): string {
  const directory = mkdtempSync(join(tmpdir(), 'local-service-'));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  return join(directory, 'made', 'things.sqlite');
}

function open(path: string, schemaVersion = 1) {
  return openOwnedDatabase({
    path,
    schemaVersion,
    schema: 'CREATE TABLE things (name TEXT) STRICT',
    createError: (fault, message, options) => new Error(`${fault}: ${message}`, options),
  });
}

function namesIn(database: ReturnType<typeof open>) {
  return database.prepare('SELECT name FROM things').all();
}

test('a reopened store has its data, and no other process can open it', () => {
  const path = temporaryPath();
  const first = open(path);
  first.exec("INSERT INTO things VALUES ('kept')");
  first.close();
  const database = open(path);
  onTestFinished(() => database.close());
  expect(namesIn(database)).toEqual([{ name: 'kept' }]);
  expect(() => open(path)).toThrow(
    `directory-in-use: Expected ${path} to be unused, but another process has locked it. Stop that process first.`,
  );
});

test('a store of a newer version is rejected and stays unchanged', () => {
  const path = temporaryPath();
  open(path, 3).close();
  expect(() => open(path, 2)).toThrow(
    `newer-store: Expected a store of version 2 or older in ${path} but received version 3.`,
  );
  open(path, 3).close();
});

test('a store of an older version is upgraded step by step and keeps its data', () => {
  const path = temporaryPath();
  const first = open(path);
  first.exec("INSERT INTO things VALUES ('kept')");
  first.close();
  const database = openOwnedDatabase({
    path,
    schemaVersion: 3,
    schema: '',
    upgrades: {
      1: 'ALTER TABLE things ADD COLUMN size INTEGER',
      2: 'UPDATE things SET size = 7',
    },
    createError: (fault, message, options) => new Error(`${fault}: ${message}`, options),
  });
  onTestFinished(() => database.close());
  expect(database.prepare('SELECT * FROM things').all()).toEqual([{ name: 'kept', size: 7 }]);
});

test('a failed transaction is rolled back', () => {
  const database = open(temporaryPath());
  onTestFinished(() => database.close());
  const fail = () =>
    inTransaction(database, () => {
      database.exec("INSERT INTO things VALUES ('lost')");
      throw new Error('no');
    });
  expect(fail).toThrow('no');
  expect(namesIn(database)).toEqual([]);
});

test('changes of 12 MB are committed without waiting for the disk', () => {
  const path = temporaryPath();
  const database = open(path);
  onTestFinished(() => database.close());
  const insert = database.prepare('INSERT INTO things VALUES (?)');
  for (let count = 0; count < 12; count += 1) insert.run('x'.repeat(1_000_000));
  expect(statSync(`${path}-wal`).size).toBeGreaterThan(12_000_000);
  expect(statSync(path).size).toBeLessThan(100_000);
});
