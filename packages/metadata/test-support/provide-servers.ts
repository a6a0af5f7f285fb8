import { randomBytes } from 'node:crypto';
import { createConnection, type RowDataPacket } from 'mysql2/promise';
import type { TestProject } from 'vitest/node';
import { dropDatabasesOfRun } from './mysql-engine.ts';
import { SERVER_KINDS, type ServerKind } from './server-kinds.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /**
     * The servers to test on, by name, with the URL of a database on each: the names of the tests'
     * databases begin with its name.
     */
    mysqlServers: Readonly<Record<string, string>>;
  }
}

interface Running {
  readonly url: string;
  stop(): Promise<void>;
}

interface Server {
  readonly name: string;
  start(): Promise<Running>;
}

/** Each project loads its own copy of this module, in the same process. */
const shared = globalThis as {
  testServers?: readonly Server[];
  runningTestServers?: Map<string, Promise<Running>>;
};

/**
 * Provides a project's tests with the first `count` available servers, most similar to production
 * first. A run starts each server once for all of its projects, and prints its version or why it is
 * skipped.
 */
export async function provideServers(
  project: TestProject,
  count: number,
): Promise<() => Promise<void>> {
  const servers = (shared.testServers ??= findServers());
  const running = (shared.runningTestServers ??= new Map());
  const own: string[] = [];
  const urls = servers.slice(0, count).map(async ({ name, start }) => {
    if (!running.has(name)) {
      own.push(name);
      running.set(name, start().then(announce));
    }
    return [name, (await running.get(name)!).url] as const;
  });
  project.provide('mysqlServers', Object.fromEntries(await Promise.all(urls)));
  return async () => {
    for (const name of own) await (await running.get(name))?.stop();
    for (const name of own) running.delete(name);
  };
}

function findServers(): readonly Server[] {
  console.log(`Tests run on node:sqlite ${process.versions['sqlite']}.`);
  const url = process.env['MYSQL_URL'];
  const { mysql, mariadb } = SERVER_KINDS;
  const given = url === undefined ? [] : [givenServer(url)];
  const kinds = url === undefined ? [mysql, mariadb] : [mariadb];
  return [...given, ...kinds.flatMap(serverOf)];
}

function givenServer(url: string): Server {
  return {
    name: 'the server at MYSQL_URL',
    async start() {
      const runUrl = Object.assign(new URL(url), { pathname: `/${newRunName()}` }).href;
      return { url: runUrl, stop: () => dropDatabasesOfRun(runUrl) };
    },
  };
}

function serverOf({ name, source, version, start }: ServerKind): readonly Server[] {
  if (version() === undefined) {
    console.log(`SKIPPED: ${name}, which is not there. It comes from ${source}.`);
    return [];
  }
  const running = async (): Promise<Running> => {
    const { databaseUrl, stop } = await start();
    return { url: databaseUrl(newRunName()), stop };
  };
  return [{ name, start: running }];
}

/** Other runs may use the same server. */
const newRunName = (): string => `metadata_test_${randomBytes(6).toString('hex')}`;

/** The server is asked for its version, because a server called MySQL may be MariaDB. */
async function announce(server: Running): Promise<Running> {
  const url = new URL(server.url);
  url.pathname = '/';
  const connection = await createConnection(url.href);
  const [rows] = await connection.query<RowDataPacket[]>('select version() as version');
  await connection.end();
  const version = String(rows[0]?.['version']);
  console.log(`Tests run on ${version.includes('MariaDB') ? '' : 'MySQL '}${version}.`);
  return server;
}
