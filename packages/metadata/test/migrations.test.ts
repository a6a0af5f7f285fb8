import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import { type Kysely, sql } from 'kysely';
import { describe, expect, test, vi } from 'vitest';
import { parseDatabaseUrl } from '../src/database/database-url.ts';
import { migrate } from '../src/database/migrate.ts';
import { connect } from '../src/database/open-database.ts';
import { imageIdOf, type MetadataTables, MigrationError, openMetadata } from '../src/index.ts';
import { describeOnEachEngine, MYSQL_ENGINES } from '../test-support/describe-on-each-engine.ts';
import type { TestEngine } from '../test-support/test-engine.ts';
import { BUCKET, KEY, processedImage } from './sample-images.ts';

const OPENER = fileURLToPath(new URL('open-and-record.ts', import.meta.url));

async function withDatabase(engine: TestEngine, use: (url: string) => Promise<void>) {
  const database = await engine.newDatabase();
  try {
    await use(database.url);
  } finally {
    await database.dispose();
  }
}

async function withTables(url: string, use: (db: Kysely<MetadataTables>) => Promise<void>) {
  const db = await connect(parseDatabaseUrl(url));
  try {
    await use(db);
  } finally {
    await db.destroy();
  }
}

describeOnEachEngine('Migrations', (engine) => {
  test('create the database and its tables when they are missing, and use existing ones', () =>
    withDatabase(engine, async (url) => {
      const first = await openMetadata({ url });
      await first.recordProcessed(processedImage());
      await first.close();
      const second = await openMetadata({ url });
      expect(await second.countByStatus()).toEqual({
        processed: 1,
        rejected: 0,
        removed: 0,
        quarantined: 0,
        trashed: 0,
      });
      await second.close();
    }));

  test('run once when several connections open an empty database concurrently', () =>
    withDatabase(engine, async (url) => {
      const all = await Promise.all(Array.from({ length: 6 }, () => openMetadata({ url })));
      const ran = await sql<{ name: string }>`select name from kysely_migration`.execute(
        all[0]!.db,
      );
      expect(ran.rows.map((row) => row.name).toSorted()).toEqual([
        '0001-image',
        '0002-analysis-call',
        '0003-etl',
        '0004-lists',
        '0005-moderation',
        '0006-duplicates',
        '0007-script-results',
        '0008-purges',
        '0009-failures',
        '0010-file-names',
        '0011-rendition-fingerprint',
        '0012-exact-text',
        '0013-camera',
        '0014-trash',
        '0015-signing-key',
        '0016-image-changes',
        '0017-outbox-trace',
        '0018-webhooks',
        '0019-idempotency-key',
        '0020-webhook-queues',
        '0021-image-counts',
      ]);
      await Promise.all(all.map((metadata) => metadata.close()));
    }));

  test('run once when several processes open an empty database concurrently', () =>
    withDatabase(engine, async (url) => {
      const processes = Array.from({ length: 4 }, (_, i) => fork(OPENER, [url, `${i}.jpg`, '5']));
      const exits = await Promise.all(processes.map((each) => once(each, 'exit')));
      expect(exits.map(([code]) => code)).toEqual([0, 0, 0, 0]);
      const metadata = await openMetadata({ url });
      expect(await metadata.countByStatus()).toMatchObject({ processed: 4 });
      expect((await metadata.findImageByKey(BUCKET, '3.jpg'))?.versionId).toBe('v5');
      await metadata.close();
    }));

  test('keep the rows of an older version', () =>
    withDatabase(engine, async (url) => {
      await withTables(url, async (db) => {
        await migrate(db, engine.kind, '0001-image');
        const row = {
          imageId: imageIdOf(BUCKET, KEY),
          bucket: BUCKET,
          objectKey: KEY,
          sequencer: '0A',
          status: 'processed' as const,
          uploadedAt: '2026-11-20 23:59:59.123456',
          expiresAt: '2026-11-27 23:59:59.000000',
          rowVersion: 7,
        };
        await db.insertInto('image').values(row).execute();
      });
      const metadata = await openMetadata({ url });
      expect(await metadata.findImageByKey(BUCKET, KEY)).toMatchObject({
        status: 'processed',
        uploadedAt: '2026-11-20T23:59:59.123456Z',
        expiresAt: '2026-11-27T23:59:59.000Z',
        rowVersion: 7,
      });
      expect(await metadata.countByDay({})).toEqual([{ day: '2026-11-20', count: 1 }]);
      await metadata.close();
    }));

  test('continue when they were interrupted between a table and its entry', () =>
    withDatabase(engine, async (url) => {
      await withTables(url, async (db) => {
        await migrate(db, engine.kind);
        await sql`delete from kysely_migration where name > '0001-image'`.execute(db);
        await migrate(db, engine.kind);
        await sql`delete from kysely_migration`.execute(db);
        await migrate(db, engine.kind);
      });
    }));

  test('do not change a database that newer code has migrated further', () =>
    withDatabase(engine, async (url) => {
      const newer = await openMetadata({ url });
      await sql`insert into kysely_migration (name, timestamp)
        values ('9999-future', '2026-11-21T00:00:00.000Z')`.execute(newer.db);
      const older = await openMetadata({ url });
      expect(await older.countByStatus()).toMatchObject({ processed: 0 });
      await Promise.all([newer.close(), older.close()]);
    }));

  test('report that the database failed when their own table is another one', () =>
    withDatabase(engine, async (url) => {
      await withTables(url, async (db) => {
        await sql`create table kysely_migration (name varchar(9))`.execute(db);
        const failure = { code: 'database-failed', transient: true };
        await expect(migrate(db, engine.kind)).rejects.toMatchObject(failure);
      });
    }));
});

