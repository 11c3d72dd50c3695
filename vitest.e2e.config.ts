import { defineConfig } from 'vitest/config';

/** What needs a browser: a person's paths through the workbench, one VS Code at a time, and the panels' gallery. */
export default defineConfig({
  test: {
    include: ['test/e2e/**/*.test.ts', 'test/gallery/**/*.test.ts'],
    pool: 'forks',
    fileParallelism: false,
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
});
