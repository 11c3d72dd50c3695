import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import { describe, expect, it } from 'vitest';
import { type ModelProto, ModelProtoSchema, type TensorProto } from '../../../src/onnx/gen/onnx-ml_pb';
import { toNumbers } from '../../../src/onnx/numbers';
import { openModelBytes } from '../../../src/onnx/open';
import { readTensor } from '../../../src/onnx/readTensor';
import { decode } from '../../../src/onnx/wire/decode';
import { LARGE_DATA_BYTES, MAX_DEPTH, MAX_NUMBERS, MAX_OBJECTS } from '../../../src/onnx/wire/limits';
import { PLACEHOLDER_FIELD } from '../../../src/onnx/wire/skim';
import { CountingSource } from './countingSource';

const GRAPH = 7;
const INITIALIZER = 5;
const LARGE = LARGE_DATA_BYTES + 4;

/** A message written field by field. */
const message = (write: (writer: BinaryWriter) => unknown): Uint8Array => {
  const writer = new BinaryWriter();
  write(writer);
  return writer.finish();
};
const field = (number: number, bytes: Uint8Array) => (writer: BinaryWriter) => writer.tag(number, WireType.LengthDelimited).bytes(bytes);
const modelWith = (...tensors: Uint8Array[]) =>
  message(
    field(
      GRAPH,
      message((graph) => tensors.map((bytes) => field(INITIALIZER, bytes)(graph))),
    ),
  );

/** A float32 tensor's header: dims and type. */
const header = (count: number) => (writer: BinaryWriter) =>
  writer.tag(1, WireType.Varint).int64(count).tag(2, WireType.Varint).int32(1).tag(8, WireType.LengthDelimited).string('w');
const floats = (count: number, first = 0) => new Uint8Array(Float32Array.from({ length: count }, (_, i) => first + i).buffer);
const code = (bytes: Uint8Array) => {
  try {
    openModelBytes(bytes);
    return 'opened';
  } catch (error) {
    return (error as { code: string }).code;
  }
};
const firstTensor = (bytes: Uint8Array) => {
  const model = openModelBytes(bytes);
  return { model, tensor: model.proto.graph!.initializer[0] };
};
const valuesOf = (bytes: Uint8Array) => {
  const { model, tensor } = firstTensor(bytes);
  return [...toNumbers(readTensor(model, tensor))];
};

describe('large data stay in the file', () => {
  it('reads no weight bytes and allocates no more than the graph', () => {
    const weight = message((writer) => field(9, new Uint8Array(8 << 20))(header(2 << 20)(writer)));
    const source = new CountingSource(modelWith(weight, weight, weight));
    const { message: proto, references } = decode(source, ModelProtoSchema);
    expect(proto.graph?.initializer.map((tensor) => references.get(tensor)?.length)).toEqual([8 << 20, 8 << 20, 8 << 20]);
    expect(source.bytesRead).toBeLessThan(64 * 1024);
    expect(source.longestRead).toBeLessThanOrEqual(256 * 1024);
  });

  it('does so in subgraphs, attributes, functions, sparse tensors and training graphs', () => {
    const tensor = { dims: [LARGE / 4].map(BigInt), dataType: 1, rawData: floats(LARGE / 4) };
    const sparse = { dims: [9000n], values: tensor, indices: { dims: [1n], dataType: 7, int64Data: [1n] } };
    const node = { opType: 'If', attribute: [{ t: tensor, tensors: [tensor], sparseTensor: sparse, g: { initializer: [tensor] } }] };
    const proto = create(ModelProtoSchema, {
      graph: { node: [node], sparseInitializer: [sparse] },
      functions: [{ node: [node], attributeProto: [{ t: tensor }] }],
      trainingInfo: [{ algorithm: { initializer: [tensor] } }],
    });
    const bytes = toBinary(ModelProtoSchema, proto);
    const model = openModelBytes(bytes);
    const [one] = model.proto.graph!.node[0].attribute;
    const [two] = model.proto.functions[0].node[0].attribute;
    const tensors = [
      ...[one, two].flatMap(({ t, tensors, sparseTensor, g }) => [t, tensors[0], sparseTensor?.values, g?.initializer[0]]),
      model.proto.graph!.sparseInitializer[0].values,
      model.proto.functions[0].attributeProto[0].t,
      model.proto.trainingInfo[0].algorithm?.initializer[0],
    ];
    expect(tensors.length).toBe(11);
    const offsets = new Set(tensors.map((tensor) => model.references.get(tensor!)?.offset));
    expect(offsets.size).toBe(11);
    expect(offsets).not.toContain(undefined);
    for (const tensor of tensors) expect(readTensor(model, tensor!).data).toEqual(new Float32Array(floats(LARGE / 4).buffer));
  });

  it('gives a message whose padded lengths other protobuf readers accept', () => {
    const big = modelWith(message((writer) => field(9, new Uint8Array(1 << 20))(header(1 << 18)(writer))));
    const { model, tensor } = firstTensor(big);
    tensor.rawData = new Uint8Array(1 << 20);
    expect(Buffer.from(toBinary(ModelProtoSchema, model.proto)).equals(big)).toBe(true);
  });
});

