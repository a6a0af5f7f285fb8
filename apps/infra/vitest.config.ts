/** A plain object, so that vitest is no dependency of the project. */
export default {
  test: {
    globalSetup: ['test/prepare-assets.ts'],
    // In a run of all projects, after the apps, whose calls of AWS are judged.
    sequence: { groupOrder: 1 },
    testTimeout: 30_000,
    hookTimeout: 120_000,
  },
};
