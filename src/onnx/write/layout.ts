import { clearField, create, isFieldSet, type Message } from '@bufbuild/protobuf';
import { isExternal, resolveExternalData } from '../externalData';
import {
  type GraphProto,
  ModelProtoSchema,
  type NodeProto,
  StringStringEntryProtoSchema,
  type TensorProto,
  TensorProto_DataLocation,
  TensorProtoSchema,
} from '../gen/onnx-ml_pb';
import type { DataReference, OnnxModel } from '../model';
import { subgraphs } from '../scope';
import { bytesSource, fileSource, rangeSource } from '../source';
import { tensorByteSource } from '../tensorBytes';
import { storedBytes } from '../tensorSize';
import { type Encoded, encode, type HeavyTensor, type Replacement } from './encode';
import type { Copy, Piece } from './pieces';

/** Where tensors go: as they are, all into the model file, or the larger initializers into a file beside it. */
export type Placement = 'keep' | 'inline' | 'external';

/** The files of a model about to be written. */
export interface Layout {
  readonly model: Encoded;
  /** Present where some tensors go into a file beside the model. */
  readonly data?: Encoded;
}

/** Initializers smaller than this stay in the model file; the same as the onnx package's `size_threshold`. */
const EXTERNAL_BYTES = 1024;
/** Tensors of a megabyte and more begin where they can be mapped into memory, on Windows too (64 KiB). */
const MAPPED_BYTES = 1 << 20;
const MAPPED_ALIGNMENT = 1 << 16;
const ALIGNMENT = 64;
/** Raw data in memory longer than this is written from where it is, instead of being encoded (copied) first. */
const HEAVY_BYTES = 1 << 16;
const RAW_DATA = TensorProtoSchema.field.rawData.number;

/**
 * Decides where every tensor goes and encodes the model around them. Reads no weight.
 * @param dataName plain file name of the external-data file, as the model will refer to it
 * @throws UserError where external data cannot be found or break a rule
 */
export function layOut(model: OnnxModel, placement: Placement, dataName: string): Layout {
  const moved = placement === 'external' ? largeInitializers(model) : new Set<TensorProto>();
  const data = new DataFile(dataName);
  const replace = (tensor: TensorProto): Replacement => {
    if (placement === 'inline') return isExternal(tensor) ? inlined(model, tensor) : heavy(model, tensor);
    if (isExternal(tensor)) return data.place(tensor, copyOf(model, tensor), keyOf(resolveExternalData(tensor, model.directory)));
    return moved.has(tensor) ? data.place(tensor, copyOf(model, tensor)) : heavy(model, tensor);
  };
  const encoded = encode(ModelProtoSchema, model.proto, replace);
  return { model: encoded, ...(data.encoded.size > 0 ? { data: data.encoded } : {}) };
}

/** The external-data file being laid out: tensors one after the other, aligned; a range two tensors share, once. */
class DataFile {
  readonly encoded: { pieces: Piece[]; size: number } = { pieces: [], size: 0 };
  readonly #placed = new Map<string, number>();

  constructor(private readonly name: string) {}

  place(tensor: TensorProto, copy: Copy, key?: string): TensorProto {
    let offset = key === undefined ? undefined : this.#placed.get(key);
    if (offset === undefined) {
      const alignment = copy.length >= MAPPED_BYTES ? MAPPED_ALIGNMENT : ALIGNMENT;
      offset = Math.ceil(this.encoded.size / alignment) * alignment;
      if (offset > this.encoded.size) this.encoded.pieces.push(new Uint8Array(offset - this.encoded.size));
      this.encoded.pieces.push(copy);
      this.encoded.size = offset + copy.length;
      if (key !== undefined) this.#placed.set(key, offset);
    }
    return externalTensor(tensor, this.name, offset, copy.length);
  }
}

/** What a tensor's bytes as `raw_data` are copied from. Their size is checked here, their values later not at all. */
function copyOf(model: OnnxModel, tensor: TensorProto): Copy {
  const source = tensorByteSource(model, tensor);
  source.close();
  return { length: source.size, open: () => tensorByteSource(model, tensor) };
}

function keyOf(reference: DataReference): string {
  return JSON.stringify([reference.file, reference.offset, reference.length]);
}

/** Large data that stay in the model file, in the field they are in. */
function heavy(model: OnnxModel, tensor: TensorProto): HeavyTensor | undefined {
  const reference = model.references.get(tensor);
  if (reference) {
    const open = () => {
      const outside = reference.file === undefined ? undefined : fileSource(reference.file);
      return rangeSource(outside ?? model.source, reference.offset, reference.length, outside !== undefined);
    };
    return { tensor, field: reference.field ?? RAW_DATA, data: { length: reference.length, open } };
  }
  if (tensor.rawData.length < HEAVY_BYTES) return undefined;
  return { tensor, field: RAW_DATA, data: { length: tensor.rawData.length, open: () => bytesSource(tensor.rawData) } };
}

function inlined(model: OnnxModel, tensor: TensorProto): HeavyTensor {
  const plain = withoutData(tensor);
  clearField(plain, TensorProtoSchema.field.dataLocation);
  return { tensor: plain, field: RAW_DATA, data: copyOf(model, tensor) };
}

/** The same tensor with its data in another file. What the entries said beyond place and checksum is kept. */
function externalTensor(tensor: TensorProto, location: string, offset: number, length: number): TensorProto {
  const plain = withoutData(tensor);
  const entries = Object.entries({ location, offset: String(offset), length: String(length) });
  // A checksum was that of the old file.
  const kept = tensor.externalData.filter(({ key }) => !['location', 'offset', 'length', 'checksum'].includes(key));
  plain.dataLocation = TensorProto_DataLocation.EXTERNAL;
  plain.externalData = [...entries.map(([key, value]) => create(StringStringEntryProtoSchema, { key, value })), ...kept];
  return plain;
}

const DATA_FIELDS = new Set(['floatData', 'int32Data', 'int64Data', 'doubleData', 'uint64Data', 'stringData', 'rawData', 'externalData']);

function withoutData(tensor: TensorProto): TensorProto {
  const plain = create(TensorProtoSchema) as TensorProto & Record<string, unknown>;
  const source = tensor as Message & Record<string, unknown>;
  for (const field of TensorProtoSchema.fields) {
    if (!DATA_FIELDS.has(field.localName) && isFieldSet(tensor, field)) plain[field.localName] = source[field.localName];
  }
  plain.$unknown = tensor.$unknown;
  return plain;
}

/** Initializers worth moving, of the graph and of every subgraph; attributes' tensors stay: runtimes want those inline. */
function largeInitializers(model: OnnxModel): Set<TensorProto> {
  const found = new Set<TensorProto>();
  const visitGraph = (graph: GraphProto) => {
    for (const tensor of graph.initializer) if (movable(model, tensor)) found.add(tensor);
    visitNodes(graph.node);
  };
  const visitNodes = (nodes: readonly NodeProto[]) => {
    for (const node of nodes) for (const graph of subgraphs(node)) visitGraph(graph);
  };
  if (model.proto.graph) visitGraph(model.proto.graph);
  for (const body of model.proto.functions) visitNodes(body.node);
  return found;
}

function movable(model: OnnxModel, tensor: TensorProto): boolean {
  return !isExternal(tensor) && tensor.stringData.length === 0 && storedBytes(tensor, model.references) >= EXTERNAL_BYTES;
}
