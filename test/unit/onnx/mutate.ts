import { fromBinary, toBinary } from '@bufbuild/protobuf';
import type { Random } from '../../../src/base/random';
import { ModelProtoSchema, type TensorProto } from '../../../src/onnx/gen/onnx-ml_pb';

/** Changes bytes the way damage and malice do: flips, cuts, lengths, splices, repeats. `other` is what splices come from. */
export function mutate(bytes: Uint8Array, other: Uint8Array, random: Random): Uint8Array {
  let mutant: Uint8Array = bytes.slice();
  for (let rounds = 1 + random.integer(2) * random.integer(4); rounds > 0 && mutant.length > 0; rounds--) {
    // Those that keep the length twice as often: the others mostly end at the next length that does not add up.
    const mutations = random.integer(3) > 0 ? IN_PLACE : MOVING;
    mutant = mutations[random.integer(mutations.length)](mutant, other, random);
  }
  return mutant;
}

type Mutation = (bytes: Uint8Array, other: Uint8Array, random: Random) => Uint8Array;

/** Bytes that mean something on the wire: ends of varints, large lengths, group tags, the tags of dims, data and graphs. */
const TELLING = [0x00, 0x01, 0x7f, 0x80, 0xff, 0x0b, 0x0c, 0x08, 0x10, 0x22, 0x2a, 0x3a, 0x4a, 0x6a, 0x70];

const IN_PLACE: Mutation[] = [
  function flipBit(bytes, _, random) {
    bytes[random.integer(bytes.length)] ^= 1 << random.integer(8);
    return bytes;
  },
  function setByte(bytes, _, random) {
    bytes[random.integer(bytes.length)] = TELLING[random.integer(TELLING.length)];
    return bytes;
  },
  function nudge(bytes, _, random) {
    // A length or a dimension that is off by a little.
    bytes[random.integer(bytes.length)] += random.integer(7) - 3;
    return bytes;
  },
];

const MOVING: Mutation[] = [
  function truncate(bytes, _, random) {
    return bytes.slice(0, random.integer(bytes.length));
  },
  function hugeVarint(bytes, _, random) {
    const width = 2 + random.integer(10);
    const varint = Uint8Array.from({ length: width }, (_, i) => (i < width - 1 ? 0x80 | random.integer(128) : random.integer(128)));
    return splice(bytes, random.integer(bytes.length), 1, varint);
  },
  function remove(bytes, _, random) {
    return splice(bytes, random.integer(bytes.length), 1 + random.integer(16), new Uint8Array(0));
  },
  function repeat(bytes, _, random) {
    const at = random.integer(bytes.length);
    return splice(bytes, at, 0, bytes.slice(at, at + 1 + random.integer(64)));
  },
  function fromOther(bytes, other, random) {
    const from = random.integer(Math.max(1, other.length));
    return splice(bytes, random.integer(bytes.length), random.integer(32), other.slice(from, from + 1 + random.integer(200)));
  },
];

function splice(bytes: Uint8Array, at: number, removed: number, inserted: Uint8Array): Uint8Array {
  const rest = bytes.subarray(Math.min(bytes.length, at + removed));
  const result = new Uint8Array(at + inserted.length + rest.length);
  result.set(bytes.subarray(0, at));
  result.set(inserted, at);
  result.set(rest, at + inserted.length);
  return result;
}

/** A model whose bytes are in order, and whose initializers are not: dims, types, data and places of data that do not go together. */
export function mutateTensors(bytes: Uint8Array, random: Random): Uint8Array {
  const model = fromBinary(ModelProtoSchema, bytes);
  const { initializer = [], sparseInitializer = [] } = model.graph ?? {};
  for (let rounds = 1 + random.integer(5); rounds > 0; rounds--) {
    const tensor = initializer[random.integer(initializer.length)];
    TENSOR_MUTATIONS[random.integer(TENSOR_MUTATIONS.length)](tensor, initializer[random.integer(initializer.length)], random);
  }
  for (const { dims, values, indices } of sparseInitializer) {
    if (random.integer(2) === 0) dims[random.integer(dims.length)] = dimension(random);
    if (indices?.int64Data.length && random.integer(2) === 0)
      indices.int64Data[random.integer(indices.int64Data.length)] = dimension(random);
    if (values && indices && random.integer(4) === 0) values.dims = indices.dims = [dimension(random)];
  }
  return toBinary(ModelProtoSchema, model);
}

const DIMENSIONS = [0n, 1n, 2n, 3n, -1n, 1n << 20n, 1n << 31n, 1n << 32n, (1n << 53n) + 1n, 1n << 62n, (1n << 63n) - 1n, -(1n << 63n)];
const dimension = (random: Random) => DIMENSIONS[random.integer(DIMENSIONS.length)];
const NUMBERS = ['0', '-1', '', '1e3', '9007199254740993', '18446744073709551615', '4096', '0x1'];

const TENSOR_MUTATIONS: ((tensor: TensorProto, other: TensorProto, random: Random) => void)[] = [
  (tensor, _, random) => {
    tensor.dims[random.integer(tensor.dims.length + 1)] = dimension(random);
  },
  (tensor) => tensor.dims.pop(),
  (tensor, _, random) => {
    tensor.dataType = random.integer(31) - 1;
  },
  (tensor, other) => {
    tensor.rawData = other.rawData;
  },
  (tensor, other) => {
    Object.assign(tensor, { floatData: other.floatData, int32Data: other.int32Data, int64Data: other.int64Data });
  },
  (tensor, _, random) => {
    tensor.int32Data = tensor.int32Data.concat(random.integer(2 ** 31) - 2 ** 30);
  },
  (tensor, other, random) => {
    tensor.dataLocation = random.integer(2);
    tensor.externalData = other.externalData;
    for (const entry of tensor.externalData) if (entry.key !== 'location') entry.value = NUMBERS[random.integer(NUMBERS.length)];
  },
];
