import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { create, type MessageInitShape } from '@bufbuild/protobuf';
import { InferenceSession, Tensor as RuntimeTensor } from 'onnxruntime-node';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../src/base/random';
import { checkModel } from '../../../src/onnx/check/check';
import { readNames } from '../../../src/onnx/check/cycles';
import type { GraphEditor } from '../../../src/onnx/edit/graphEditor';
import { makeNode, makeValueInfo } from '../../../src/onnx/edit/make';
import { ModelEditor } from '../../../src/onnx/edit/modelEditor';
import { withoutWeights } from '../../../src/onnx/edit/withoutWeights';
import { ModelProtoSchema, type NodeProto } from '../../../src/onnx/gen/onnx-ml_pb';
import { openModel } from '../../../src/onnx/open';
import { tensorProto } from '../../../src/onnx/tensorProto';
import { writeModel } from '../../../src/onnx/write';
import { modelOf } from './modelOf';

const shared = join(import.meta.dirname, '../../../../shared/models');

function editor(graph: MessageInitShape<typeof ModelProtoSchema>['graph']): ModelEditor {
  return new ModelEditor(
    modelOf(create(ModelProtoSchema, { irVersion: 10n, opsetImport: [{ version: 17n }], graph: { name: 'g', ...graph } })),
  );
}

/** x → Relu → h → Neg → y, with an If whose branches read h from outside. */
function withBranches(): ModelEditor {
  const branch = (name: string) => ({
    name,
    node: [{ opType: 'Abs', input: ['h'], output: [`${name}_out`] }],
    output: [{ name: `${name}_out` }],
  });
  return editor({
    input: [makeValueInfo('x', 'float32', ['n']), makeValueInfo('c', 'bool', [])],
    output: [makeValueInfo('y', 'float32', ['n']), makeValueInfo('z', 'float32', ['n'])],
    valueInfo: [makeValueInfo('h', 'float32', ['n'])],
    node: [
      { opType: 'Relu', name: 'relu', input: ['x'], output: ['h'] },
      { opType: 'Neg', input: ['h'], output: ['y'] },
      {
        opType: 'If',
        input: ['c'],
        output: ['z'],
        attribute: [
          { name: 'then_branch', type: 5, g: branch('then') },
          { name: 'else_branch', type: 5, g: branch('else') },
        ],
      },
    ],
  });
}

const types = (nodes: readonly NodeProto[]) => nodes.map((node) => node.opType);

/** What the index says must be what a look at every node says. */
function expectIndexed(graph: GraphEditor): void {
  const names = new Set(graph.nodes.flatMap((node) => [...readNames(node), ...node.output]));
  for (const name of names) {
    if (name === '') continue;
    const readers = graph.nodes.filter((node) => readNames(node).has(name));
    expect([name, new Set(graph.consumers(name))]).toEqual([name, new Set(readers)]);
    const producer = graph.nodes.find((node) => node.output.includes(name));
    const found = graph.producer(name);
    expect([name, found?.kind === 'node' ? found.node : undefined]).toEqual([name, producer]);
  }
}

