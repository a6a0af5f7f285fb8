import type { TestProject } from 'vitest/node';
import { provideServers } from './provide-servers.ts';

/**
 * For vitest's `globalSetup` of projects that use the metadata: one server for all test files of a
 * run, the likest to production that is there: that of `MYSQL_URL`, or MySQL, or MariaDB.
 */
export default function startTestServers(project: TestProject): Promise<() => Promise<void>> {
  return provideServers(project, 1);
}