describe('protobuf semantics', () => {
  const small = floats(2, 5);
  const large = floats(LARGE / 4);

  it('takes the last of several raw_data, whichever were large', () => {
    const two = (first: Uint8Array, second: Uint8Array) =>
      modelWith(message((writer) => field(9, second)(field(9, first)(header(second.length / 4)(writer)))));
    expect(valuesOf(two(large, small))).toEqual([5, 6]);
    expect(valuesOf(two(small, large)).length).toBe(LARGE / 4);
    expect(valuesOf(two(large, floats(LARGE / 4 + 1, 9)))[0]).toBe(9);
    expect(valuesOf(two(large, new Uint8Array(0)))).toEqual([]);
  });

  it('merges a graph given in two pieces', () => {
    const half = (name: string) => (writer: BinaryWriter) =>
      field(
        GRAPH,
        message(
          field(
            INITIALIZER,
            message((tensor) =>
              field(
                9,
                large,
              )(header(LARGE / 4)(tensor))
                .tag(12, WireType.LengthDelimited)
                .string(name),
            ),
          ),
        ),
      )(writer);
    const model = openModelBytes(message((writer) => half('b')(half('a')(writer) as BinaryWriter)));
    expect(model.proto.graph?.initializer.map((tensor) => [tensor.docString, model.references.has(tensor)])).toEqual([
      ['a', true],
      ['b', true],
    ]);
  });

  it('keeps packed, unpacked and small typed data, and refuses large ones in pieces', () => {
    const loose = message((writer) => [1, 2, 3].reduce((w, value) => w.tag(4, WireType.Bit32).float(value), header(3)(writer)));
    expect(valuesOf(modelWith(loose))).toEqual([1, 2, 3]);
    const mixed = message((writer) => field(4, small)(header(3)(writer).tag(4, WireType.Bit32).float(1)));
    expect(valuesOf(modelWith(mixed))).toEqual([1, 5, 6]);
    expect(code(modelWith(message((writer) => field(4, large)(field(4, large)(header(1)(writer))))))).toBe('onnx.format');
    expect(code(modelWith(message((writer) => field(4, small)(field(4, large)(header(1)(writer))))))).toBe('onnx.format');
    expect(code(modelWith(message((writer) => field(9, large)(field(4, large)(header(1)(writer))))))).toBe('onnx.format');
  });

  it('keeps unknown fields of every wire type, groups and a use of the placeholder’s own number', () => {
    const odd = (writer: BinaryWriter) => {
      writer.tag(100, WireType.Varint).uint64(1n << 63n);
      writer.tag(101, WireType.Bit32).fixed32(7).tag(102, WireType.Bit64).fixed64(8);
      writer.tag(103, WireType.LengthDelimited).bytes(new Uint8Array(5000));
      writer.tag(104, WireType.StartGroup).tag(1, WireType.StartGroup).tag(2, WireType.Varint).int32(3).tag(1, WireType.EndGroup);
      return writer.tag(104, WireType.EndGroup).tag(PLACEHOLDER_FIELD, WireType.LengthDelimited).bytes(new Uint8Array(0));
    };
    const tensor = message((writer) => odd(field(4, large)(header(LARGE / 4)(writer))));
    const bytes = message((writer) =>
      odd(
        field(
          GRAPH,
          message((graph) => odd(field(INITIALIZER, tensor)(odd(graph)))),
        )(odd(writer)),
      ),
    );
    const { model, tensor: read } = firstTensor(bytes);
    read.floatData = [...new Float32Array(large.buffer)];
    expect(
      Buffer.from(toBinary(ModelProtoSchema, model.proto)).equals(toBinary(ModelProtoSchema, fromBinary(ModelProtoSchema, bytes))),
    ).toBe(true);
    expect(read.$unknown?.map(({ no }) => no)).toEqual([100, 101, 102, 103, 104, PLACEHOLDER_FIELD]);
  });

  it('leaves no placeholder behind', () => {
    const { model, tensor } = firstTensor(modelWith(message((writer) => field(4, large)(header(LARGE / 4)(writer)))));
    expect(model.references.get(tensor)).toMatchObject({ field: 4, length: LARGE });
    expect(tensor.$unknown).toBeUndefined();
  });
});

