import { create, toBinary } from '@bufbuild/protobuf';
import { describe, expect, it } from 'vitest';
import { ModelProtoSchema } from '../../../src/onnx/gen/onnx-ml_pb';
import { LineageKeys, readLineage } from '../../../src/onnx/lineage';
import { bytesSource } from '../../../src/onnx/source';

const SHA = '0123456789abcdef'.repeat(4);

function model(metadata: Record<string, string>, weights = 100): Uint8Array {
  return toBinary(
    ModelProtoSchema,
    create(ModelProtoSchema, {
      irVersion: 8n,
      producerName: 'test',
      graph: { name: 'g', initializer: [{ dims: [BigInt(weights)], dataType: 2, rawData: new Uint8Array(weights).fill(0x72) }] },
      metadataProps: Object.entries(metadata).map(([key, value]) => ({ key, value })),
    }),
  );
}
const read = (bytes: Uint8Array) => readLineage(bytesSource(bytes));

describe('lineage', () => {
  it('is what the metadata say, behind a graph of any size', () => {
    const metadata = { author: 'Ada', [LineageKeys.source]: SHA.toUpperCase(), [LineageKeys.recipe]: 'static int8' };
    expect(read(model(metadata))).toEqual({ sha256: SHA, recipe: 'static int8' });
    expect(read(model({ [LineageKeys.source]: SHA }))).toEqual({ sha256: SHA });
    const source = bytesSource(model(metadata, 5_000_000));
    let bytes = 0;
    const counted = {
      ...source,
      size: source.size,
      read: (at: number, n: number) => count(source.read(at, n)),
      readInto,
      close: () => undefined,
    };
    function count(piece: Uint8Array) {
      bytes += piece.length;
      return piece;
    }
    function readInto(target: Uint8Array, at: number) {
      bytes += target.length;
      source.readInto(target, at);
    }
    expect(readLineage(counted)).toEqual({ sha256: SHA, recipe: 'static int8' });
    expect(bytes).toBeLessThan(20_000);
  });

  it('is none where the model says nothing, or nothing that is a hash', () => {
    expect(read(model({ author: 'Ada' }))).toBeUndefined();
    for (const value of ['', 'abc', `${SHA}0`, 'g'.repeat(64)]) expect(read(model({ [LineageKeys.source]: value }))).toBeUndefined();
  });

  it('of what is no model, cut off or damaged is none, without an error', () => {
    const whole = model({ [LineageKeys.source]: SHA });
    expect(read(new Uint8Array())).toBeUndefined();
    expect(read(new TextEncoder().encode('version https://git-lfs.github.com/spec/v1\n'))).toBeUndefined();
    for (let end = 0; end < whole.length; end++) expect(read(whole.subarray(0, end))).toBeUndefined();
    for (let at = 0; at < whole.length; at++) {
      for (const value of [0, 0x7f, 0xff]) {
        const damaged = whole.slice();
        damaged[at] = value;
        expect(() => read(damaged)).not.toThrow();
      }
    }
  });
});
