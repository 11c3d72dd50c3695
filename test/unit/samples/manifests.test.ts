import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { InferenceSession } from 'onnxruntime-node';
import { describe, expect, it } from 'vitest';
import { zManifest } from '../../../src/manifest/schema';

const root = join(import.meta.dirname, '../../..');
const manifests = join(root, 'test/fixtures/manifests');
const models = join(root, '../shared/models');
const names = readdirSync(manifests).flatMap((file) => (file.endsWith('.model.json') ? [file.slice(0, -'.model.json'.length)] : []));
const read = (name: string) => zManifest.strict().parse(JSON.parse(readFileSync(join(manifests, `${name}.model.json`), 'utf8')));

describe('manifests of the public models', () => {
  it.each(names)('%s follows the schema, with class names that are there', (name) => {
    const manifest = read(name);
    for (const { classes } of Object.values(manifest.outputs!)) {
      if (typeof classes !== 'string') continue;
      const labels = JSON.parse(readFileSync(join(manifests, classes), 'utf8'));
      expect(Object.keys(labels)).toHaveLength(1000);
    }
  });
});

describe.skipIf(!existsSync(models))('manifests beside the public models', () => {
  const paths = existsSync(models)
    ? readdirSync(models, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.onnx') && !/^(edge|onnx_node)/.test(path))
    : [];
  // "squeezenet" serves both precisions of that model; "past" is the name of two files with the same inputs.
  const fileOf = (name: string) => paths.find((path) => new RegExp(`(^|[\\\\/])${name}(_op13)?\\.onnx$`).test(path));

  it.each(names)('%s names the inputs and outputs its model has', async (name) => {
    const session = await InferenceSession.create(join(models, fileOf(name)!), { logSeverityLevel: 3 });
    const manifest = read(name);
    expect(Object.keys(manifest.inputs!).sort()).toEqual([...session.inputNames].sort());
    for (const output of Object.keys(manifest.outputs!)) expect(session.outputNames).toContain(output);
    for (const input of Object.values(manifest.inputs!)) {
      if (input.kind === 'state') expect(session.outputNames).toContain(input.from);
    }
    await session.release();
  });

  it('has a manifest for each of them', () => {
    const missing = paths.filter((path) => !names.includes(path.split(/[\\/]/).at(-1)!.slice(0, -'.onnx'.length)));
    expect(missing).toEqual([]);
  });
});
