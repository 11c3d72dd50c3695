import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { convertTensor, numbersOf } from '../../../src/data/convert';
import { decodeIdx } from '../../../src/data/files/idx';
import { decodeNpy } from '../../../src/data/files/npy';
import { decodeNpz } from '../../../src/data/files/npz';
import { decodePb } from '../../../src/data/files/pb';
import { decodeRaw } from '../../../src/data/files/raw';
import { decodeWav } from '../../../src/data/files/wav';
import { encodeFloat } from '../../../src/onnx/smallFloat';
import { bytes, largestDifference, reference } from './reference';

describe('npy', () => {
  it.each(Object.keys(reference.npy))('%s has the values that NumPy wrote', (name) => {
    const stored = reference.npy[name]!;
    const tensor = decodeNpy(bytes(stored.file), name);
    expect(tensor.dims).toEqual(stored.dims);
    expect(tensor.type === 'string' ? tensor.data : [...numbersOf(tensor)]).toEqual(stored.values);
  });

  it('never loads Python objects', () => {
    expect(() => decodeNpy(bytes(reference.pickle), 'objects.npy')).toThrow(/Python objects, which are never loaded/);
  });

  it('does not believe its header', () => {
    const good = bytes(reference.npy['float32-little.npy']!.file);
    const text = Buffer.from(good).toString('latin1');
    const forged = (from: string, to: string) => Buffer.from(text.replace(from, to), 'latin1');
    expect(() => decodeNpy(forged('(2, 3)', '(9, 9)'), 'a.npy')).toThrow(/promises 324 bytes of data, there are 24/);
    expect(() => decodeNpy(forged('(2, 3), }       ', '(99999999999999),'), 'a.npy')).toThrow(/cannot be read as npy/);
    expect(() => decodeNpy(good.subarray(0, 30), 'a.npy')).toThrow(/its header is too long/);
    expect(() => decodeNpy(Uint8Array.of(1, 2, 3), 'a.npy')).toThrow(/does not begin/);
  });
});

describe('npz', () => {
  it.each(['npz-stored', 'npz-deflated'] as const)('%s gives its arrays by name', (key) => {
    const arrays = decodeNpz(bytes(reference[key]), 'a.npz');
    expect(arrays.get('a')).toEqual({ type: 'float32', dims: [2, 3], data: Float32Array.of(0, 1, 2, 3, 4, 5) });
    expect(arrays.get('b')).toEqual({ type: 'int64', dims: [1], data: BigInt64Array.of(7n) });
  });

  it('stops unpacking at its limit', () => {
    const bomb = bytes(reference['npz-bomb']);
    expect(decodeNpz(bomb, 'a.npz').get('bomb')!.dims).toEqual([4_000_000]);
    expect(() => decodeNpz(bomb, 'a.npz', 1_000_000)).toThrow(/unpacked it has more than 1000000 bytes/);
  });

  it('says where it is damaged', () => {
    expect(() => decodeNpz(new Uint8Array(100), 'a.npz')).toThrow(expect.objectContaining({ code: 'data.damaged' }));
    const cut = bytes(reference['npz-deflated']).subarray(0, 80);
    expect(() => decodeNpz(cut, 'a.npz')).toThrow(expect.objectContaining({ code: 'data.damaged' }));
  });
});

describe('16-bit floats', () => {
  it('round as NumPy does', () => {
    const values = new Float32Array(bytes(reference.float16.values).buffer);
    const bits = new Uint16Array(bytes(reference.float16.bits).buffer);
    expect(bits.length).toBeGreaterThan(200);
    for (const [i, value] of values.entries()) expect(encodeFloat('float16', value, false), String(value)).toBe(bits[i]);
  });

  it('of a number too large are none', () => {
    const convert = (type: string, value: number) =>
      convertTensor({ type: 'float64', dims: [1], data: Float64Array.of(value) }, { name: 'x', type }, 'value').data[0];
    const refused = expect.objectContaining({ code: 'input.range' });
    // Half a step above the largest there is is the first that becomes infinity.
    expect(convert('float16', 65519.99)).toBe(0x7bff);
    expect(() => convert('float16', 65520)).toThrow(refused);
    expect(convert('bfloat16', -3.3961e38)).toBe(0xff7f);
    expect(() => convert('bfloat16', -3.3962e38)).toThrow(refused);
    expect(convert('float32', 3.4028235e38)).toBe(Math.fround(3.4028235e38));
    expect(() => convert('float32', 3.5e38)).toThrow(refused);
    expect(convert('float16', Number.NEGATIVE_INFINITY)).toBe(0xfc00);
    // Straight from the double: by way of float32 it would be a tie, and go to even.
    expect(convert('bfloat16', 1 + 2 ** -8 + 2 ** -40)).toBe(0x3f81);
  });
});

