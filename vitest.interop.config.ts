import { defineConfig } from 'vitest/config';

/** Comparisons with Python programs: `MODELWRIGHT_PYTHON=python npx vitest run --config vitest.interop.config.ts`. */
export default defineConfig({ test: { include: ['test/interop/**/*.interop.ts'], testTimeout: 120_000 } });
