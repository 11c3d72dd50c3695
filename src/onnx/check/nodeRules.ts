import type { AttributeProto, FunctionProto, NodeProto } from '../gen/onnx-ml_pb';
import { AttributeProto_AttributeType } from '../gen/onnx-ml_pb';
import { domainName, functionKey } from '../scope';
import { type Findings, quote } from './finding';
import { RUNTIME } from './runtime';
import type { Signature, Slots } from './signatures';

/** Where a node stands: the operator sets in force, the model's functions, the attributes of the function around it. */
export interface NodeContext {
  readonly opsets: ReadonlyMap<string, number>;
  readonly functions: ReadonlyMap<string, FunctionProto>;
  /** The domains those functions are in. */
  readonly functionDomains: ReadonlySet<string>;
  /** Names of the attributes of the function whose body this is; undefined in a graph. */
  readonly attributes?: ReadonlySet<string>;
  /** IR versions 1 and 2 had no opset imports. */
  readonly importsRequired: boolean;
  /** Whether an operator of a domain exists at a version; undefined where that is not known. */
  knowsOperator(domain: string, opType: string, version: number): 'yes' | 'no' | 'later' | 'removed' | undefined;
  /** What an operator takes and gives at a version; undefined where that is not known. */
  signatureOf(domain: string, opType: string, version: number): Signature | undefined;
}

/** A node by itself: its operator and its attributes. */
export function checkNode(node: NodeProto, where: string, context: NodeContext, findings: Findings): void {
  checkOperator(node, where, context, findings);
  if (node.output.every((name) => name === '')) findings.add('warning', 'node.noOutput', where, 'The node has no output.', 'Remove it.');
  const names = new Set<string>();
  for (const attribute of node.attribute) {
    if (attribute.name === '') findings.add('error', 'attribute.unnamed', where, 'An attribute has no name.');
    else if (names.has(attribute.name))
      findings.add('error', 'attribute.duplicate', where, `The attribute ${quote(attribute.name)} is there twice.`, 'Keep one.');
    names.add(attribute.name);
    checkAttribute(attribute, where, context, findings);
  }
}

function checkOperator(node: NodeProto, where: string, context: NodeContext, findings: Findings): void {
  if (node.opType === '') {
    findings.add('error', 'operator.unnamed', where, 'The node names no operator.');
    return;
  }
  const domain = domainName(node.domain);
  const version = context.opsets.get(domain);
  if (version === undefined && context.importsRequired && context.opsets.size > 0) {
    findings.add(
      'error',
      'opset.missing',
      where,
      `No operator set is imported for its domain ${quote(domain)}.`,
      `Add an opset_import for ${domain}.`,
    );
    return;
  }
  const body = context.functions.get(functionKey(node));
  if (body) {
    // Those left out at the end are as good as empty.
    checkCount(node.input, { min: 0, max: body.input.length, required: [] }, 'input', where, findings);
    checkCount(node.output, { min: 0, max: body.output.length, required: [] }, 'output', where, findings);
    return;
  }
  if (!RUNTIME.opsets.has(domain) && context.functionDomains.has(domain)) {
    findings.add(
      'error',
      'operator.noFunction',
      where,
      `The functions of domain ${quote(domain)} in the model do not define its operator ${quote(node.opType)}.`,
      'Restore the function, or correct the name, domain or overload of the operator.',
    );
    return;
  }
  if (!RUNTIME.opsets.has(domain)) {
    findings.add(
      'warning',
      'operator.unknownDomain',
      where,
      `The domain ${quote(domain)} of operator ${quote(node.opType)} is neither the runtime's nor defined in the model.`,
      'Running it needs the library of custom operators it was made for.',
    );
    return;
  }
  if (version === undefined) return;
  const operator = `${domain === 'ai.onnx' ? '' : `${domain}.`}${node.opType}`;
  switch (context.knowsOperator(domain, node.opType, version)) {
    case 'yes': {
      const signature = context.signatureOf(domain, node.opType, version);
      if (!signature) break;
      checkCount(node.input, signature.inputs, 'input', where, findings);
      checkCount(node.output, signature.outputs, 'output', where, findings);
      break;
    }
    case 'no':
      findings.add(
        'error',
        'operator.unknown',
        where,
        `The operator ${quote(operator)} does not exist.`,
        'Check its spelling and its domain.',
      );
      break;
    case 'later':
      findings.add(
        'error',
        'operator.tooNew',
        where,
        `The operator ${quote(operator)} does not exist yet in version ${version} of ${domain}.`,
        `Import a newer version of ${domain}.`,
      );
      break;
    case 'removed':
      findings.add(
        'error',
        'operator.removed',
        where,
        `The operator ${quote(operator)} was removed before version ${version} of ${domain}.`,
        'Export the model again, or replace it by its successor.',
      );
      break;
  }
}

/** How many inputs or outputs a node has, and that none is empty which may not be. */
function checkCount(
  names: readonly string[],
  { min, max, required }: Slots,
  kind: 'input' | 'output',
  where: string,
  findings: Findings,
): void {
  if (names.length < min || names.length > max) {
    const wanted = min === max ? `${min}` : max === Number.POSITIVE_INFINITY ? `at least ${min}` : `${min} to ${max}`;
    findings.add(
      'error',
      `node.${kind}Count`,
      where,
      `It has ${names.length} ${kind}${names.length === 1 ? '' : 's'}; the operator has ${wanted}.`,
      'Export the model again, or restore what was lost.',
    );
    return;
  }
  const empty = required.find((index) => names[index] === '');
  if (empty !== undefined) {
    findings.add(
      'error',
      `node.${kind}Missing`,
      where,
      `Its ${kind} ${empty} is left out, and the operator needs it.`,
      `Name the ${kind}.`,
    );
  }
}

function checkAttribute(attribute: AttributeProto, where: string, context: NodeContext, findings: Findings): void {
  const name = quote(attribute.name);
  if (attribute.refAttrName !== '') {
    if (!context.attributes) {
      findings.add('error', 'attribute.reference', where, `Its attribute ${name} refers to a function's attribute outside of a function.`);
    } else if (!context.attributes.has(attribute.refAttrName)) {
      findings.add(
        'error',
        'attribute.reference',
        where,
        `Its attribute ${name} refers to ${quote(attribute.refAttrName)}, which the function does not have.`,
      );
    }
    return;
  }
  const type = attribute.type;
  if (type === AttributeProto_AttributeType.UNDEFINED) {
    findings.add(
      'warning',
      'attribute.untyped',
      where,
      `Its attribute ${name} states no type.`,
      'Export the model again with a newer exporter.',
    );
  } else if (
    (type === AttributeProto_AttributeType.TENSOR && !attribute.t) ||
    (type === AttributeProto_AttributeType.GRAPH && !attribute.g) ||
    (type === AttributeProto_AttributeType.SPARSE_TENSOR && !attribute.sparseTensor) ||
    (type === AttributeProto_AttributeType.TYPE_PROTO && !attribute.tp)
  ) {
    findings.add('error', 'attribute.empty', where, `Its attribute ${name} has no value.`);
  }
}
