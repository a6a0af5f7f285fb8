/** A plain object, so that vitest is no dependency of the project. */
export default {
  test: {
    globalSetup: ['test/package-functions.ts', 'test/synthesise-once.ts'],
    testTimeout: 30_000,
    hookTimeout: 120_000,
  },
};
