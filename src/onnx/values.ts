import { elementTypeName } from './elementType';
import type { GraphProto, TensorShapeProto, TensorShapeProto_Dimension, TypeProto, ValueInfoProto } from './gen/onnx-ml_pb';
import type { Dimension, ValueInfo } from './tensor';

/**
 * A declared value as the product shows it. Types other than a tensor's are spelled out in ONNX's own words, for
 * example `sequence(map(int64,float32))`, `optional(float32)`; a type that is missing or not known is `unknown`.
 */
export function valueInfo(value: ValueInfoProto): ValueInfo {
  const declared = value.type?.value;
  const shape = declared?.case === 'tensorType' || declared?.case === 'sparseTensorType' ? dimensions(declared.value.shape) : undefined;
  return { name: value.name, type: typeName(value.type), ...(shape && { shape }) };
}

/** The inputs of a graph that a person gives: without those that an initializer gives a value. */
export function givenInputs(graph: GraphProto | undefined): ValueInfoProto[] {
  const initializers = new Set(graph?.initializer.map(({ name }) => name));
  return (graph?.input ?? []).filter(({ name }) => !initializers.has(name));
}

/** A type spelled out, without shapes. */
export function typeName(type: TypeProto | undefined): string {
  const declared = type?.value;
  switch (declared?.case) {
    case 'tensorType':
      return elementName(declared.value.elemType);
    case 'sparseTensorType':
      return `sparse(${elementName(declared.value.elemType)})`;
    case 'sequenceType':
      return `sequence(${typeName(declared.value.elemType)})`;
    case 'optionalType':
      return `optional(${typeName(declared.value.elemType)})`;
    case 'mapType':
      return `map(${elementName(declared.value.keyType)},${typeName(declared.value.valueType)})`;
    case 'opaqueType':
      return `opaque(${[declared.value.domain, declared.value.name].filter((part) => part !== '').join('.')})`;
    default:
      return 'unknown';
  }
}

function elementName(code: number): string {
  return elementTypeName(code) ?? 'unknown';
}

/** A declared shape; undefined where even the rank is unknown. */
export function dimensions(shape: TensorShapeProto | undefined): Dimension[] | undefined {
  return shape?.dim.map(dimension);
}

/** Some exporters write -1 for a dimension that is not known. */
function dimension({ value }: TensorShapeProto_Dimension): Dimension {
  if (value.case === 'dimParam') return value.value;
  if (value.case === 'dimValue' && value.value >= 0n) return Number(value.value);
  return '';
}
