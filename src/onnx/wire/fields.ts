import { type DescField, type DescMessage, ScalarType } from '@bufbuild/protobuf';
import { TensorProtoSchema } from '../gen/onnx-ml_pb';

/** How a known field is laid out on the wire. `bytes` covers strings. */
export interface FieldShape {
  readonly kind: 'varint' | 'fixed32' | 'fixed64' | 'bytes' | 'message';
  readonly repeated: boolean;
  /** Of `kind` message. */
  readonly message?: MessageShape;
  /** A `TensorProto` field whose payload may stay in the file. */
  readonly data: boolean;
}

/** A message type as the walk over the wire format needs it: its known fields by number. */
export interface MessageShape {
  readonly name: string;
  readonly fields: readonly (FieldShape | undefined)[];
}

/** `raw_data`. */
export const RAW_DATA_FIELD = TensorProtoSchema.field.rawData.number;

const TYPED_DATA_FIELDS = new Set(
  [
    TensorProtoSchema.field.floatData,
    TensorProtoSchema.field.int32Data,
    TensorProtoSchema.field.int64Data,
    TensorProtoSchema.field.doubleData,
    TensorProtoSchema.field.uint64Data,
  ].map((field) => field.number),
);

const shapes = new Map<DescMessage, MessageShape>();

/** The wire shape of a generated message type; recursive types share one object. */
export function messageShape(message: DescMessage): MessageShape {
  const known = shapes.get(message);
  if (known) return known;
  const fields: (FieldShape | undefined)[] = [];
  const shape = { name: message.name, fields };
  shapes.set(message, shape);
  for (const field of message.fields) fields[field.number] = fieldShape(field);
  return shape;
}

function fieldShape(field: DescField): FieldShape {
  const repeated = field.fieldKind === 'list';
  const data = field.parent === TensorProtoSchema && (field.number === RAW_DATA_FIELD || TYPED_DATA_FIELDS.has(field.number));
  if (field.message) return { kind: 'message', repeated, message: messageShape(field.message), data };
  return { kind: field.scalar === undefined ? 'varint' : scalarKind(field.scalar), repeated, data };
}

function scalarKind(scalar: ScalarType): FieldShape['kind'] {
  switch (scalar) {
    case ScalarType.STRING:
    case ScalarType.BYTES:
      return 'bytes';
    case ScalarType.FLOAT:
    case ScalarType.FIXED32:
    case ScalarType.SFIXED32:
      return 'fixed32';
    case ScalarType.DOUBLE:
    case ScalarType.FIXED64:
    case ScalarType.SFIXED64:
      return 'fixed64';
    default:
      return 'varint';
  }
}
