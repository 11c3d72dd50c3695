import type { GraphProto, NodeProto, ValueInfoProto } from '../gen/onnx-ml_pb';
import { subgraphs } from '../scope';
import { findCycle } from './cycles';
import { describeNode, type Findings, quote, quoteSome } from './finding';
import { Scope } from './scope';

/** What the rules for one node and one tensor hang on; see `check.ts`. */
export interface GraphVisitor {
  node(node: NodeProto, where: string): void;
  graph(graph: GraphProto, where: string): void;
}

/**
 * Names, single assignment, order and reach of one graph and of those inside it.
 * @param where `''` for the model's own graph, else what the subgraph belongs to
 */
export function checkGraph(graph: GraphProto, outer: Scope | undefined, where: string, findings: Findings, visitor: GraphVisitor): void {
  visitor.graph(graph, where);
  const scope = new Scope(outer);
  const title = where || 'graph';
  defineInputs(graph, scope, title, findings);
  checkNodes(graph.node, scope, where, findings, visitor);
  checkOutputs(graph.output, scope, title, findings);
  checkUnused(graph, scope, title, findings);
  scope.leave();
  if (where === '' && graph.node.length === 0 && graph.output.length === 0) {
    findings.add('error', 'graph.empty', title, 'The graph has neither nodes nor outputs.', 'Export the model again.');
  } else if (where === '' && graph.output.length === 0) {
    findings.add('warning', 'graph.noOutput', title, 'The graph has no output: running it gives nothing.', 'Declare its outputs.');
  }
}

/** Inputs and initializers; an initializer of an input's name is that input's default. */
function defineInputs(graph: GraphProto, scope: Scope, title: string, findings: Findings): void {
  const define = (name: string, kind: string, seen: Set<string>) => {
    if (name === '') findings.add('error', 'name.empty', title, `An ${kind} has no name.`);
    else if (seen.has(name))
      findings.add('error', 'graph.duplicateName', title, `Two ${kind}s are named ${quote(name)}.`, 'Rename one of them.');
    if (scope.hides(name)) {
      findings.add('warning', 'graph.shadowed', title, `The ${kind} ${quote(name)} hides a value of the same name outside.`, 'Rename it.');
    }
    seen.add(name);
    scope.define(name);
    scope.makeAvailable(name);
  };
  const inputs = new Set<string>();
  for (const input of graph.input) define(input.name, 'input', inputs);
  const initializers = new Set<string>();
  for (const tensor of graph.initializer) define(tensor.name, 'initializer', initializers);
  for (const sparse of graph.sparseInitializer) define(sparse.values?.name ?? '', 'initializer', initializers);
}

/** Nodes of a graph or of a function body, whose inputs are in `scope` already. */
export function checkNodes(nodes: readonly NodeProto[], scope: Scope, where: string, findings: Findings, visitor: GraphVisitor): void {
  defineOutputs(nodes, scope, where, findings);
  checkNodeNames(nodes, where, findings);
  nodes.forEach((node, index) => {
    const title = describeNode(node, index, where);
    scope.reads.push([]);
    for (const name of node.input) {
      if (name === '') continue;
      const owner = scope.read(name);
      if (scope.sees(name)) continue;
      if (owner) owner.disorder ??= `${title} reads ${quote(name)} before it is computed.`;
      else
        findings.add(
          'error',
          'graph.missingInput',
          title,
          `It reads ${quote(name)}, which nothing produces.`,
          'Add the node, input or initializer that was lost.',
        );
    }
    visitor.node(node, title);
    for (const graph of subgraphs(node)) checkGraph(graph, scope, `${quote(graph.name)} in ${title}`, findings, visitor);
    for (const name of node.output) if (name !== '') scope.makeAvailable(name);
  });
  if (scope.disorder !== undefined) reportDisorder(nodes, scope.reads, scope.disorder, where, findings);
}

/** Where no order exists that is the finding, else the order the nodes have. */
function reportDisorder(
  nodes: readonly NodeProto[],
  reads: readonly (readonly string[])[],
  disorder: string,
  where: string,
  findings: Findings,
): void {
  const cycle = findCycle(nodes, reads);
  if (cycle) {
    const titles = cycle.slice(0, 5).map((index) => describeNode(nodes[index], index));
    const more = cycle.length > 5 ? ` and ${cycle.length - 5} more` : '';
    findings.add(
      'error',
      'graph.cycle',
      where || 'graph',
      `These nodes wait for each other: ${titles.join(' → ')}${more}.`,
      'Break the cycle: a graph must be acyclic.',
    );
  } else {
    findings.add(
      'error',
      'graph.order',
      where || 'graph',
      disorder,
      'Sort the nodes topologically: the standard requires it, though some runtimes do it themselves.',
    );
  }
}