describe('WAV', () => {
  it.each(Object.keys(reference.wav))('%s has its samples, averaged over channels', (name) => {
    const stored = reference.wav[name]!;
    const { samples, rate, channels } = decodeWav(bytes(stored.file), `${name}.wav`);
    expect([rate, channels, samples.length]).toEqual([8000, stored.channels, stored.samples.length]);
    // Half a unit in the last place of a float32 below 1.
    expect(largestDifference(samples, stored.samples)).toBeLessThanOrEqual(2 ** -25);
  });

  it('takes what is there of a data chunk that was cut off', () => {
    const whole = bytes(reference.wav.pcm16!.file);
    const { samples } = decodeWav(whole.subarray(0, whole.length - 20), 'cut.wav');
    expect(samples.length).toBe(reference.wav.pcm16!.samples.length - 5);
  });

  it('refuses what it cannot read', () => {
    const whole = bytes(reference.wav.pcm16!.file);
    const coded = whole.slice();
    coded[20] = 2;
    expect(() => decodeWav(coded, 'adpcm.wav')).toThrow(/its coding 2 with 16 bits is not known/);
    expect(() => decodeWav(whole.subarray(0, 36), 'short.wav')).toThrow(/it holds no samples/);
    expect(() => decodeWav(new Uint8Array(50), 'x.wav')).toThrow(/does not begin/);
  });
});

describe('IDX', () => {
  const file = Uint8Array.of(0, 0, 0x0b, 2, 0, 0, 0, 3, 0, 0, 0, 2, 0, 1, 0, 2, 0, 3, 0, 4, 0xff, 0xff, 0, 6);

  it('gives records, big-endian, packed or not', async () => {
    for (const bytes of [file, gzipSync(file)]) {
      const idx = await decodeIdx(bytes, 'a-idx2');
      expect(idx.dims).toEqual([3, 2]);
      expect(idx.records(1, 3)).toEqual({ type: 'int16', dims: [2, 2], data: Int16Array.of(3, 4, -1, 6) });
    }
  });

  it('does not believe its header', async () => {
    await expect(decodeIdx(file.subarray(0, 20), 'a-idx2')).rejects.toThrow(/promises 12 bytes of data, there are 8/);
    await expect(decodeIdx(gzipSync(file).subarray(0, 15), 'a-idx2.gz')).rejects.toMatchObject({ code: 'data.damaged' });
  });
});

describe('raw bytes', () => {
  it('take the shape that the input leaves open', () => {
    const data = new Uint8Array(Float32Array.of(1, 2, 3, 4, 5, 6).buffer);
    expect(decodeRaw(data, { name: 'x', type: 'float32', shape: ['N', 3] }, 'a.bin')).toEqual({
      type: 'float32',
      dims: [2, 3],
      data: Float32Array.of(1, 2, 3, 4, 5, 6),
    });
    expect(() => decodeRaw(data, { name: 'x', type: 'float32', shape: [5] }, 'a.bin')).toThrow(
      'The input "x" wants float32 [5]; a.bin gave 24 raw bytes.',
    );
  });

  it('unpack types below a byte', () => {
    expect(decodeRaw(Uint8Array.of(0x1f, 0x80), { name: 'x', type: 'int4', shape: ['N'] }, 'a.bin').data).toEqual(
      Int8Array.of(-1, 1, 0, -8),
    );
    expect(decodeRaw(Uint8Array.of(0b11100100), { name: 'x', type: 'uint2', shape: ['N'] }, 'a.bin').data).toEqual(
      Uint8Array.of(0, 1, 2, 3),
    );
  });
});

describe('TensorProto', () => {
  it('says what is wrong with what is none', () => {
    expect(() => decodePb(Uint8Array.of(0xff, 0xff), 'a.pb')).toThrow(/a\.pb cannot be read as TensorProto/);
    expect(() => decodePb(new Uint8Array(), 'a.pb')).toThrow(/names no element type/);
    // The beginning of a SequenceProto: a name where a tensor has its dims, a kind where it has its type.
    expect(() => decodePb(Uint8Array.of(0x0a, 2, 0x73, 0x71, 0x10, 1), 'a.pb')).toThrow(/It may hold a sequence/);
  });
});
