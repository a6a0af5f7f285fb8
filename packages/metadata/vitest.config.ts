/** A plain object, so that vitest is no dependency of the package. */
export default {
  test: {
    globalSetup: ['./test-support/start-all-test-servers.ts'],
    testTimeout: 30_000,
    hookTimeout: 90_000,
    // A busy machine may take longer than a second, vitest's default.
    expect: { poll: { timeout: 30_000 } },
  },
};
