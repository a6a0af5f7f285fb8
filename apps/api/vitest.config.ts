/** A plain object, so that vitest is no dependency of the app. */
export default {
  test: {
    setupFiles: ['@miniatura/test-support/record-calls'],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    // A busy machine may take longer than a second, vitest's default.
    expect: { poll: { timeout: 30_000 } },
  },
};
