import { readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import { makeNode, makeValueInfo } from '../onnx/edit/make';
import { Names } from '../onnx/edit/names';
import { ELEMENT_TYPES, type ElementType, elementTypeName } from '../onnx/elementType';
import { GraphProtoSchema, type ModelProto, ModelProtoSchema, type ValueInfoProto, ValueInfoProtoSchema } from '../onnx/gen/onnx-ml_pb';
import { openModel } from '../onnx/open';
import type { ValueInfo } from '../onnx/tensor';
import { givenInputs, valueInfo } from '../onnx/values';
import { carrierOf, passes } from './carrier';

/** A model as it is given to the runtime, and what its file declares. */
export interface AdaptedModel {
  /** The file, or the whole model in memory where it had to be changed. */
  readonly source: string | Uint8Array;
  /** Where external data lie; a model in memory does not know. */
  readonly directory: string;
  readonly declared: { readonly inputs: ReadonlyMap<string, ValueInfo>; readonly outputs: ReadonlyMap<string, ValueInfo> };
  /** Inputs and outputs of types or names that do not pass the binding → the value that carries them. */
  readonly carried: ReadonlyMap<string, string>;
}

/**
 * Prepares a model file for the runtime's Node binding: exposes intermediate values, and puts a Cast between the graph and each
 * input or output whose element type does not pass the binding, an Identity where its name does not. Most models are left as they are,
 * on disk.
 * @throws UserError for a file that is not a readable model
 */
export async function adaptModel(path: string, expose: readonly string[]): Promise<AdaptedModel> {
  const model = openModel(path);
  const graph = model.proto.graph;
  model.close();
  const inputs = givenInputs(graph);
  const outputs = graph?.output ?? [];
  const declared = { inputs: infos(inputs), outputs: infos(outputs) };
  const isCarried = (value: ValueInfoProto) => carriedType(value) !== undefined || isMisnamed(value);
  const directory = dirname(path);
  const exposed = expose.map((name) => makeValueInfo(name));
  if (inputs.some(isCarried) || [...outputs, ...exposed].some(isCarried)) {
    const proto = fromBinary(ModelProtoSchema, await readFile(path));
    proto.graph?.output.push(...exposed);
    const carried = insertCasts(proto);
    return { source: toBinary(ModelProtoSchema, proto), directory, declared, carried };
  }
  if (expose.length > 0) return { source: await appendOutputs(path, expose), directory, declared, carried: new Map() };
  return { source: path, directory, declared, carried: new Map() };
}

function infos(values: readonly ValueInfoProto[]): Map<string, ValueInfo> {
  return new Map(values.map((value) => [value.name, valueInfo(value)]));
}

function carriedType(value: ValueInfoProto): ElementType | undefined {
  if (value.type?.value.case !== 'tensorType') return undefined;
  const type = elementTypeName(value.type.value.value.elemType);
  return type !== undefined && !passes(type) && carrierOf(type) ? type : undefined;
}

/** The binding passes values as properties of an object, of which one name is taken: setting it changes the object's prototype. */
function isMisnamed({ name, type }: ValueInfoProto): boolean {
  return name === '__proto__' && (type === undefined || type.value.case === 'tensorType');
}

/** Puts the casts in. @returns value → the one that carries it */
function insertCasts(proto: ModelProto): Map<string, string> {
  const graph = proto.graph!;
  const names = new Names(proto);
  const carried = new Map<string, string>();
  const pass = (from: string, to: string, type: ElementType | undefined) =>
    type === undefined
      ? makeNode('Identity', { inputs: [from], outputs: [to] })
      : makeNode('Cast', { inputs: [from], outputs: [to], attributes: { to: { int: ELEMENT_TYPES[type] } } });
  const swap = (value: ValueInfoProto, type: ElementType | undefined): ValueInfoProto => {
    const name = names.value(`${value.name}_carried`);
    carried.set(value.name, name);
    if (type !== undefined) return makeValueInfo(name, carrierOf(type), valueInfo(value).shape);
    return create(ValueInfoProtoSchema, { ...value, name });
  };
  const initializers = new Set(graph.initializer.map((tensor) => tensor.name));
  const before = graph.input.flatMap((value, index) => {
    const type = carriedType(value);
    if (initializers.has(value.name) || (!type && !isMisnamed(value))) return [];
    graph.input[index] = swap(value, type);
    return [pass(graph.input[index].name, value.name, type)];
  });
  const after = graph.output.flatMap((value, index) => {
    const type = carriedType(value);
    if (!type && !isMisnamed(value)) return [];
    graph.output[index] = swap(value, type);
    return [pass(value.name, graph.output[index].name, type && carrierOf(type))];
  });
  graph.node = [...before, ...graph.node, ...after];
  return carried;
}

/**
 * The file with further outputs. In protobuf's encoding messages that follow one another are one, their repeated fields joined: so
 * the outputs are a graph behind the model's own, and nothing of it has to be decoded or written anew.
 */
async function appendOutputs(path: string, names: readonly string[]): Promise<Uint8Array> {
  const graph = create(GraphProtoSchema, { output: names.map((name) => makeValueInfo(name)) });
  return Buffer.concat([await readFile(path), toBinary(ModelProtoSchema, create(ModelProtoSchema, { graph }))]);
}
