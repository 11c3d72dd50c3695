import { defineConfig } from 'vitest/config';

/** Comparisons with other programs: `npm run interop`. */
export default defineConfig({ test: { include: ['test/interop/**/*.interop.ts'], testTimeout: 120_000 } });
