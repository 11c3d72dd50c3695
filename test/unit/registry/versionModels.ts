import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { create, toBinary } from '@bufbuild/protobuf';
import { ModelProtoSchema, TensorProto_DataLocation } from '../../../src/onnx/gen/onnx-ml_pb';
import { git } from '../git/scratch';

/** float32 of two elements. */
const FLOAT32 = 1;

/**
 * A model `y = x * w` with `w` float32[2].
 * @param weight its values, or the file beside the model that has them
 */
export function scaleModel(weight: readonly [number, number] | string): Buffer {
  const value = (name: string) => ({
    name,
    type: {
      value: {
        case: 'tensorType' as const,
        value: { elemType: FLOAT32, shape: { dim: [{ value: { case: 'dimValue' as const, value: 2n } }] } },
      },
    },
  });
  const data =
    typeof weight === 'string'
      ? { dataLocation: TensorProto_DataLocation.EXTERNAL, externalData: [{ key: 'location', value: weight }] }
      : { rawData: new Uint8Array(floats(...weight)) };
  const model = create(ModelProtoSchema, {
    irVersion: 8n,
    producerName: 'test',
    opsetImport: [{ version: 17n }],
    graph: {
      name: 'g',
      node: [{ opType: 'Mul', input: ['x', 'w'], output: ['y'] }],
      initializer: [{ name: 'w', dataType: FLOAT32, dims: [2n], ...data }],
      input: [value('x')],
      output: [value('y')],
    },
  });
  return Buffer.from(toBinary(ModelProtoSchema, model));
}

/** Little-endian float32. */
export function floats(...values: number[]): Buffer {
  return Buffer.from(Float32Array.from(values).buffer);
}

export function lfsPointer(content: Buffer, url = 'https://git-lfs.github.com/spec/v1'): string {
  return `version ${url}\noid sha256:${sha256(content)}\nsize ${content.length}\n`;
}

export function sha256(content: Buffer): string {
  return createHash('sha256').update(content).digest('hex');
}

export function md5(content: Buffer | string): string {
  return createHash('md5').update(content).digest('hex');
}

export function writeFile(path: string, content: Buffer | string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
}

/** Where Git LFS keeps an object, below a git directory. */
export function lfsPath(content: Buffer): string {
  const oid = sha256(content);
  return join('lfs', 'objects', oid.slice(0, 2), oid.slice(2, 4), oid);
}

/** Puts content where DVC keeps it. @returns its MD5 */
export function dvcStore(cache: string, content: Buffer | string, legacy = false, suffix = ''): string {
  const oid = md5(content);
  writeFile(join(cache, legacy ? '' : join('files', 'md5'), oid.slice(0, 2), oid.slice(2) + suffix), content);
  return oid + suffix;
}

/** Commits files (nothing on a second commit: what was there stays). @returns the commit's name */
export function commitFiles(root: string, files: Readonly<Record<string, Buffer | string>>, message = 'commit'): string {
  for (const [path, content] of Object.entries(files)) writeFile(join(root, path), content);
  git(root, ['add', '-A', '-f', '--', ...Object.keys(files)]);
  git(root, ['commit', '-q', '--allow-empty', '-m', message]);
  return git(root, ['rev-parse', 'HEAD']).trim();
}

export function annotate(root: string, tag: string, commit = 'HEAD', time?: number): void {
  const env: Record<string, string> = time === undefined ? {} : { GIT_COMMITTER_DATE: `@${time} +0000` };
  git(root, ['tag', '-a', tag, '-m', tag, commit], undefined, env);
}
