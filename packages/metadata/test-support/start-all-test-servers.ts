import type { TestProject } from 'vitest/node';
import { provideServers } from './provide-servers.ts';

/** For the `globalSetup` of the metadata's own tests: every kind of server that is there. */
export default function startAllTestServers(project: TestProject): Promise<() => Promise<void>> {
  return provideServers(project, Infinity);
}
