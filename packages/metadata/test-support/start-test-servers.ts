import type { TestProject } from 'vitest/node';
import { hasMariadb, startMariadb } from './start-mariadb.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** The servers to test on, by name, each with the URL of a database on it. */
    mysqlServers: Readonly<Record<string, string>>;
  }
}

/**
 * For vitest's `globalSetup`: the server that `MYSQL_URL` names, and one MariaDB for all test files
 * of a project; says what is missing.
 */
export default async function startTestServers(project: TestProject): Promise<() => Promise<void>> {
  const given = process.env['MYSQL_URL'];
  if (!given) console.log('SKIPPED: the server at MYSQL_URL, which is not set.');
  const mariadb = (await hasMariadb()) ? await startMariadb() : null;
  if (!mariadb) console.log('SKIPPED: MariaDB, because mariadbd is not installed.');
  project.provide('mysqlServers', {
    ...(given ? { 'the server at MYSQL_URL': given } : {}),
    ...(mariadb ? { MariaDB: mariadb.databaseUrl('miniatura') } : {}),
  });
  return async () => mariadb?.stop();
}
