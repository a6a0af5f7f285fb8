import type { TestProject } from 'vitest/node';

/** What the tests of the recorded projects are provided with, and this project's are not. */
type Provide = (name: 'mysqlServers', servers: Readonly<Record<string, string>>) => void;

/** In place of the database servers that the projects' own runs start: SQLite shows the same calls. */
export default function withoutServers(project: TestProject): void {
  (project.provide as Provide)('mysqlServers', {});
}
