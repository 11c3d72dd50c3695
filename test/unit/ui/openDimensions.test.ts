import { describe, expect, it, test } from 'vitest';
import { dimsParameter, isSize, openDimensions } from '../../../src/ui/jobs/openDimensions';

const ids = { name: 'input_ids', type: 'int64', shape: ['N', 'L'] } as const;
const mask = { name: 'attention_mask', type: 'int64', shape: ['N', 'L'] } as const;
const picture = { name: 'image', type: 'float32', shape: ['N', 3, 'height', 'width'] } as const;

describe('dimensions that a person says the size of', () => {
  it('are the symbolic ones, each once, with the first input that has it', () => {
    expect(openDimensions([ids, mask, picture])).toEqual([
      { name: 'L', input: 'input_ids', type: 'int64 [N, L]' },
      { name: 'height', input: 'image', type: 'float32 [N, 3, height, width]' },
      { name: 'width', input: 'image', type: 'float32 [N, 3, height, width]' },
    ]);
  });

  it('are not rows, also where another input has them further back', () => {
    expect(openDimensions([ids, { name: 'turned', type: 'float32', shape: [2, 'N'] }]).map(({ name }) => name)).toEqual(['L']);
  });

  it('are none without a name, none of an unknown rank, none of an input that has a value', () => {
    expect(
      openDimensions([
        { name: 'x', type: 'float32', shape: ['N', '', 4] },
        { name: 'y', type: 'float32' },
      ]),
    ).toEqual([]);
    expect(openDimensions([ids, picture], (name) => name === 'input_ids').map(({ name }) => name)).toEqual(['L']);
  });
});

test('a size is a whole number from 1 on', () => {
  expect(['1', ' 128 ', '0', '-1', '1.5', '', 'L', '12345678901'].map(isSize)).toEqual([
    true,
    true,
    false,
    false,
    false,
    false,
    false,
    false,
  ]);
});

test('sizes of dimensions that a model has lost are left out', () => {
  expect(dimsParameter({ L: 128, gone: 3 }, openDimensions([ids]))).toEqual(['L=128']);
});
