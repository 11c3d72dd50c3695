import { defineConfig } from 'vitest/config';

/** A person's paths through the workbench: one VS Code at a time, each file its own. */
export default defineConfig({
  test: {
    include: ['test/e2e/**/*.test.ts', 'test/gallery/**/*.test.ts'],
    pool: 'forks',
    fileParallelism: false,
    testTimeout: 60_000,
    hookTimeout: 120_000,
    // The steps of a path build on each other: after a failed one the rest says nothing.
    bail: 0,
  },
});