describe.each(MYSQL_ENGINES)('Tables that were made before 0012-exact-text, on $name', (engine) => {
  test('then distinguish names by a trailing space, and keep their rows', () =>
    withDatabase(engine, async (url) => {
      const older = await openMetadata({ url });
      await older.recordProcessed(processedImage());
      for (const table of ['image', 'rendition', 'image_label']) {
        await sql`alter table ${sql.table(table)}
          convert to character set utf8mb4 collate utf8mb4_bin`.execute(older.db);
      }
      await sql`delete from kysely_migration where name >= '0012'`.execute(older.db);
      const before = await older.findImageByKey(BUCKET, KEY);
      await older.close();

      const newer = await openMetadata({ url });
      expect(await newer.findImageByKey(BUCKET, KEY)).toEqual(before);
      const uploadedBy = `${before?.uploadedBy} `;
      await newer.recordProcessed(processedImage({ key: 'other.jpg', uploadedBy }));
      const { images } = await newer.listImages({ uploadedBy, limit: 10 });
      expect(images.map(({ key }) => key)).toEqual(['other.jpg']);
      await newer.close();
    }));
});

test('A failed migration is reported by name, and is rolled back on SQLite', async () => {
  const db = await connect({ engine: 'sqlite', path: ':memory:' });
  await sql`create view outbox as select 1 as one`.execute(db);
  const failure = await migrate(db, 'sqlite').catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(MigrationError);
  expect(failure).toMatchObject({ migration: '0001-image', code: 'migration-failed' });
  const tables = await db.introspection.getTables();
  expect(tables.map((table) => table.name)).toEqual(['outbox']);
  await db.destroy();
});

test('An SQLite file that another process is writing to is opened once it is free', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'metadata-'));
  const path = join(folder, 'metadata.sqlite');
  const rival = new DatabaseSync(path);
  rival.exec('create table other (one); begin immediate; insert into other values (1)');
  const exec = vi.spyOn(DatabaseSync.prototype, 'exec');
  const opening = openMetadata({ url: `sqlite:${path}` });
  await expect.poll(() => exec.mock.results.some(({ type }) => type === 'throw')).toBe(true);
  exec.mockRestore();
  rival.exec('commit');
  const metadata = await opening;
  expect(await metadata.countByStatus()).toMatchObject({ processed: 0 });
  rival.close();
  await metadata.close();
  await rm(folder, { recursive: true });
});
