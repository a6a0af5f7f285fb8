/** A plain object, so that vitest is no dependency of the project. */
export default {
  test: {
    globalSetup: ['test/prepare-assets.ts'],
    testTimeout: 30_000,
    hookTimeout: 120_000,
  },
};
