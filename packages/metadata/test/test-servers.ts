import type { TestProject } from 'vitest/node';
import { hasMariadb, startMariadb } from '../test-support/start-mariadb.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** The servers to test on, by name, each with the URL of its database `miniatura`. */
    mysqlServers: Readonly<Record<string, string>>;
  }
}

/** One MariaDB for all test files, and the server that MYSQL_URL names; says what is missing. */
export default async function setUp(project: TestProject): Promise<() => Promise<void>> {
  const given = process.env['MYSQL_URL'];
  const mariadb = (await hasMariadb()) ? await startMariadb() : null;
  if (!given) console.log('SKIPPED: the server at MYSQL_URL, which is not set.');
  if (!mariadb) console.log('SKIPPED: MariaDB, because mariadbd is not installed.');
  project.provide('mysqlServers', {
    ...(given ? { 'the server at MYSQL_URL': given } : {}),
    ...(mariadb ? { MariaDB: mariadb.databaseUrl('miniatura') } : {}),
  });
  return async () => mariadb?.stop();
}
