/** Each test runs commands in processes of their own. A plain object: vitest is no dependency. */
export default {
  test: {
    globalSetup: [
      'test/kafka/name-broker.ts',
      '@miniatura/warehouse/test-support/prepare-warehouse',
    ],
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
};
