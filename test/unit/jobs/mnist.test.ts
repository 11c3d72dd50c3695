import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { decodeIdx } from '../../../src/data/files/idx';
import { openSession } from '../../../src/engine/runtimeSession';
import { largest } from '../../../src/measure/scores';
import { SHARED } from '../engine/dataSets';

describe.skipIf(!existsSync(SHARED))('mnist.onnx on the 10,000 test images', () => {
  it('is right on 98.91 %, as published', async () => {
    const read = (name: string) => decodeIdx(readFileSync(join(SHARED, 'mnist', name)), name);
    const [images, labels] = [await read('t10k-images-idx3-ubyte.gz'), await read('t10k-labels-idx1-ubyte.gz')];
    const session = await openSession({ path: join(SHARED, 'mnist/mnist.onnx') });
    const truth = labels.records(0, 10_000).data;
    let right = 0;
    for (let i = 0; i < 10_000; i++) {
      const pixels = Float32Array.from(images.records(i, i + 1).data as Uint8Array);
      const { outputs } = await session.run(new Map([['Input3', { type: 'float32', dims: [1, 1, 28, 28], data: pixels }]]));
      const [best] = largest(outputs.get('Plus214_Output_0')!.data as Float32Array, 1);
      if (best === truth[i]) right++;
    }
    await session.release();
    expect(right).toBe(9891);
  }, 120_000);
});
