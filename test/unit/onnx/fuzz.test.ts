import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { fuzz, seedModels } from './fuzz';

const MUTANTS = process.env.MODELWRIGHT_LONG ? 100_000 : 6_000;

describe('mutated models', () => {
  it(`${MUTANTS} of them are read or refused with an error that says why`, { timeout: 900_000 }, () => {
    const result = fuzz(seedModels(join(import.meta.dirname, '../../fixtures')), 20_251, MUTANTS);
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
  });
});