describe('the editor', () => {
  it('knows producers and consumers, captured reads included', () => {
    const { graph } = withBranches();
    expect(types(graph.consumers('h'))).toEqual(['Neg', 'If']);
    expect(graph.producer('h')).toMatchObject({ kind: 'node', node: { opType: 'Relu' } });
    expect(graph.producer('x')).toMatchObject({ kind: 'input' });
    expect(graph.producer('nothing')).toBeUndefined();
  });

  it('renames a value everywhere', () => {
    const { graph, model } = withBranches();
    graph.rename('h', 'hidden');
    expect(types(graph.consumers('hidden'))).toEqual(['Neg', 'If']);
    expect(graph.consumers('h')).toEqual([]);
    expect(graph.graph.valueInfo[0].name).toBe('hidden');
    expect(graph.nodes[2].attribute[0].g?.node[0].input).toEqual(['hidden']);
    graph.rename('y', 'result');
    expect(graph.graph.output[0].name).toBe('result');
    expect(checkModel(model).filter(({ severity }) => severity === 'error')).toEqual([]);
    expectIndexed(graph);
    expect(() => graph.rename('x', 'z')).toThrow('taken');
    expect(() => graph.rename('h', 'other')).toThrow('no value');
  });

  it('does not rename what a subgraph defines itself under the same name', () => {
    const inner = {
      name: 'body',
      node: [
        { opType: 'Identity', input: ['c'], output: ['h'] },
        { opType: 'Abs', input: ['h'], output: ['o'] },
      ],
      output: [{ name: 'o' }],
    };
    const { graph } = editor({
      input: [makeValueInfo('x', 'float32')],
      node: [
        { opType: 'Relu', input: ['x'], output: ['h'] },
        { opType: 'If', input: ['c'], output: ['z'], attribute: [{ name: 'then_branch', type: 5, g: inner }] },
      ],
    });
    expect(graph.consumers('h')).toEqual([]);
    graph.rename('h', 'k');
    expect(graph.nodes[1].attribute[0].g?.node[1].input).toEqual(['h']);
  });

  it('puts a node between, in subgraphs too', () => {
    const { graph, names, model } = withBranches();
    const output = names.value('h');
    expect(output).toBe('h_1');
    const clip = makeNode('Clip', { inputs: ['h'], outputs: [output], name: names.node('relu') });
    graph.addNode(clip, { before: graph.consumers('h')[0] });
    graph.replaceUses('h', output, { except: [clip] });
    expect(clip.name).toBe('relu_1');
    expect(types(graph.nodes)).toEqual(['Relu', 'Clip', 'Neg', 'If']);
    expect(graph.consumers('h')).toEqual([clip]);
    expect(types(graph.consumers('h_1'))).toEqual(['Neg', 'If']);
    expect(checkModel(model).filter(({ severity }) => severity === 'error')).toEqual([]);
    expectIndexed(graph);
  });

  it('sees what an edit inside a subgraph reads from outside', () => {
    const { graph } = withBranches();
    const branch = graph.nodes[2];
    const inside = graph.subgraph(branch, branch.attribute[0].g!);
    inside.replaceUses('h', 'x');
    expect(graph.consumers('x')).toContain(branch);
    expect(graph.consumers('h')).toContain(branch);
    graph.subgraph(branch, branch.attribute[1].g!).replaceUses('h', 'x');
    expect(graph.consumers('h')).not.toContain(branch);
    expectIndexed(graph);
  });

  it('removes what nothing reads, and sorts', () => {
    const { graph } = editor({
      input: [makeValueInfo('x', 'float32')],
      output: [makeValueInfo('y', 'float32')],
      initializer: [
        tensorProto({ type: 'float32', dims: [], data: Float32Array.of(1) }, 'used'),
        tensorProto({ type: 'float32', dims: [], data: Float32Array.of(1) }, 'idle'),
      ],
      node: [
        { opType: 'Neg', input: ['d1'], output: ['d2'] },
        { opType: 'Add', input: ['h', 'used'], output: ['y'] },
        { opType: 'Abs', input: ['x'], output: ['d1'] },
        { opType: 'Relu', input: ['x'], output: ['h'] },
      ],
    });
    graph.sort();
    expect(types(graph.nodes)).toEqual(['Abs', 'Neg', 'Relu', 'Add']);
    graph.removeUnused();
    expect(types(graph.nodes)).toEqual(['Relu', 'Add']);
    expect(graph.graph.initializer.map(({ name }) => name)).toEqual(['used']);
    graph.updateNode(graph.nodes[0], (node) => node.input.splice(0, 1, 'y'));
    expect(() => graph.sort()).toThrow('cycle');
  });

  it('keeps its index right through a thousand random edits', () => {
    const random = seededRandom(5);
    const { graph, names } = withBranches();
    const pick = <T>(list: readonly T[]) => list[random.integer(list.length)];
    for (let step = 0; step < 1000; step++) {
      const values = ['x', ...graph.nodes.flatMap((node) => node.output)];
      const kind = random.integer(5);
      if (kind <= 1)
        graph.addNode(
          makeNode('Add', { inputs: [pick(values), pick(values)], outputs: [names.value('v')] }),
          graph.nodes.length > 3 ? { before: pick(graph.nodes) } : {},
        );
      else if (kind === 2 && graph.nodes.length > 4) graph.removeNode(pick(graph.nodes));
      else if (kind === 3) graph.replaceUses(pick(values), pick(values));
      else if (kind === 4 && values.length > 1) graph.rename(pick(values.slice(1)), names.value(`r${step}_`).concat('x'));
      if (step % 50 === 0) expectIndexed(graph);
    }
    expectIndexed(graph);
  });

  it('sets opset and metadata, and touches nothing of the original', () => {
    const original = modelOf(
      create(ModelProtoSchema, { opsetImport: [{ version: 17n }], metadataProps: [{ key: 'a', value: '1' }], graph: { name: 'g' } }),
    );
    const changed = new ModelEditor(original);
    changed.setOpset('ai.onnx', 21);
    changed.setOpset('com.microsoft', 1);
    changed.setMetadata('a', undefined);
    changed.setMetadata('b', '2');
    changed.setMetadata('b', '3');
    expect([changed.opset(), changed.opset('com.microsoft'), changed.metadata('a'), changed.metadata('b')]).toEqual([
      21,
      1,
      undefined,
      '3',
    ]);
    expect(original.proto.opsetImport.map(({ version }) => version)).toEqual([17n]);
    expect(original.proto.metadataProps.map(({ key }) => key)).toEqual(['a']);
  });
});