function defineOutputs(nodes: readonly NodeProto[], scope: Scope, where: string, findings: Findings): void {
  nodes.forEach((node, index) => {
    const title = describeNode(node, index, where);
    for (const name of node.output) {
      if (name === '') continue;
      if (scope.defined.has(name)) {
        findings.add(
          'error',
          'graph.duplicateOutput',
          title,
          `It assigns ${quote(name)}, which is assigned already: each value may be assigned once.`,
          'Rename one of the two.',
        );
      } else if (scope.hides(name)) {
        // Where the other is computed only later, the runtime lets it be.
        const severity = scope.sees(name) ? 'error' : 'warning';
        findings.add(severity, 'graph.shadowed', title, `Its output ${quote(name)} hides a value of the same name outside.`, 'Rename it.');
      }
      scope.define(name);
    }
  });
}

function checkNodeNames(nodes: readonly NodeProto[], where: string, findings: Findings): void {
  const names = new Set<string>();
  const twice = new Set<string>();
  for (const node of nodes) {
    if (node.name === '') continue;
    if (names.has(node.name)) twice.add(node.name);
    names.add(node.name);
  }
  if (twice.size > 0) {
    findings.add(
      'error',
      'node.duplicateName',
      where || 'graph',
      `Several nodes share a name: ${quoteSome([...twice])}.`,
      'Rename them: within a graph the runtime takes each name once.',
    );
  }
}

function checkOutputs(outputs: readonly ValueInfoProto[], scope: Scope, title: string, findings: Findings): void {
  const seen = new Set<string>();
  for (const { name } of outputs) {
    if (name === '') {
      findings.add('error', 'name.empty', title, 'An output has no name.');
      continue;
    }
    if (seen.has(name)) findings.add('error', 'graph.duplicateName', title, `Two outputs are named ${quote(name)}.`, 'Keep one.');
    seen.add(name);
    scope.read(name);
    if (scope.defined.has(name)) continue;
    if (scope.sees(name)) {
      findings.add(
        'error',
        'graph.outerOutput',
        title,
        `Its output ${quote(name)} is a value of the graph outside, which the runtime refuses.`,
        'Pass it through an Identity node.',
      );
    } else {
      findings.add(
        'error',
        'graph.missingOutput',
        title,
        `Its output ${quote(name)} is produced by nothing.`,
        'Remove the output or restore what produced it.',
      );
    }
  }
}

/** What is there and does nothing. One finding for each kind, as exporters leave these by the dozen. */
function checkUnused(graph: GraphProto, scope: Scope, title: string, findings: Findings): void {
  const initializers = [
    ...graph.initializer.map((tensor) => tensor.name),
    ...graph.sparseInitializer.map((sparse) => sparse.values?.name ?? ''),
  ];
  const defaults = new Set(initializers);
  const idle = initializers.filter((name) => name !== '' && !scope.used.has(name));
  if (idle.length > 0) {
    findings.add(
      'info',
      'initializer.unused',
      title,
      `${idle.length === 1 ? 'An initializer is' : `${idle.length} initializers are`} never read: ${quoteSome(idle)}.`,
      'Remove what is not needed: it takes room.',
    );
  }
  const inputs = graph.input.map((input) => input.name).filter((name) => name !== '' && !scope.used.has(name) && !defaults.has(name));
  // A subgraph's inputs are prescribed by its operator.
  if (inputs.length > 0 && !scope.outer) findings.add('info', 'input.unused', title, `Never read: input ${quoteSome(inputs)}.`);
  const dead = graph.node.filter((node) => node.output.every((name) => name === '' || !scope.used.has(name)));
  if (dead.length > 0) {
    const titles = dead.slice(0, 3).map((node) => describeNode(node, graph.node.indexOf(node)));
    findings.add(
      'info',
      'node.unused',
      title,
      `${dead.length === 1 ? 'A node computes' : `${dead.length} nodes compute`} what nothing reads: ${titles.join(', ')}${dead.length > 3 ? ', …' : ''}.`,
    );
  }
}
