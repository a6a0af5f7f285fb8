/** A plain object, so that vitest is no dependency of the app. */
export default {
  test: {
    setupFiles: ['@miniatura/test-support/record-calls'],
    globalSetup: ['test/prepare-services.ts'],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    // Each file has a warehouse of its own, which takes the memory of a small server.
    maxWorkers: 2,
  },
};
