import * as l10n from '@vscode/l10n';
import { damaged } from './read';

/** A sound, mixed down to one channel. */
export interface Wav {
  /** -1 to 1. */
  samples: Float32Array;
  rate: number;
  channels: number;
}

const PCM = 1;
const FLOAT = 3;
const EXTENSIBLE = 0xfffe;

/**
 * Reads a RIFF WAVE file: PCM of 8 (unsigned), 16, 24 and 32 bits, float of 32 and 64. An integer is divided by
 * 2^(bits-1), so that 16-bit samples are those of `soundfile` and `torchaudio`; several channels are averaged, as
 * librosa's `to_mono` does.
 * @throws UserError `data.damaged`
 */
export function decodeWav(bytes: Uint8Array, path: string): Wav {
  const fail = (reason: string) => damaged(path, 'WAV', reason);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const tag = (at: number) => String.fromCharCode(...bytes.subarray(at, at + 4));
  if (bytes.length < 12 || tag(0) !== 'RIFF' || tag(8) !== 'WAVE') throw fail(l10n.t('it does not begin as such a file does.'));
  let format: { code: number; channels: number; rate: number; bits: number } | undefined;
  for (let at = 12; at + 8 <= bytes.length; ) {
    const size = view.getUint32(at + 4, true);
    const body = at + 8;
    // A recorder that was stopped leaves a data chunk longer than the file, or of length 0xffffffff: what is there counts.
    const length = Math.min(size, bytes.length - body);
    if (tag(at) === 'fmt ' && length >= 16) {
      let code = view.getUint16(body, true);
      if (code === EXTENSIBLE && length >= 26) code = view.getUint16(body + 24, true);
      format = {
        code,
        channels: view.getUint16(body + 2, true),
        rate: view.getUint32(body + 4, true),
        bits: view.getUint16(body + 14, true),
      };
    } else if (tag(at) === 'data') {
      if (!format) throw fail(l10n.t('its data come before its format.'));
      const read = reader(view, format.code, format.bits);
      if (!read) throw fail(l10n.t('its coding {0} with {1} bits is not known; PCM and float are.', format.code, format.bits));
      if (format.channels === 0 || format.rate === 0) throw fail(l10n.t('it has no channel or no rate.'));
      return { samples: mix(read, body, length, format.bits / 8, format.channels), rate: format.rate, channels: format.channels };
    }
    at = body + size + (size % 2);
  }
  throw fail(l10n.t('it holds no samples.'));
}

function reader(view: DataView, code: number, bits: number): ((at: number) => number) | undefined {
  if (code === FLOAT && bits === 32) return (at) => view.getFloat32(at, true);
  if (code === FLOAT && bits === 64) return (at) => view.getFloat64(at, true);
  if (code !== PCM) return undefined;
  if (bits === 8) return (at) => (view.getUint8(at) - 128) / 128;
  if (bits === 16) return (at) => view.getInt16(at, true) / 0x8000;
  if (bits === 24) return (at) => (view.getUint16(at, true) + view.getInt8(at + 2) * 0x10000) / 0x80_0000;
  if (bits === 32) return (at) => view.getInt32(at, true) / 0x8000_0000;
  return undefined;
}

function mix(read: (at: number) => number, start: number, length: number, width: number, channels: number): Float32Array {
  const frames = Math.floor(length / (width * channels));
  const samples = new Float32Array(frames);
  for (let i = 0; i < frames; i++) {
    let sum = 0;
    for (let c = 0; c < channels; c++) sum += read(start + (i * channels + c) * width);
    samples[i] = sum / channels;
  }
  return samples;
}
