import type { TestProject } from 'vitest/node';
import { provideServers } from './provide-servers.ts';

/** For the `globalSetup` of the metadata's own tests: every available kind of server. */
export default function startAllTestServers(project: TestProject): Promise<() => Promise<void>> {
  return provideServers(project, Infinity);
}
