import startTestServers from '@miniatura/metadata/test-support/start-test-servers';
import prepareWarehouse from '@miniatura/warehouse/test-support/prepare-warehouse';
import type { TestProject } from 'vitest/node';

/** For vitest's `globalSetup`: a database server, and a warehouse to copy, both at the same time. */
export default async function prepareServices(project: TestProject): Promise<() => Promise<void>> {
  const [stopServers] = await Promise.all([startTestServers(project), prepareWarehouse(project)]);
  return stopServers;
}
