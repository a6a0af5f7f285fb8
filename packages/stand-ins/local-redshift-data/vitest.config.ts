import { defineConfig } from 'vitest/config';

/** Making a database takes seconds: it is made once, and each test starts from a copy. */
export default defineConfig({
  test: {
    globalSetup: './test/prepare-database.ts',
    testTimeout: 30_000,
    hookTimeout: 60_000,
    // A busy machine may take longer than a second, vitest's default.
    expect: { poll: { timeout: 30_000 } },
  },
});
