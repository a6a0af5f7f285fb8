import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { startOnSocket, type TestServer, type TestServerOptions } from './start-on-socket.ts';

/** A kind of database server for tests and measurements. */
export interface ServerKind {
  readonly name: string;
  /** How to install it. */
  readonly source: string;
  /** The version that can be started; undefined when there is none. */
  version(): string | undefined;
  /** It takes a few seconds, so that the tests of a project should share one. */
  start(options?: TestServerOptions): Promise<TestServer>;
}

/**
 * A `mysqld` on the PATH is not used: it may be MariaDB's, or have no access to temporary folders.
 */
const MYSQLD = resolve(import.meta.dirname, '../../../.test-servers/mysql/bin/mysqld');

/** Settings that reduce writes and syncs. */
const MYSQL_OPTIONS = [
  '--innodb-redo-log-capacity=32M',
  '--innodb-doublewrite=OFF',
  '--skip-log-bin',
  '--mysqlx=OFF',
  '--performance-schema=OFF',
];

const MYSQL: ServerKind = {
  name: 'MySQL',
  source: 'node tools/workspace/src/bin/fetch-test-servers.ts',
  version: () => versionOf(MYSQLD),
  start: (options) =>
    startOnSocket(
      {
        install: [MYSQLD, '--initialize-insecure', ...MYSQL_OPTIONS],
        serve: [MYSQLD, ...MYSQL_OPTIONS],
      },
      options,
    ),
};

const MARIADB: ServerKind = {
  name: 'MariaDB',
  source: 'a package of the operating system, such as mariadb-server',
  version: () => versionOf('mariadbd'),
  start: (options) =>
    startOnSocket(
      {
        install: ['mariadb-install-db', ...MARIADB_INSTALL_OPTIONS],
        serve: ['mariadbd'],
      },
      options,
    ),
};

const MARIADB_INSTALL_OPTIONS = ['--auth-root-authentication-method=normal', '--skip-test-db'];

/** Most similar to production first. */
export const SERVER_KINDS = { mysql: MYSQL, mariadb: MARIADB } as const;

/**
 * The version in the output of `--version`, such as `8.0.33`; undefined when the command is missing
 * or fails.
 */
function versionOf(command: string): string | undefined {
  const { status, stdout } = spawnSync(command, ['--version'], { encoding: 'utf8' });
  return status === 0 ? /Ver (\d+(?:\.\d+)+)/.exec(stdout)?.[1] : undefined;
}
