import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: { globalSetup: ['test/test-servers.ts'], testTimeout: 30_000, hookTimeout: 90_000 },
});
