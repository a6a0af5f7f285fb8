import type { TestProject } from 'vitest/node';
import startTestServers from '../test-support/start-test-servers.ts';

/** The MariaDB of the tests, and the server that MYSQL_URL names; says what is missing. */
export default function setUp(project: TestProject): Promise<() => Promise<void>> {
  const given = process.env['MYSQL_URL'];
  if (!given) console.log('SKIPPED: the server at MYSQL_URL, which is not set.');
  return startTestServers(project, given ? { 'the server at MYSQL_URL': given } : {});
}
