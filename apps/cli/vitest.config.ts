/** Tests run the command in processes of its own. A plain object: vitest is no dependency. */
export default { test: { testTimeout: 60_000, hookTimeout: 60_000 } };
