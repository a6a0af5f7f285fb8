import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parseDatabaseUrl } from '../src/database/database-url.ts';
import { DatabaseError, openMetadata } from '../src/index.ts';

const MYSQL = {
  engine: 'mysql',
  host: 'db.example.org',
  port: 3306,
  user: 'ada',
  password: '',
  auth: 'password',
  database: 'miniatura',
  socketPath: null,
};

describe('The URL of a metadata database', () => {
  test.each([
    ['sqlite:a/b.sqlite', { engine: 'sqlite', path: 'a/b.sqlite' }],
    ['sqlite:/a/b.sqlite', { engine: 'sqlite', path: '/a/b.sqlite' }],
    ['sqlite:///a/b.sqlite', { engine: 'sqlite', path: '///a/b.sqlite' }],
    ['sqlite::memory:', { engine: 'sqlite', path: ':memory:' }],
    ['mysql://ada@db.example.org/miniatura', MYSQL],
    ['mysql://ada@db.example.org/miniatura?auth=iam', { ...MYSQL, auth: 'iam' }],
    [
      'mysql://ada:p%40ss@db.example.org:3307/m',
      { ...MYSQL, password: 'p@ss', port: 3307, database: 'm' },
    ],
    [
      'mysql://ada@localhost/miniatura?socketPath=%2Frun%2Fs',
      { ...MYSQL, host: 'localhost', socketPath: '/run/s' },
    ],
  ])('%s is parsed', (url, location) => {
    expect(parseDatabaseUrl(url)).toEqual(location);
  });

  test.each([
    ['', 'sqlite:PATH or mysql://USER:PASSWORD@HOST:PORT/DATABASE'],
    ['metadata.sqlite', 'sqlite:PATH or mysql:'],
    ['sqlite:', 'sqlite:PATH'],
    ['sqlite://a/b.sqlite', 'sqlite:PATH'],
    ['postgres://ada:secret@h/d', 'sqlite:PATH or mysql:'],
    ['mysql://ada:secret@h', 'a database name'],
    ['mysql://ada:secret@h/a/b', 'a database name'],
    ['mysql://ada:secret@h/d?ssl=true', 'the options auth and socketPath only'],
    ['mysql://ada@h/d?auth=ldap', 'auth to be one of password, iam'],
    ['mysql://ada:secret@h/d?auth=iam', 'mysql://USER@HOST:PORT/DATABASE?auth=iam'],
    ['mysql://h/d?auth=iam', 'mysql://USER@HOST:PORT/DATABASE?auth=iam'],
    ['mysql://ada@h/d?auth=iam&socketPath=%2Fs', 'mysql://USER@HOST:PORT/DATABASE?auth=iam'],
    ['mysql//ada:secret@h/d', 'sqlite:PATH or mysql:'],
  ])('%j is rejected without printing the password', async (url, expected) => {
    const open = openMetadata({ url });
    await expect(open).rejects.toThrow(`Expected ${expected}`);
    await expect(open).rejects.toMatchObject({ code: 'invalid-url', transient: false });
    await expect(open).rejects.not.toThrow('secret');
  });

  test('a missing server is unavailable, which is transient', async () => {
    const open = openMetadata({ url: 'mysql://root@127.0.0.1:1/miniatura' });
    await expect(open).rejects.toMatchObject({ code: 'unavailable', transient: true });
  });

  test('a file that is not a database, and an impossible folder, fail with the reason', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'metadata-'));
    const file = join(folder, 'notes.txt');
    await writeFile(
      file,
      'These are notes, and long enough not to be an empty database.'.repeat(9),
    );
    const notDatabase = openMetadata({ url: `sqlite:${file}` });
    await expect(notDatabase).rejects.toThrow('file is not a database');
    await expect(notDatabase).rejects.toBeInstanceOf(DatabaseError);
    const notFolder = openMetadata({ url: `sqlite:${file}/metadata.sqlite` });
    await expect(notFolder).rejects.toMatchObject({ code: 'database-failed' });
    await rm(folder, { recursive: true });
  });
});
