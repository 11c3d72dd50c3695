import type { ModelProto, ValueInfoProto } from '../gen/onnx-ml_pb';
import { domainName } from '../scope';
import type { ValueInfo } from '../tensor';
import { valueInfo } from '../values';
import type { FieldChange, ValueChange } from './types';

/** Domain → version on both sides, where they differ. */
export function opsetChanges(before: ModelProto, after: ModelProto): FieldChange[] {
  const versions = ({ opsetImport }: ModelProto) => new Map(opsetImport.map((entry) => [domainName(entry.domain), Number(entry.version)]));
  return fieldChanges(versions(before), versions(after));
}

/**
 * What a model says about itself, where it differs: its metadata by key, and the fields `producer_name`, `producer_version`,
 * `domain`, `model_version` and `doc_string` of the file.
 */
export function metadataChanges(before: ModelProto, after: ModelProto): FieldChange[] {
  return fieldChanges(metadata(before), metadata(after));
}

function metadata(proto: ModelProto): Map<string, string> {
  const fields: [string, string][] = [
    ['producer_name', proto.producerName],
    ['producer_version', proto.producerVersion],
    ['domain', proto.domain],
    ['model_version', proto.modelVersion === 0n ? '' : String(proto.modelVersion)],
    ['doc_string', proto.docString],
  ];
  const entries = proto.metadataProps.map(({ key, value }): [string, string] => [key, value]);
  return new Map([...fields.filter(([, value]) => value !== ''), ...entries]);
}

function fieldChanges(before: ReadonlyMap<string, string | number>, after: ReadonlyMap<string, string | number>): FieldChange[] {
  const changes: FieldChange[] = [];
  for (const name of new Set([...before.keys(), ...after.keys()])) {
    const [was, is] = [before.get(name), after.get(name)];
    if (was === is) continue;
    const change = was === undefined ? 'added' : is === undefined ? 'removed' : 'changed';
    changes.push({ name, change, ...(was !== undefined && { before: was }), ...(is !== undefined && { after: is }) });
  }
  return changes;
}

/** Inputs a caller has to give: those with an initializer of their name are left out. */
export function callerInputs(proto: ModelProto): ValueInfo[] {
  const stored = new Set([
    ...(proto.graph?.initializer ?? []).map((tensor) => tensor.name),
    ...(proto.graph?.sparseInitializer ?? []).map((sparse) => sparse.values?.name ?? ''),
  ]);
  return (proto.graph?.input ?? []).filter((input) => !stored.has(input.name)).map(described);
}

/** What a caller gets. */
export function callerOutputs(proto: ModelProto): ValueInfo[] {
  return (proto.graph?.output ?? []).map(described);
}

function described(value: ValueInfoProto): ValueInfo {
  const { name, type, shape } = valueInfo(value);
  return { name, type, ...(shape && { shape: [...shape] }) };
}

/** Inputs or outputs by name: those on one side only, those of another type or shape, those at another place. */
export function valueChanges(before: readonly ValueInfo[], after: readonly ValueInfo[]): ValueChange[] {
  const changes: ValueChange[] = [];
  const places = new Map(after.map((value, index) => [value.name, index]));
  const names = new Set(before.map((value) => value.name));
  // Places count among those that both sides have: one more in front does not move the rest.
  const kept = (values: readonly ValueInfo[]) => values.filter((value) => names.has(value.name) && places.has(value.name));
  const order = new Map(kept(after).map((value, index) => [value.name, index]));
  const wasOrder = new Map(kept(before).map((value, index) => [value.name, index]));
  for (const [index, was] of before.entries()) {
    const place = places.get(was.name);
    const is = place === undefined ? undefined : after[place];
    if (place === undefined || !is) {
      changes.push({ name: was.name, change: 'removed', before: was });
      continue;
    }
    const moved = order.get(was.name) !== wasOrder.get(was.name);
    if (!moved && was.type === is.type && JSON.stringify(was.shape) === JSON.stringify(is.shape)) continue;
    changes.push({ name: was.name, change: 'changed', before: was, after: is, ...(moved && { moved: { before: index, after: place } }) });
  }
  for (const is of after) if (!names.has(is.name)) changes.push({ name: is.name, change: 'added', after: is });
  return changes;
}
