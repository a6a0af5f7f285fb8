/**
 * Settings for tests that use a browser. This is a plain object, because vitest is no dependency
 * here.
 */
export default {
  test: {
    globalSetup: ['@miniatura/warehouse/test-support/prepare-warehouse'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
};
