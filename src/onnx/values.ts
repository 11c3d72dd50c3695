import { elementTypeName } from './elementType';
import type { TensorShapeProto, TypeProto, ValueInfoProto } from './gen/onnx-ml_pb';
import type { Dimension, ValueInfo } from './tensor';

/** A declared value: its name, its type spelled out, and its shape where a rank is declared. */
export function valueInfo(value: ValueInfoProto): ValueInfo {
  const shape = declaredShape(value.type);
  return { name: value.name, type: typeName(value.type), ...(shape === undefined ? {} : { shape }) };
}

/**
 * A type as text: `float32` for a tensor, else `sparse(float32)`, `sequence(T)`, `map(K,V)`, `optional(T)`,
 * `opaque(domain.name)`, `unknown`.
 */
export function typeName(type: TypeProto | undefined): string {
  const declared = type?.value;
  switch (declared?.case) {
    case 'tensorType':
      return elementName(declared.value.elemType);
    case 'sparseTensorType':
      return `sparse(${elementName(declared.value.elemType)})`;
    case 'sequenceType':
      return `sequence(${typeName(declared.value.elemType)})`;
    case 'mapType':
      return `map(${elementName(declared.value.keyType)},${typeName(declared.value.valueType)})`;
    case 'optionalType':
      return `optional(${typeName(declared.value.elemType)})`;
    case 'opaqueType':
      return `opaque(${[declared.value.domain, declared.value.name].filter((part) => part !== '').join('.')})`;
    default:
      return 'unknown';
  }
}

function elementName(code: number): string {
  return elementTypeName(code) ?? 'unknown';
}

/** A tensor's declared dimensions; undefined where even the rank is open, or the value is no tensor. */
export function declaredShape(type: TypeProto | undefined): Dimension[] | undefined {
  const declared = type?.value;
  if (declared?.case !== 'tensorType' && declared?.case !== 'sparseTensorType') return undefined;
  return declared.value.shape && dimensions(declared.value.shape);
}

function dimensions(shape: TensorShapeProto): Dimension[] {
  return shape.dim.map(({ value }) => (value.case === 'dimValue' ? Number(value.value) : value.case === 'dimParam' ? value.value : ''));
}
