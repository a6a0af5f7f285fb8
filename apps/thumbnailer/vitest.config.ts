/** A plain object, so that vitest is no dependency of the app. */
export default {
  test: {
    setupFiles: ['@miniatura/test-support/record-calls'],
    globalSetup: ['@miniatura/metadata/test-support/start-test-servers'],
    testTimeout: 30_000,
    hookTimeout: 30_000,
  },
};
