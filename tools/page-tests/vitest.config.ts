/**
 * Timeouts for tests that use a browser. This is a plain object, because vitest is no dependency
 * here.
 */
export default { test: { testTimeout: 60_000, hookTimeout: 60_000 } };
