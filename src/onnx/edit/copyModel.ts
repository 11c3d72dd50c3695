import { clone, type DescMessage, type Message } from '@bufbuild/protobuf';
import { ModelProtoSchema, type TensorProto, TensorProtoSchema } from '../gen/onnx-ml_pb';
import type { DataReference, OnnxModel } from '../model';
import { elements, tensorFields } from '../write/encode';

/**
 * A copy of a model's graph that may be changed freely: the original and its file stay as they are. Weights left in
 * the file are not copied but referred to, so that both share the open file: closing one closes the other.
 */
export function copyModel(model: OnnxModel): OnnxModel {
  const proto = clone(ModelProtoSchema, model.proto);
  const references = new WeakMap<TensorProto, DataReference>();
  carry(ModelProtoSchema, model.proto, proto, model.references, references);
  return { proto, source: model.source, directory: model.directory, references, close: () => model.close() };
}

/** Walks original and copy side by side and gives each copied tensor its original's reference. */
function carry(type: DescMessage, from: Message, to: Message, old: OnnxModel['references'], fresh: OnnxModel['references']): void {
  if (type === TensorProtoSchema) {
    const reference = old.get(from as TensorProto);
    if (reference) fresh.set(to as TensorProto, reference);
    return;
  }
  for (const field of tensorFields(type)) {
    const copies = elements(to, field);
    elements(from, field).forEach((element, index) => {
      carry(field.message, element, copies[index], old, fresh);
    });
  }
}
