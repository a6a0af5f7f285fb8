import type { TestProject } from 'vitest/node';
import { hasMariadb, startMariadb } from './start-mariadb.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** The servers to test on, by name, each with the URL of a database on it. */
    mysqlServers: Readonly<Record<string, string>>;
  }
}

interface TestServers {
  readonly urls: Readonly<Record<string, string>>;
  stop(): Promise<void>;
}

/** Each project loads this module anew, in the same process. */
const shared = globalThis as { testServers?: Promise<TestServers> | undefined };

/**
 * For vitest's `globalSetup`: the server that `MYSQL_URL` names, and one MariaDB for all test files
 * of a run; says what is missing.
 */
export default async function startTestServers(project: TestProject): Promise<() => Promise<void>> {
  const isFirst = shared.testServers === undefined;
  const servers = await (shared.testServers ??= start());
  project.provide('mysqlServers', servers.urls);
  return async () => {
    if (isFirst) await servers.stop();
  };
}

async function start(): Promise<TestServers> {
  const given = process.env['MYSQL_URL'];
  if (!given) console.log('SKIPPED: the server at MYSQL_URL, which is not set.');
  const mariadb = (await hasMariadb()) ? await startMariadb() : null;
  if (!mariadb) console.log('SKIPPED: MariaDB, because mariadbd is not installed.');
  return {
    urls: {
      ...(given ? { 'the server at MYSQL_URL': given } : {}),
      ...(mariadb ? { MariaDB: mariadb.databaseUrl('miniatura') } : {}),
    },
    async stop() {
      shared.testServers = undefined;
      await mariadb?.stop();
    },
  };
}
