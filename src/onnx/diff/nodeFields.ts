import type { NodeProto } from '../gen/onnx-ml_pb';
import type { OnnxModel } from '../model';
import { attributeKey, attributeValue, isWeight } from './attributes';
import { isDefault } from './defaults';
import { trimmed } from './facts';
import type { ScopePair } from './scopePair';
import { namedSubgraphs } from './scopes';
import type { FieldChange } from './types';

/** What differs between two matched nodes: inputs by the value they read, outputs by whether they are used, attributes by value. */
export function nodeFields(home: { before: OnnxModel; after: OnnxModel }, pair: ScopePair, a: NodeProto, b: NodeProto): FieldChange[] {
  return [...inputChanges(pair, a, b), ...outputChanges(pair, a, b), ...attributeChanges(home, pair, a, b)];
}

function inputChanges(pair: ScopePair, a: NodeProto, b: NodeProto): FieldChange[] {
  const [before, after] = [trimmed(a.input), trimmed(b.input)];
  const changes: FieldChange[] = [];
  for (let slot = 0; slot < Math.max(before.length, after.length); slot++) {
    const [was, is] = [before[slot] ?? '', after[slot] ?? ''];
    if (is === '' ? was === '' : pair.valueBefore(is) === was) continue;
    changes.push(field(`inputs[${slot}]`, was, is));
  }
  return changes;
}

/** Names of values inside a graph are nobody's business; what leaves the main graph goes by name, what leaves others by position. */
function outputChanges(pair: ScopePair, a: NodeProto, b: NodeProto): FieldChange[] {
  const [before, after] = [trimmed(a.output), trimmed(b.output)];
  const named = pair.path === undefined;
  const changes: FieldChange[] = [];
  for (let slot = 0; slot < Math.max(before.length, after.length); slot++) {
    const [was, is] = [before[slot] ?? '', after[slot] ?? ''];
    const leaves = named && (pair.results.before.has(was) || pair.results.after.has(is));
    if ((was === '') === (is === '') && (!leaves || was === is)) continue;
    changes.push(field(`outputs[${slot}]`, was, is));
  }
  return changes;
}

/** One that is left out has its default: given as such on the other side nothing has changed. */
function attributeChanges(home: { before: OnnxModel; after: OnnxModel }, { opsets }: ScopePair, a: NodeProto, b: NodeProto): FieldChange[] {
  const before = new Map(a.attribute.filter((entry) => !isWeight(a, entry)).map((entry) => [entry.name, entry]));
  const after = new Map(b.attribute.filter((entry) => !isWeight(b, entry)).map((entry) => [entry.name, entry]));
  const changes: FieldChange[] = [];
  for (const name of [...new Set([...before.keys(), ...after.keys()])].sort()) {
    const [was, is] = [before.get(name), after.get(name)];
    if (was && is && attributeKey(home.before, was) === attributeKey(home.after, is)) continue;
    if (was && !is && isDefault(b, was, opsets.after)) continue;
    if (is && !was && isDefault(a, is, opsets.before)) continue;
    changes.push({
      name,
      change: !was ? 'added' : !is ? 'removed' : 'changed',
      ...(was && { before: attributeValue(home.before, was) }),
      ...(is && { after: attributeValue(home.after, is) }),
    });
  }
  const [graphsBefore, graphsAfter] = [namedSubgraphs(a), namedSubgraphs(b)];
  for (const name of new Set([...graphsBefore.keys(), ...graphsAfter.keys()])) {
    if (graphsBefore.has(name) === graphsAfter.has(name) || before.has(name) !== after.has(name)) continue;
    changes.push({ name, change: graphsBefore.has(name) ? 'removed' : 'added' });
  }
  return changes;
}

/** What a subgraph or function gives back, by position. */
export function resultChanges(pair: ScopePair, prefix: string): FieldChange[] {
  const [before, after] = [pair.before.outputs, pair.after.outputs];
  const changes: FieldChange[] = [];
  for (let index = 0; index < Math.max(before.length, after.length); index++) {
    const [was, is] = [before[index] ?? '', after[index] ?? ''];
    if (is !== '' && was !== '' && pair.valueBefore(is) === was) continue;
    changes.push(field(`${prefix}outputs[${index}]`, was, is));
  }
  if (pair.before.inputs.length !== pair.after.inputs.length) {
    changes.push({ name: `${prefix}inputs`, change: 'changed', before: pair.before.inputs.length, after: pair.after.inputs.length });
  }
  return changes;
}

function field(name: string, was: string, is: string): FieldChange {
  const change = was === '' ? 'added' : is === '' ? 'removed' : 'changed';
  return { name, change, ...(was !== '' && { before: was }), ...(is !== '' && { after: is }) };
}
