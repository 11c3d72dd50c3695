import type { UserError } from '../../base/errors';
import { checkModel } from '../../onnx/check/check';
import type { Finding } from '../../onnx/check/finding';
import type { ValueInfoProto } from '../../onnx/gen/onnx-ml_pb';
import type { OnnxModel } from '../../onnx/model';
import { domainName } from '../../onnx/scope';
import { modelStatistics } from '../../onnx/statistics';
import { valueInfo } from '../../onnx/values';
import type { InspectResult } from '../../report/schemas/inspect';

/**
 * Everything a report says about an opened model. Reads no weight.
 * @param unfetched what is wrong with external data files that are not here: said once a file, not once for each of its tensors
 */
export function inspectModel(model: OnnxModel, unfetched: readonly UserError[] = []): InspectResult {
  const { proto } = model;
  const graph = proto.graph;
  const initializers = new Set([
    ...(graph?.initializer ?? []).map((tensor) => tensor.name),
    ...(graph?.sparseInitializer ?? []).map((sparse) => sparse.values?.name ?? ''),
  ]);
  const inputs = (graph?.input ?? []).filter((input) => !initializers.has(input.name));
  const overridable = (graph?.input ?? []).filter((input) => initializers.has(input.name)).map((input) => input.name);
  return {
    readable: true,
    irVersion: Number(proto.irVersion),
    producer: [proto.producerName, proto.producerVersion].filter((part) => part !== '').join(' '),
    opsets: Object.fromEntries(proto.opsetImport.map((entry) => [domainName(entry.domain), Number(entry.version)])),
    inputs: inputs.map(described),
    outputs: (graph?.output ?? []).map(described),
    ...modelStatistics(model),
    metadata: Object.fromEntries(proto.metadataProps.map((entry) => [entry.key, entry.value])),
    findings: [...unfetched.map(asFinding), ...otherThan(unfetched, checkModel(model)), ...overridableInputs(overridable)],
  };
}

function asFinding({ code, message, where = 'model', remedy }: UserError): Finding {
  return { code, severity: 'error', where, message, ...(remedy === undefined ? {} : { remedy }) };
}

/** Without what the checker says of each tensor in files that are not fetched. */
function otherThan(unfetched: readonly UserError[], findings: readonly Finding[]): Finding[] {
  if (unfetched.length === 0) return [...findings];
  const locations = unfetched.map((error) => error.where ?? '');
  const isTold = ({ code, message, where }: Finding) =>
    code === 'externalData.pointer' ||
    (code === 'externalData.missing' && (where === 'model' || locations.some((location) => message.includes(location))));
  return findings.filter((finding) => !isTold(finding));
}

/**
 * What a report says about a file that cannot be read as a model: why, and nothing else.
 * @param where the file, as the report names it
 */
export function unreadableModel(error: UserError, where: string): InspectResult {
  const { code, message, remedy } = error;
  return {
    readable: false,
    irVersion: 0,
    producer: '',
    opsets: {},
    inputs: [],
    outputs: [],
    nodeCount: 0,
    parameterCount: 0,
    weightBytes: 0,
    operators: {},
    weights: [],
    tensors: [],
    metadata: {},
    findings: [{ code, severity: 'error', where, message, ...(remedy === undefined ? {} : { remedy }) }],
  };
}

function described(value: ValueInfoProto): InspectResult['inputs'][number] {
  const { name, type, shape } = valueInfo(value);
  return { name, type, ...(shape === undefined ? {} : { shape: [...shape] }) };
}

/** Inputs that are initializers too are left out of `inputs`, and noted here. */
function overridableInputs(names: readonly string[]): Finding[] {
  if (names.length === 0) return [];
  const listed = names.slice(0, 5).map((name) => JSON.stringify(name));
  return [
    {
      code: 'input.default',
      severity: 'info',
      where: 'graph',
      message: `${names.length === 1 ? 'An input has' : `${names.length} inputs have`} a stored value and need not be given: ${listed.join(', ')}${names.length > 5 ? ', …' : ''}.`,
    },
  ];
}