describe('what is refused', () => {
  const whole = modelWith(message((writer) => field(9, floats(2))(header(2)(writer))));

  it('every truncation', () => {
    const codes = new Set(Array.from({ length: whole.length - 1 }, (_, i) => code(whole.subarray(0, i + 1))));
    expect([...codes].sort()).toEqual(['onnx.truncated']);
  });

  it.each<[string, number[]]>([
    ['field number 0', [0x02, 0x00]],
    ['a tag over 32 bits', [0xfa, 0xff, 0xff, 0xff, 0x1f, 0x00]],
    ['wire type 6', [0x0e, 0x00]],
    ['a group that never began', [0x0c]],
    ['a group that ends as another', [0xa3, 0x06, 0xac, 0x06]],
    ['an unknown group in which a field is cut off by its message', [0x3a, 0x03, 0xa3, 0x06, 0x0a, 0x05, 0, 0, 0, 0, 0]],
    ['a varint of eleven bytes', [0x08, ...new Array(10).fill(0xff), 0x01]],
    ['a graph that is a number', [0x38, 0x01]],
    ['a number that is a message', [0x0a, 0x00]],
    ['a name that is a number', [0x10, 0x01]],
    ['a node longer than its graph', [0x3a, 0x02, 0x0a, 0x05, 0, 0, 0, 0, 0, 0, 0]],
    ['packed numbers that end in the middle', [0x3a, 0x05, 0x2a, 0x03, 0x0a, 0x01, 0x80, 0x08, 0x01]],
    ['packed floats with half a one', [0x3a, 0x05, 0x2a, 0x03, 0x22, 0x01, 0x00]],
  ])('%s', (_, bytes) => expect(code(Uint8Array.from(bytes))).toBe('onnx.format'));

  it('a length near 2^64', () => expect(code(Uint8Array.from([0x3a, ...new Array(9).fill(0xff), 0x01]))).toBe('onnx.truncated'));

  it.each([
    ['the graph', [GRAPH, 1, 5, 6]],
    ['unknown groups', []],
  ])('nesting too deep in %s', (_, path) => {
    const nested = (depth: number) => {
      if (path.length === 0) {
        return message((writer) => {
          field(GRAPH, new Uint8Array(0))(writer);
          for (let i = 0; i < depth; i++) writer.tag(100, WireType.StartGroup);
          for (let i = 0; i < depth; i++) writer.tag(100, WireType.EndGroup);
        });
      }
      let bytes: Uint8Array = new Uint8Array(0);
      // Model, then graph, node and attribute by turns: fields 7, then 1, 5, 6.
      for (let level = depth - 1; level >= 0; level--) bytes = message(field(level === 0 ? GRAPH : path[1 + ((level - 1) % 3)], bytes));
      return bytes;
    };
    expect(code(nested(MAX_DEPTH - 1))).toBe('opened');
    expect(code(nested(MAX_DEPTH))).toBe('onnx.limit');
  });

  it('more objects than the limit, before decoding one', () => {
    const nodes = new Uint8Array(2 * (MAX_OBJECTS + 1));
    for (let i = 0; i < nodes.length; i += 2) nodes[i] = 0x0a;
    expect(code(message(field(GRAPH, nodes)))).toBe('onnx.limit');
  });

  it('more numbers than the limit, before decoding one', () => {
    const dims = message(field(1, new Uint8Array(MAX_NUMBERS + 1)));
    expect(code(modelWith(dims))).toBe('onnx.limit');
  });

  it('files that are something else, by name', () => {
    const says = (start: string | number[]) => {
      const bytes = typeof start === 'string' ? new TextEncoder().encode(start) : Uint8Array.from(start);
      try {
        openModelBytes(bytes);
        return 'opened';
      } catch (error) {
        return (error as Error).message;
      }
    };
    expect(says('')).toContain('empty');
    expect(says('version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 1\n')).toContain('Git LFS pointer');
    expect(says('outs:\n- md5: 00\n  path: m.onnx\n')).toContain('DVC');
    expect(says([0x50, 0x4b, 3, 4, 20, 0])).toContain('zip');
    expect(says([0x1f, 0x8b, 8, 0])).toContain('compressed');
    expect(says('<!DOCTYPE html><html></html>')).toContain('web page');
    expect(says('\n<html lang="en">')).toContain('web page');
    expect(says('{"a": 1}')).toContain('JSON');
    expect(says('<\n  ir_version: 8\n>\nagraph (float[N] x) => (y) {}')).toContain('textual');
    expect(says('just some words, nothing more')).toContain('text file');
    expect(says([...'....TFL3'].map((c) => c.charCodeAt(0)))).toContain('TensorFlow Lite');
    expect(says([0x80, 2, 0x7d])).toContain('another framework');
    expect(says([0x08, 0x01])).toContain('no graph');
  });

  it('a tensor whose data do not fit', () => {
    const broken = (proto: Partial<TensorProto>) => {
      const bytes = toBinary(ModelProtoSchema, create(ModelProtoSchema, { graph: { initializer: [proto as TensorProto] } }) as ModelProto);
      const { model, tensor } = firstTensor(bytes);
      try {
        readTensor(model, tensor);
        return 'read';
      } catch (error) {
        return (error as { code: string }).code;
      }
    };
    const raw = new Uint8Array(4);
    expect(broken({ dims: [1n], dataType: 1, rawData: raw })).toBe('read');
    expect(broken({ dims: [2n], dataType: 1, rawData: raw })).toBe('tensor.size');
    expect(broken({ dims: [2000n], dataType: 1, rawData: new Uint8Array(LARGE) })).toBe('tensor.size');
    expect(broken({ dims: [1n], dataType: 1 })).toBe('tensor.size');
    expect(broken({ dims: [1n], dataType: 99, rawData: raw })).toBe('tensor.type');
    expect(broken({ dims: [1n], dataType: 0, rawData: raw })).toBe('tensor.type');
    expect(broken({ dims: [-1n], dataType: 1, rawData: raw })).toBe('tensor.dims');
    expect(broken({ dims: [1n << 62n, 4n], dataType: 1, rawData: raw })).toBe('tensor.dims');
    expect(broken({ dims: [1n << 62n, 0n], dataType: 1 })).toBe('tensor.dims');
    expect(broken({ dims: [1n], dataType: 1, rawData: raw, floatData: [1] })).toBe('tensor.storage');
    expect(broken({ dims: [1n], dataType: 1, int32Data: [1] })).toBe('tensor.storage');
    expect(broken({ dims: [600n], dataType: 1, doubleData: new Array(600).fill(1) })).toBe('tensor.storage');
    expect(broken({ dims: [1n], dataType: 3, int32Data: [300] })).toBe('tensor.value');
    expect(broken({ dims: [1n], dataType: 12, uint64Data: [1n << 32n] })).toBe('tensor.value');
    expect(broken({ dims: [5000n], dataType: 6, int32Data: new Array(4999).fill(1) })).toBe('tensor.size');
    expect(broken({ dims: [5000n], dataType: 7, int64Data: new Array(5001).fill(1n) })).toBe('tensor.size');
    expect(broken({ dims: [1n], dataType: 8, rawData: raw })).toBe('tensor.storage');
    expect(broken({ dims: [3n], dataType: 8, stringData: [raw] })).toBe('tensor.size');
  });
});
