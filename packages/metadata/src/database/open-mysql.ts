import { MysqlAdapter, MysqlDriver, type MysqlPool, MysqlQueryCompiler } from 'kysely';
import { createPool, type PoolConnection, type PoolOptions } from 'mysql2';
import { createConnection } from 'mysql2/promise';
import type { DatabaseLocation } from './database-url.ts';
import type { DriverParts } from './driver-parts.ts';
import { IAM_SESSION_SETTINGS, iamLogin } from './iam-login.ts';

type MysqlLocation = Extract<DatabaseLocation, { engine: 'mysql' }>;

/** MySQL's ER_BAD_DB_ERROR. */
const UNKNOWN_DATABASE = 1049;

/**
 * The settings of every session, whatever the server's defaults: autocommit, no gap locks, times in
 * UTC, a short lock timeout, errors for values that are too long, and backslashes as escapes (the
 * driver relies on them).
 */
const SESSION_SETTINGS = [
  'set session transaction isolation level read committed',
  `set session time_zone = '+00:00', innodb_lock_wait_timeout = 5, default_storage_engine = InnoDB, autocommit = 1, sql_mode = 'STRICT_ALL_TABLES,NO_ZERO_IN_DATE,NO_ZERO_DATE,ERROR_FOR_DIVISION_BY_ZERO,ONLY_FULL_GROUP_BY,NO_ENGINE_SUBSTITUTION'`,
];

/** Opens a pool of MySQL or MariaDB connections. Creates the database when it is missing. */
export async function openMysql(location: MysqlLocation): Promise<DriverParts> {
  const options = connectionOptions(location);
  await createDatabaseIfMissing(options, location.database);
  const pool = createPool({ ...options, database: location.database });
  const settings =
    location.auth === 'iam' ? [...SESSION_SETTINGS, ...IAM_SESSION_SETTINGS] : SESSION_SETTINGS;
  pool.on('connection', (connection: PoolConnection) => prepareSession(connection, settings));
  return {
    createDriver: () => new MysqlDriver({ pool: pool as unknown as MysqlPool }),
    createAdapter: () => new MysqlAdapter(),
    createQueryCompiler: () => new MysqlQueryCompiler(),
  };
}

function connectionOptions(location: MysqlLocation): PoolOptions {
  const { socketPath, host, port, user, password, auth } = location;
  return {
    ...(socketPath === null ? { host, port } : { socketPath }),
    user,
    ...(auth === 'iam' ? iamLogin(location) : { password }),
    charset: 'UTF8MB4_BIN',
    // A Date has milliseconds, but DATETIME(6) has microseconds.
    dateStrings: true,
    supportBigNumbers: true,
  };
}

/** Checks first, because a user without the right to create databases may use an existing one. */
async function createDatabaseIfMissing(options: PoolOptions, database: string): Promise<void> {
  try {
    const connection = await createConnection({ ...options, database });
    await connection.end();
  } catch (error) {
    if ((error as { errno?: number }).errno !== UNKNOWN_DATABASE) throw error;
    const connection = await createConnection(options);
    await connection
      .query('create database if not exists ?? character set utf8mb4 collate utf8mb4_bin', database)
      .finally(() => connection.end());
  }
}

/** The driver sends these settings before the first statement of a connection. */
function prepareSession(connection: PoolConnection, settings: readonly string[]): void {
  for (const setting of settings) {
    connection.query(setting, (error) => {
      if (error) connection.destroy();
    });
  }
}
