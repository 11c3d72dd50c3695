import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/unit/**/*.test.ts'],
    pool: 'forks',
    poolOptions: { forks: { maxForks: 2 } },
    globalSetup: ['test/unit/bundles.ts'],
    // Far more than any test takes: a machine that is busy with others is no failure.
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
