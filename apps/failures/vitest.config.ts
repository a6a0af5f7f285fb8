/** A plain object, so that vitest is no dependency of the app. */
export default {
  test: {
    setupFiles: ['@miniatura/test-support/record-calls'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
};
