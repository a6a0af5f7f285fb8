/**
 * Settings for tests that use a browser. This is a plain object, because vitest is no dependency
 * here.
 */
export default {
  test: {
    globalSetup: ['@miniatura/warehouse/test-support/prepare-warehouse'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // A busy machine draws the page less often than every second, vitest's default.
    expect: { poll: { timeout: 60_000 } },
  },
};
