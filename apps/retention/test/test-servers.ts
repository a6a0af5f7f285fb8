import { hasMariadb, startMariadb } from '@miniatura/metadata/test-support';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  export interface ProvidedContext {
    /** The URL of a database on a MariaDB of the tests' own; null where there is none. */
    mariadbUrl: string | null;
  }
}

/** One MariaDB for all test files; says so when there is none. */
export default async function setUp(project: TestProject): Promise<() => Promise<void>> {
  const mariadb = (await hasMariadb()) ? await startMariadb() : null;
  if (!mariadb) console.log('SKIPPED: MariaDB, because mariadbd is not installed.');
  project.provide('mariadbUrl', mariadb?.databaseUrl('miniatura') ?? null);
  return async () => mariadb?.stop();
}
