import type { TestProject } from 'vitest/node';
import { hasMariadb, startMariadb } from './start-mariadb.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** The servers to test on, by name, each with the URL of its database `miniatura`. */
    mysqlServers: Readonly<Record<string, string>>;
  }
}

/**
 * For vitest's `globalSetup`: one MariaDB for all test files of a project, next to the servers that
 * are there already; says when there is none.
 */
export default async function startTestServers(
  project: TestProject,
  servers: Readonly<Record<string, string>> = {},
): Promise<() => Promise<void>> {
  const mariadb = (await hasMariadb()) ? await startMariadb() : null;
  if (!mariadb) console.log('SKIPPED: MariaDB, because mariadbd is not installed.');
  project.provide('mysqlServers', {
    ...servers,
    ...(mariadb ? { MariaDB: mariadb.databaseUrl('miniatura') } : {}),
  });
  return async () => mariadb?.stop();
}
