import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { fuzz, seedModels } from './fuzz';

/** Mutants of one test: a longer one would keep the runner waiting past its patience. */
const MUTANTS = 5_000;
const TESTS = process.env.MODELWRIGHT_LONG ? 20 : 1;

describe('mutated models', () => {
  const seeds = Array.from({ length: TESTS }, (_, i) => 20_251 + i * MUTANTS);
  it.each(seeds)(
    `${MUTANTS} of them, from seed %i, are read or refused with an error that says why`,
    { timeout: 120_000 },
    async (seed) => {
      const result = fuzz(seedModels(join(import.meta.dirname, '../../fixtures')), seed, MUTANTS);
      // The runner hears of the test before the next one blocks this thread again.
      await turn();
      expect(result.defects).toEqual([]);
      // Four elements of 2 bits take a byte each in memory; nothing takes more than its file gives reason for.
      expect(result.largestAllocation).toBeLessThanOrEqual(4);
      // The mutants are worth something: many get past the first check, many do not, and for different reasons.
      expect(result.opened).toBeGreaterThan(MUTANTS / 10);
      expect(result.tensorsRead).toBeGreaterThan(MUTANTS);
      expect(Object.keys(result.refused)).toEqual(
        expect.arrayContaining([
          'onnx.format',
          'onnx.truncated',
          'tensor.size',
          'tensor.dims',
          'tensor.type',
          'tensor.storage',
          'tensor.sparse',
        ]),
      );
    },
  );
});
