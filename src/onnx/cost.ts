import { attentionFlop } from './costAttention';
import { type CostTensor, type CostTensors, count, type IntAttribute } from './costTensor';
import type { NodeProto } from './gen/onnx-ml_pb';

/** What a node has to do at least. */
export interface NodeCost {
  /** Floating-point operations, or those on integers: a multiplication and the addition of its product count as two. Of products of matrices alone. */
  readonly flop?: number;
  /** Memory that has to be read and written if each input is read once and each output written once. */
  readonly bytes: number;
}

/** Operators that hand their input on as it lies in memory. */
const VIEWS = new Set([
  'Reshape',
  'Squeeze',
  'Unsqueeze',
  'Flatten',
  'Identity',
  'Dropout',
  'Shape',
  'Size',
  'Constant',
  'If',
  'Loop',
  'Scan',
]);
/** Operators that read no more of their first input than they hand on. */
const SELECTIONS = new Set([
  'Gather',
  'GatherElements',
  'GatherND',
  'Slice',
  'Split',
  'Expand',
  'Tile',
  'ConstantOfShape',
  'Range',
  'EmbedLayerNormalization',
]);

/**
 * Cost of one call of a node, from actual shapes.
 *
 * Products count 2·M·N·K, as in the roofline literature and PyTorch's `FlopCounterMode`; biases, activations, scales and softmax are
 * left out, and causal attention counts as the full square.
 * @param node operator and attributes: of the executed graph, since fusion changes them
 * @param inputs in the operator's order; undefined for one that is left out or not known
 * @returns undefined where shapes that are needed are missing, or where nothing is to be done
 */
export function nodeCost(node: NodeProto, inputs: CostTensors, outputs: CostTensors): NodeCost | undefined {
  if (VIEWS.has(node.opType)) return undefined;
  const sizes = [...(SELECTIONS.has(node.opType) ? [outputs[0], ...inputs.slice(1)] : inputs), ...outputs];
  const bytes = sizes.reduce((sum, tensor) => sum + (tensor ? count(tensor.dims) * tensor.elementBytes : 0), 0);
  const flop = flopOf(node, inputs, outputs);
  if (bytes === 0 && flop === undefined) return undefined;
  return { ...(flop !== undefined && Number.isFinite(flop) && flop > 0 ? { flop } : {}), bytes };
}

function flopOf(node: NodeProto, inputs: CostTensors, outputs: CostTensors): number | undefined {
  const int: IntAttribute = (name, otherwise) => {
    const found = node.attribute.find((attribute) => attribute.name === name);
    return found ? Number(found.i) : otherwise;
  };
  const [first, second, , fourth] = inputs;
  const [output] = outputs;
  switch (node.opType) {
    case 'MatMul':
    case 'MatMulInteger':
    case 'MatMulIntegerToFloat':
    case 'DynamicQuantizeMatMul':
    case 'QLinearMatMul':
      return product(first, output, 0);
    case 'Gemm':
    case 'QGemm':
    case 'FusedGemm':
    case 'FusedMatMul':
    case 'FusedMatMulActivation':
    case 'TransposeMatMul':
      return product(first, output, int('transA', 0));
    case 'MatMulNBits':
      return first && 2 * count(first.dims) * int('N', 0);
    case 'Conv':
    case 'FusedConv':
    case 'NhwcFusedConv':
    case 'ConvInteger':
      return convolution(second, output, node.domain === 'com.ms.internal.nhwc' || node.opType === 'NhwcFusedConv');
    case 'QLinearConv':
      return convolution(fourth, output, int('channels_last', 0) !== 0);
    case 'ConvTranspose':
      // Each element of the input is multiplied with what of the weight is its channel's: [C, M/group, …kernel].
      return first && second && 2 * count(first.dims) * count(second.dims.slice(1));
    case 'LSTM':
      return recurrent(first, inputs[1], inputs[2]);
    case 'GRU':
    case 'RNN':
      return recurrent(first, inputs[1], inputs[2]);
    default:
      return attentionFlop(node, int, inputs, outputs);
  }
}

/** A·B: every element of the output sums K products. */
function product(a: CostTensor | undefined, output: CostTensor | undefined, transposed: number): number | undefined {
  if (!a || !output || a.dims.length === 0) return undefined;
  const k = transposed !== 0 && a.dims.length > 1 ? a.dims.at(-2)! : a.dims.at(-1)!;
  return 2 * count(output.dims) * k;
}

/**
 * Every element of the output sums over a kernel of C/group channels: [M, C/group, …kernel]. Group and dilation need no attribute.
 * M is taken from the weight, since layouts in blocks pad the output's channels.
 */
function convolution(weight: CostTensor | undefined, output: CostTensor | undefined, channelsLast: boolean): number | undefined {
  if (!weight || !output || weight.dims.length < 3 || output.dims.length !== weight.dims.length) return undefined;
  const [rows = 0] = output.dims;
  const space = channelsLast ? output.dims.slice(1, -1) : output.dims.slice(2);
  return 2 * rows * count(space) * count(weight.dims);
}

/** X [T, B, I], W [directions, gates·H, I], R [directions, gates·H, H]. */
function recurrent(x: CostTensor | undefined, w: CostTensor | undefined, r: CostTensor | undefined): number | undefined {
  if (!x || !w || !r || x.dims.length !== 3) return undefined;
  return 2 * x.dims[0]! * x.dims[1]! * (count(w.dims) + count(r.dims));
}
