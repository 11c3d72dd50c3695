import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { UserError } from '../../../src/base/errors';
import { seededRandom } from '../../../src/base/random';
import { decodeIdx } from '../../../src/data/files/idx';
import { decodeNpy } from '../../../src/data/files/npy';
import { decodeNpz } from '../../../src/data/files/npz';
import { decodePb } from '../../../src/data/files/pb';
import { decodeWav } from '../../../src/data/files/wav';
import { decodeImage } from '../../../src/data/image/decode';
import { parseManifest } from '../../../src/manifest/parse';
import { bytes, FIXTURES, reference } from './reference';

const LONG = process.env.MODELWRIGHT_LONG === '1';

const TEXT = new TextEncoder().encode(
  '{"schemaVersion":1,"inputs":{"x":{"kind":"image","size":[2,2]},"t":{"kind":"table","columns":[{"name":"a"}]}},"outputs":{"y":{"classes":["a"]}}}',
);
const PB = Uint8Array.of(8, 2, 8, 3, 16, 1, 66, 1, 120, 74, 24, ...new Uint8Array(Float32Array.of(1, 2, 3, 4, 5, 6).buffer));
const IDX = Uint8Array.of(0, 0, 0x0b, 2, 0, 0, 0, 3, 0, 0, 0, 2, 0, 1, 0, 2, 0, 3, 0, 4, 0, 5, 0, 6);

/** A sound file of each kind, its reader, and how many mutants of it are read. */
const KINDS: Record<string, { file: Uint8Array; read: (bytes: Uint8Array) => unknown; count: number }> = {
  npy: { file: bytes(reference.npy['float32-big.npy']!.file), read: (file) => decodeNpy(file, 'a.npy'), count: 3000 },
  'npy of strings': { file: bytes(reference.npy['strings.npy']!.file), read: (file) => decodeNpy(file, 'a.npy'), count: 3000 },
  'npy in Fortran order': { file: bytes(reference.npy['fortran.npy']!.file), read: (file) => decodeNpy(file, 'a.npy'), count: 3000 },
  npz: { file: bytes(reference['npz-deflated']), read: (file) => decodeNpz(file, 'a.npz', 1 << 20), count: 2000 },
  TensorProto: { file: PB, read: (file) => decodePb(file, 'a.pb'), count: 3000 },
  WAV: { file: bytes(reference.wav.extensible!.file), read: (file) => decodeWav(file, 'a.wav'), count: 3000 },
  IDX: { file: IDX, read: (file) => decodeIdx(file, 'a-idx2'), count: 2000 },
  PNG: { file: readFileSync(join(FIXTURES, 'palette.png')), read: (file) => decodeImage(file, 'a.png'), count: 150 },
  JPEG: { file: readFileSync(join(FIXTURES, 'baseline.jpg')), read: (file) => decodeImage(file, 'a.jpg'), count: 150 },
  WebP: { file: readFileSync(join(FIXTURES, 'lossy.webp')), read: (file) => decodeImage(file, 'a.webp'), count: 150 },
  manifest: { file: TEXT, read: (file) => parseManifest(new TextDecoder().decode(file), 'a.model.json'), count: 2000 },
};

describe('damaged files end in a plain error', () => {
  it.each(Object.keys(KINDS))('%s', { timeout: 600_000 }, async (name) => {
    const { file, read, count } = KINDS[name]!;
    const random = seededRandom(42);
    let refused = 0;
    await read(file);
    for (let i = 0; i < (LONG ? 10 * count : count); i++) {
      const mutant = mutate(file, random);
      try {
        await read(mutant);
      } catch (error) {
        if (!(error instanceof UserError)) throw new Error(`mutant ${i} (${Buffer.from(mutant).toString('base64')})`, { cause: error });
        refused++;
      }
    }
    expect(refused).toBeGreaterThan(0);
  });
});

/** Some bytes changed, cut out, doubled, or the end missing. */
function mutate(file: Uint8Array, random: ReturnType<typeof seededRandom>): Uint8Array {
  const out = Array.from(file);
  for (let changes = 1 + random.integer(4); changes > 0; changes--) {
    const at = random.integer(out.length);
    switch (random.integer(6)) {
      case 0:
        out.length = at + 1;
        break;
      case 1:
        out.splice(at, 1 + random.integer(4));
        break;
      case 2:
        out.splice(at, 0, ...out.slice(at, at + 4));
        break;
      case 3:
        out[at] = random.integer(2) * 255;
        break;
      default:
        out[at] = random.integer(256);
    }
    if (out.length === 0) out.push(0);
  }
  return Uint8Array.from(out);
}
