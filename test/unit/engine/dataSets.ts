import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fromBinary } from '@bufbuild/protobuf';
import { TensorProtoSchema } from '../../../src/onnx/gen/onnx-ml_pb';
import { readTensor } from '../../../src/onnx/readTensor';
import { bytesSource } from '../../../src/onnx/source';
import type { Tensor } from '../../../src/onnx/tensor';

/** Public models beside the repository; tests that want them are skipped where they are not. */
export const SHARED = join(import.meta.dirname, '../../../../shared/models');

/** A model with inputs and the outputs another runtime made of them. */
export interface DataSet {
  readonly title: string;
  readonly model: string;
  readonly directory: string;
}

const ELSEWHERE: Record<string, string> = {
  'cifar10_cnn/test_data_set_0': 'cifar10_cnn/ImageClassifier.onnx',
  'iris_nn/test_data_set_0': 'iris_nn/Network.onnx',
  'mnist/test_data_set_0': 'mnist/mnist.onnx',
  'silero_vad/silero_vad_frame40/test_data_set_0': 'silero_vad/silero_vad.onnx',
  'squeezenet/test_data_set_0_op13': 'squeezenet/squeezenet_op13.onnx',
  'squeezenet/test_data_set_1_op13': 'squeezenet/squeezenet_op13.onnx',
  'tiny_gpt2/fp16_cuda/test_data_set_0': 'tiny_gpt2/fp16_cuda/past.onnx',
  'tiny_gpt2/fp32/test_data_set_0': 'tiny_gpt2/fp32/past.onnx',
};

/** Every `test_data_set_N` of the shared models. */
export function dataSets(): DataSet[] {
  const elsewhere = Object.entries(ELSEWHERE).map(([directory, model]) => ({ title: directory, model, directory }));
  const beside = ['edge', 'onnx_node'].flatMap((group) =>
    (existsSync(join(SHARED, group)) ? readdirSync(join(SHARED, group)) : [])
      .filter((name) => existsSync(join(SHARED, group, name, 'test_data_set_0')))
      .map((name) => ({ title: `${group}/${name}`, model: `${group}/${name}/model.onnx`, directory: `${group}/${name}/test_data_set_0` })),
  );
  return [...elsewhere, ...beside].map(({ title, model, directory }) => ({
    title,
    model: join(SHARED, model),
    directory: join(SHARED, directory),
  }));
}

/** A TensorProto file, with the name it carries. */
export function readPb(path: string): { name: string; tensor: Tensor } {
  const bytes = readFileSync(path);
  const proto = fromBinary(TensorProtoSchema, bytes);
  return { name: proto.name, tensor: readTensor({ source: bytesSource(bytes), references: new WeakMap(), directory: undefined }, proto) };
}

/** `input_0.pb`, `input_1.pb`, … or the outputs. */
export function readAll(directory: string, prefix: 'input' | 'output'): { name: string; tensor: Tensor }[] {
  const files = readdirSync(directory).filter((file) => file.startsWith(`${prefix}_`));
  return files.map((_, index) => readPb(join(directory, `${prefix}_${index}.pb`)));
}

/** float16 bits as a number. */
function half(bits: number): number {
  const sign = bits >> 15 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const mantissa = bits & 1023;
  if (exponent === 31) return mantissa ? Number.NaN : sign * Number.POSITIVE_INFINITY;
  return sign * (exponent === 0 ? mantissa * 2 ** -24 : (1 + mantissa / 1024) * 2 ** (exponent - 15));
}

/** The largest |got - wanted| / (absolute + relative · |wanted|): at most 1 where they agree. Strings and integers agree or do not. */
export function disagreement(got: Tensor, wanted: Tensor, relative: number, absolute: number): number {
  if (got.type !== wanted.type || got.dims.join() !== wanted.dims.join()) return Number.POSITIVE_INFINITY;
  let worst = 0;
  const value = (tensor: Tensor, i: number) => (tensor.type === 'float16' ? half(tensor.data[i] as number) : tensor.data[i]);
  for (let i = 0; i < wanted.data.length; i++) {
    const [a, b] = [value(got, i), value(wanted, i)];
    if (a === b || (Number.isNaN(a) && Number.isNaN(b))) continue;
    const apart =
      typeof a === 'number' && typeof b === 'number' ? Math.abs(a - b) / (absolute + relative * Math.abs(b)) : Number.POSITIVE_INFINITY;
    worst = Math.max(worst, Number.isNaN(apart) ? Number.POSITIVE_INFINITY : apart);
  }
  return worst;
}
