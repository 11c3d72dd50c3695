import { type AttributeProto, AttributeProto_AttributeType, type ModelProto, type NodeProto } from '../gen/onnx-ml_pb';
import { domainName } from '../scope';
import table from './defaults.json';

const Type = AttributeProto_AttributeType;
type Defaults = Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, string | null>>>>>>>>;
const DEFAULTS: Defaults = table;

/** Version of each domain's operators that a model is written in. */
export type Opsets = ReadonlyMap<string, number>;

/** @param holder a model, or a function, which says it for its own nodes */
export function opsetsOf({ opsetImport }: Pick<ModelProto, 'opsetImport'>): Opsets {
  return new Map(opsetImport.map(({ domain, version }) => [domainName(domain), Number(version)]));
}

/**
 * Whether an attribute has the value that it would have if it were left out, as ONNX's schema of the operator says. What only the text of the standard
 * says, such as strides that are 1 along each axis, is in no schema.
 */
export function isDefault(node: NodeProto, attribute: AttributeProto, opsets: Opsets): boolean {
  if (attribute.refAttrName !== '') return false;
  const domain = domainName(node.domain);
  const [operators, opset] = [member(DEFAULTS, domain), opsets.get(domain)];
  const history = operators && member(member(operators, node.opType) ?? {}, attribute.name);
  if (!history || opset === undefined) return false;
  // Keys that are whole numbers are in their order.
  const since = Object.keys(history).findLast((version) => Number(version) <= opset);
  const value = since === undefined ? undefined : history[since];
  return typeof value === 'string' && holds(attribute, value);
}

/** @param value as `defaults.json` has it: a letter for the type and what is told of it */
function holds(attribute: AttributeProto, value: string): boolean {
  const [kind, told] = [value[0], value.slice(1)];
  switch (attribute.type) {
    case Type.INT:
      return kind === 'i' && told === String(attribute.i);
    case Type.FLOAT:
      return kind === 'f' && Object.is(Number(told), Math.fround(attribute.f));
    case Type.STRING:
      return kind === 's' && told === Buffer.from(attribute.s).toString('utf8');
    case Type.INTS:
      return kind === 'I' && told === `[${attribute.ints.join(', ')}]`;
    case Type.STRINGS:
      return kind === 'S' && told === `[${attribute.strings.map((text) => JSON.stringify(Buffer.from(text).toString('utf8'))).join(', ')}]`;
    default:
      return false;
  }
}

/** Names come from a stranger's model: `constructor` is no operator. */
function member<Value>(record: Readonly<Record<string, Value>>, name: string): Value | undefined {
  return Object.hasOwn(record, name) ? record[name] : undefined;
}
