import { create, toBinary } from '@bufbuild/protobuf';
import { InferenceSession } from 'onnxruntime-node';
import { describe, expect, it } from 'vitest';
import { RUNTIME } from '../../../src/onnx/check/runtime';
import { makeNode, makeValueInfo } from '../../../src/onnx/edit/make';
import { ModelProtoSchema } from '../../../src/onnx/gen/onnx-ml_pb';

async function loads(irVersion: number, opsets: [string, number][]): Promise<boolean> {
  const model = create(ModelProtoSchema, {
    irVersion: BigInt(irVersion),
    opsetImport: opsets.map(([domain, version]) => ({ domain, version: BigInt(version) })),
    graph: {
      name: 'g',
      node: [makeNode('Identity', { inputs: ['x'], outputs: ['y'] })],
      input: [makeValueInfo('x', 'float32', [1])],
      output: [makeValueInfo('y', 'float32', [1])],
    },
  });
  try {
    await (await InferenceSession.create(toBinary(ModelProtoSchema, model), { logSeverityLevel: 4 })).release();
    return true;
  } catch (error) {
    expect(String(error)).toMatch(/IR version|opset/i);
    return false;
  }
}

describe('the limits the checker knows are those of the shipped runtime', () => {
  it(`IR version ${RUNTIME.irVersion}`, async () => {
    expect([await loads(RUNTIME.irVersion, [['', 13]]), await loads(RUNTIME.irVersion + 1, [['', 13]])]).toEqual([true, false]);
  });

  it.each([...RUNTIME.opsets])('operator set %s %i', async (domain, version) => {
    const at = (offset: number): [string, number][] =>
      domain === 'ai.onnx'
        ? [['', version + offset]]
        : [
            ['', 13],
            [domain, version + offset],
          ];
    expect([await loads(8, at(0)), await loads(8, at(1))]).toEqual([true, false]);
  });
});
