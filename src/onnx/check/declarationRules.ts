import { elementTypeName } from '../elementType';
import type { GraphProto, TensorProto, ValueInfoProto } from '../gen/onnx-ml_pb';
import { type Findings, quote } from './finding';

/**
 * What a graph declares about its values: inputs have a type, and an initializer is of the type and shape that is
 * declared for its name. In a subgraph types may be left out.
 */
export function checkDeclarations(graph: GraphProto, where: string, findings: Findings): void {
  const title = where || 'graph';
  if (graph.name === '') findings.add('info', 'graph.unnamed', title, 'The graph has no name; the standard wants one.');
  if (where === '') {
    for (const input of graph.input) checkTyped(input, 'input', 'error', findings);
    for (const output of graph.output) checkTyped(output, 'output', 'warning', findings);
  }
  const declared = new Map<string, ValueInfoProto>();
  for (const value of [...graph.valueInfo, ...graph.output, ...graph.input]) declared.set(value.name, value);
  for (const tensor of graph.initializer) {
    const value = declared.get(tensor.name);
    if (value) compare(tensor, value, title, findings);
  }
}

function checkTyped(value: ValueInfoProto, kind: string, severity: 'error' | 'warning', findings: Findings): void {
  const type = value.type?.value;
  const where = `${kind} ${quote(value.name)}`;
  if (type?.case === undefined) {
    findings.add(severity, `${kind}.untyped`, where, `The ${kind} declares no type.`, 'Declare its element type and shape.');
  } else if (type.case === 'tensorType' || type.case === 'sparseTensorType') {
    if (!elementTypeName(type.value.elemType))
      findings.add(severity, `${kind}.type`, where, `Its element type ${type.value.elemType} is not known.`);
    for (const dim of type.value.shape?.dim ?? []) {
      if (dim.value.case === 'dimValue' && dim.value.value < 0n) {
        findings.add(
          'warning',
          `${kind}.dims`,
          where,
          `It declares a negative dimension (${dim.value.value}).`,
          'Name the dimension instead: a symbolic one has a name.',
        );
      }
    }
  }
}

function compare(tensor: TensorProto, value: ValueInfoProto, title: string, findings: Findings): void {
  const type = value.type?.value;
  if (type?.case !== 'tensorType') {
    if (type?.case !== undefined)
      findings.add('error', 'initializer.type', title, `Initializer ${quote(tensor.name)} is declared as something that is no tensor.`);
    return;
  }
  const name = `initializer ${quote(tensor.name)}`;
  if (type.value.elemType !== 0 && type.value.elemType !== tensor.dataType) {
    const [stored, declared] = [tensor.dataType, type.value.elemType].map((code) => elementTypeName(code) ?? `type ${code}`);
    findings.add('error', 'initializer.type', name, `It holds ${stored} and is declared as ${declared}.`, 'Correct the declaration.');
  }
  const shape = type.value.shape?.dim;
  if (!shape) return;
  const fits =
    shape.length === tensor.dims.length &&
    shape.every((dim, axis) => dim.value.case !== 'dimValue' || dim.value.value === tensor.dims[axis]);
  if (!fits) {
    const declared = shape.map((dim) => String(dim.value.value ?? '?')).join('×');
    findings.add(
      'warning',
      'initializer.shape',
      name,
      `Its shape is ${tensor.dims.join('×') || 'scalar'} and is declared as ${declared || 'scalar'}.`,
      'Correct the declaration.',
    );
  }
}
