import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { SqliteAdapter, SqliteQueryCompiler } from 'kysely';
import type { DriverParts } from './driver-parts.ts';
import { retryConflicts } from './in-transaction.ts';
import { addMysqlFunctions } from './mysql-functions.ts';
import { NodeSqliteDriver } from './node-sqlite-driver.ts';

/**
 * With a write-ahead log, readers in other processes do not wait for a writer or block it. NORMAL
 * loses no commits when the process is killed. A power cut may lose the last commits but does not
 * damage the file. Use MySQL if that is not sufficient.
 *
 * A checkpoint copies the log into the file and waits for the disk, and so does the event loop. It
 * runs after 16 MB: an image writes 350 kB, and by SQLite's default of 4 MB every eleventh would
 * wait.
 *
 * The cache of up to 16 MB holds the rows of a page of images and the upper levels of the indexes
 * of a million. SQLite's default of 2 MB does not, so that each page would be read from the file.
 */
const PRAGMAS =
  'PRAGMA journal_mode = WAL; PRAGMA wal_autocheckpoint = 4000; PRAGMA synchronous = NORMAL; ' +
  'PRAGMA foreign_keys = OFF; PRAGMA cache_size = -16384';

/** Opens an SQLite file. Creates it and its folder when they are missing. */
export async function openSqlite(path: string): Promise<DriverParts> {
  mkdirSync(dirname(path), { recursive: true });
  return sqliteParts(await openDatabase(path));
}

/**
 * Several processes may find the file missing at the same time; only one can change the journal
 * mode.
 */
function openDatabase(path: string): Promise<DatabaseSync> {
  return retryConflicts(async () => {
    const database = new DatabaseSync(path);
    try {
      database.exec(PRAGMAS);
      addMysqlFunctions(database);
      return database;
    } catch (error) {
      database.close();
      throw error;
    }
  });
}

function sqliteParts(database: DatabaseSync): DriverParts {
  return {
    createDriver: () => new NodeSqliteDriver(database),
    createAdapter: () => new TransactionalDdlAdapter(),
    createQueryCompiler: () => new SqliteQueryCompiler(),
  };
}

/** SQLite supports transactional DDL. With this the migrator runs in one transaction. */
class TransactionalDdlAdapter extends SqliteAdapter {
  override get supportsTransactionalDdl(): boolean {
    return true;
  }
}
