import { defineConfig } from 'vitest/config';

/**
 * `npm test`: every project's tests in one run with one summary. Nx runs the same files project by
 * project, through each project's own `test` script.
 */
export default defineConfig({
  test: { projects: ['apps/*', 'packages/*', 'tools/*'], maxWorkers: 2 },
});
