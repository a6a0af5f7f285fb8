import { defineConfig } from 'vitest/config';

/** Loading ESLint and Nx takes seconds on a machine that is busy with other tests. */
export default defineConfig({ test: { testTimeout: 30_000, hookTimeout: 30_000 } });
