/** The page is built once for its tests. A plain object: vitest is no dependency of the app. */
export default {
  test: {
    testTimeout: 60_000,
    hookTimeout: 120_000,
    // A busy machine may take longer than a second, vitest's default.
    expect: { poll: { timeout: 60_000 } },
  },
};