describe.skipIf(!existsSync(shared))('an edited model', () => {
  const inFolder = async (work: (folder: string) => Promise<void>) => {
    const folder = mkdtempSync(join(tmpdir(), 'edit-'));
    try {
      await work(folder);
    } finally {
      rmSync(folder, { recursive: true });
    }
  };

  it('runs in the runtime, and gives what it gave', () =>
    inFolder(async (folder) => {
      const path = join(shared, 'mnist/mnist_vit.onnx');
      const before = readFileSync(path);
      const original = openModel(path);
      const { graph, model, names } = new ModelEditor(original);
      // Every value is renamed, and a Relu of a Neg of nothing useful hangs on the side.
      for (const node of [...graph.nodes])
        for (const name of [...node.output]) if (name !== '' && !graph.isOutput(name)) graph.rename(name, names.value('n').concat('_'));
      const input = graph.graph.input[0].name;
      graph.addNode(makeNode('Neg', { inputs: [input], outputs: ['side'] }));
      graph.addOutput(makeValueInfo('side'));
      const target = join(folder, 'edited.onnx');
      await writeModel(model, target, { externalData: 'always' });
      original.close();
      expect(readFileSync(path).equals(before)).toBe(true);

      const data = Float32Array.from({ length: 784 }, (_, index) => (index % 17) / 17);
      const feeds = { [input]: new RuntimeTensor('float32', data, [1, 1, 28, 28]) };
      const [reference, edited] = await Promise.all([path, target].map((file) => InferenceSession.create(file)));
      const expected = await reference.run(feeds);
      const found = await edited.run(feeds);
      for (const name of reference.outputNames) expect(found[name].data).toEqual(expected[name].data);
      expect(found.side.data).toEqual(data.map((value) => -value));
    }));

  it('has its weights turned into inputs for inference, and is small then', () =>
    inFolder(async (folder) => {
      const original = openModel(join(shared, 'squeezenet/squeezenet_op13.onnx'));
      const target = join(folder, 'light.onnx');
      const [{ bytes }] = await writeModel(withoutWeights(original), target);
      expect(bytes).toBeLessThan(60_000);
      const session = await InferenceSession.create(target, { graphOptimizationLevel: 'disabled' });
      expect(session.inputNames.length).toBeGreaterThan(20);
      expect(session.outputMetadata[0]).toMatchObject({ name: 'softmaxout_1', shape: [1, 1000, 1, 1] });
      expect(original.proto.graph!.input).toHaveLength(1);
      original.close();
    }));
});
