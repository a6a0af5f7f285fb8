import { describe, inject } from 'vitest';
import { mysqlEngine } from './mysql-engine.ts';
import { SQLITE } from './sqlite-engine.ts';
import type { TestEngine } from './test-engine.ts';

/**
 * The servers that the project's global setup, `startTestServers` or `startAllTestServers`, has
 * found.
 */
export const MYSQL_ENGINES = Object.entries(inject('mysqlServers')).map(([name, url]) =>
  mysqlEngine(name, url),
);
export const ENGINES = [SQLITE, ...MYSQL_ENGINES];

/** Runs a suite on `node:sqlite` and on each available MySQL or MariaDB server. */
export function describeOnEachEngine(title: string, suite: (engine: TestEngine) => void): void {
  for (const engine of ENGINES) describe(`${title}, on ${engine.name}`, () => suite(engine));
}
