import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { startLocalRedshiftData } from '../src/index.ts';

declare module 'vitest' {
  interface ProvidedContext {
    readonly preparedDirectory: string;
  }
}

/** Makes an empty database for the tests to start from. */
export default async (project: TestProject): Promise<() => void> => {
  const directory = mkdtempSync(join(tmpdir(), 'local-redshift-data-prepared-'));
  const redshift = await startLocalRedshiftData({ directory, port: 0 });
  await redshift.close();
  project.provide('preparedDirectory', directory);
  return () => rmSync(directory, { recursive: true, force: true });
};
