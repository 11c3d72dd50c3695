import { checkExternalData, isExternal } from '../externalData';
import type { FunctionProto, GraphProto, NodeProto } from '../gen/onnx-ml_pb';
import type { OnnxModel } from '../model';
import { domainName, functionKey, functionTable, subgraphs } from '../scope';
import { checkDeclarations } from './declarationRules';
import { type Finding, Findings } from './finding';
import { checkGraph, checkNodes, type GraphVisitor } from './graphRules';
import { checkImports, checkMetadata, checkVersions, describeFunction, opsetTable } from './modelRules';
import { checkNode, type NodeContext } from './nodeRules';
import { knowsOperator } from './operators';
import { Scope } from './scope';
import { signatureOf } from './signatures';
import { checkSparseTensor, checkTensor, describeInitializer } from './tensorRules';

/**
 * Checks a model against the ONNX standard and against what the shipped runtime takes. Reads no weight and opens no
 * runtime session; of external data only the file's presence and size are looked at.
 * Linear in the size of the graph, at any depth of nesting (which the reader caps, see `MAX_DEPTH`).
 */
export function checkModel(model: OnnxModel): Finding[] {
  const findings = new Findings();
  const { proto } = model;
  checkVersions(proto, findings);
  checkMetadata(proto, findings);
  if (!proto.graph) {
    findings.add('error', 'model.noGraph', 'model', 'The model holds no graph.', 'Export it again.');
    return findings.list();
  }
  const shared = {
    functions: functionTable(proto.functions),
    functionDomains: new Set(proto.functions.map((body) => domainName(body.domain))),
    importsRequired: proto.irVersion !== 1n && proto.irVersion !== 2n,
    knowsOperator,
    signatureOf,
  };
  const rules = new Rules(model, findings);
  checkGraph(proto.graph, undefined, '', findings, rules.with({ ...shared, opsets: opsetTable(proto.opsetImport) }));
  checkFunctions(model, shared, rules, findings);
  return findings.list();
}

class Rules {
  constructor(
    private readonly model: OnnxModel,
    private readonly findings: Findings,
  ) {}

  with(context: NodeContext): GraphVisitor {
    return {
      node: (node, where) => {
        checkNode(node, where, context, this.findings);
        this.#attributes(node, where);
      },
      graph: (graph, where) => this.#graph(graph, where),
    };
  }

  #graph(graph: GraphProto, where: string): void {
    checkDeclarations(graph, where, this.findings);
    for (const tensor of graph.initializer) this.#tensor(tensor, describeInitializer(tensor.name, where));
    for (const sparse of graph.sparseInitializer) {
      this.#sparse(sparse, describeInitializer(sparse.values?.name ?? '', where));
    }
  }

  #attributes(node: NodeProto, where: string): void {
    for (const attribute of node.attribute) {
      const title = `attribute ${attribute.name} of ${where}`;
      if (attribute.t) this.#tensor(attribute.t, title);
      for (const tensor of attribute.tensors) this.#tensor(tensor, title);
      if (attribute.sparseTensor) this.#sparse(attribute.sparseTensor, title);
      for (const sparse of attribute.sparseTensors) this.#sparse(sparse, title);
    }
  }

  #tensor(tensor: Parameters<typeof checkTensor>[0], where: string): void {
    if (!checkTensor(tensor, where, this.model.references, this.findings) || !isExternal(tensor)) return;
    const found = checkExternalData(tensor, this.model.directory);
    if ('problem' in found) this.findings.add('error', found.problem.code, where, found.problem.message, found.problem.remedy);
  }

  #sparse(sparse: Parameters<typeof checkSparseTensor>[0], where: string): void {
    checkSparseTensor(sparse, where, this.model.references, this.findings);
  }
}

function checkFunctions(model: OnnxModel, shared: Omit<NodeContext, 'opsets'>, rules: Rules, findings: Findings): void {
  const seen = new Set<string>();
  for (const body of model.proto.functions) {
    const title = describeFunction(body);
    const key = functionKey({ domain: body.domain, overload: body.overload, name: body.name });
    if (body.name === '') findings.add('error', 'function.unnamed', title, 'A function has no name.');
    if (seen.has(key)) findings.add('error', 'function.duplicate', title, 'The function is defined twice.', 'Keep one of the two.');
    seen.add(key);
    checkImports(body.opsetImport, `opset_import of ${title}`, findings);
    checkBody(body, title, shared, rules, findings);
  }
  const cycle = findRecursion(model.proto.functions);
  if (cycle) {
    findings.add(
      'error',
      'function.recursion',
      describeFunction(cycle[0]),
      `Functions call each other in a circle: ${cycle.map(describeFunction).join(' → ')}.`,
    );
  }
}

function checkBody(body: FunctionProto, title: string, shared: Omit<NodeContext, 'opsets'>, rules: Rules, findings: Findings): void {
  const scope = new Scope();
  for (const name of body.input) {
    if (scope.defined.has(name)) findings.add('error', 'graph.duplicateName', title, `Two inputs are named ${JSON.stringify(name)}.`);
    scope.define(name);
    scope.makeAvailable(name);
  }
  const attributes = new Set([...body.attribute, ...body.attributeProto.map((attribute) => attribute.name)]);
  const context: NodeContext = { ...shared, opsets: opsetTable(body.opsetImport), attributes };
  checkNodes(body.node, scope, title, findings, rules.with(context));
  for (const name of body.output) {
    if (!scope.defined.has(name)) {
      findings.add('error', 'graph.missingOutput', title, `Its output ${JSON.stringify(name)} is produced by nothing.`);
    }
  }
}

/** Functions that call one another in a circle, or undefined. Depth-first with an explicit stack; linear. */
function findRecursion(functions: readonly FunctionProto[]): FunctionProto[] | undefined {
  const table = functionTable(functions);
  const state = new Map<FunctionProto, 'open' | 'done'>();
  for (const start of functions) {
    if (state.has(start)) continue;
    state.set(start, 'open');
    const path = [{ body: start, calls: calledFunctions(start.node, table) }];
    while (path.length > 0) {
      const next = path[path.length - 1].calls.pop();
      if (!next) {
        state.set(path.pop()!.body, 'done');
      } else if (state.get(next) === 'open') {
        return path.slice(path.findIndex((step) => step.body === next)).map((step) => step.body);
      } else if (!state.has(next)) {
        state.set(next, 'open');
        path.push({ body: next, calls: calledFunctions(next.node, table) });
      }
    }
  }
  return undefined;
}

function calledFunctions(nodes: readonly NodeProto[], table: ReadonlyMap<string, FunctionProto>): FunctionProto[] {
  const called = new Set<FunctionProto>();
  const visit = (list: readonly NodeProto[]) => {
    for (const node of list) {
      const body = table.get(functionKey(node));
      if (body) called.add(body);
      for (const graph of subgraphs(node)) visit(graph.node);
    }
  };
  visit(nodes);
  return [...called];
}
