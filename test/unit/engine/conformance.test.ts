import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openSession } from '../../../src/engine/runtimeSession';
import { dataSets, disagreement, readAll, readPb, SHARED } from './dataSets';

/** What ONNX Runtime 1.30 cannot do on the CPU, or what is no tensor: refused by name, never wrong. */
const REFUSED: Record<string, string> = {
  'edge/test_identity_opt': 'input.noTensor',
  'edge/test_if_opt': 'output.noTensor',
  'edge/test_loop13_seq': 'input.noTensor',
  'edge/test_optional_has_element_empty_optional_input': 'input.noTensor',
  'onnx_node/test_convinteger_with_padding': 'run.failed',
  'onnx_node/test_dequantizelinear_float4e2m1': 'model.boundaryType',
  'onnx_node/test_quantizelinear_float4e2m1': 'model.boundaryType',
};

describe.skipIf(!existsSync(SHARED))('outputs of the shared models', () => {
  for (const { title, model, directory } of dataSets()) {
    const refusal = REFUSED[title];
    if (!refusal)
      it(title, async () => {
        const session = await openSession({ path: model });
        const inputs = readAll(directory, 'input');
        const feeds = new Map(
          session.inputs.map((input, index) => [input.name, (inputs.find(({ name }) => name === input.name) ?? inputs[index])!.tensor]),
        );
        const { outputs } = await session.run(feeds);
        await session.release();
        for (const [index, output] of session.outputs.entries()) {
          const wanted = readAll(directory, 'output')[index]!.tensor;
          expect(disagreement(outputs.get(output.name)!, wanted, 1e-3, 1e-5), output.name).toBeLessThanOrEqual(1);
        }
      });
    else
      it(`${title} is refused`, async () => {
        const attempt = async () => {
          const session = await openSession({ path: model });
          const tensors = session.inputs.filter((input) => input.isTensor);
          await session.run(new Map(tensors.map((input, index) => [input.name, readPb(join(directory, `input_${index}.pb`)).tensor])));
        };
        await expect(attempt()).rejects.toMatchObject({ name: 'UserError', code: refusal });
      });
  }
});
