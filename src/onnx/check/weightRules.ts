import { setImmediate as breathe } from 'node:timers/promises';
import { UserError } from '../../base/errors';
import { type ElementType, elementTypeName } from '../elementType';
import type { ByteSource, OnnxModel } from '../model';
import { tensorByteSource } from '../tensorBytes';
import { type Weight, weights } from '../weights';
import { type Finding, Findings, quote } from './finding';

const CHUNK = 1 << 20;
/** The largest finite float16. */
const FLOAT16_MAX = 65504;

/** What a tensor of floats holds that arithmetic will trip over. */
export interface OddValues {
  nan: number;
  infinite: number;
  /** Finite, and beyond what float16 can hold. */
  beyondFloat16: number;
}

/**
 * Reads every floating-point weight once, a megabyte at a time, and reports NaN, infinities and values a conversion
 * to float16 would clamp. Unlike `checkModel` its cost is that of the weights; it lets the event loop go on.
 * @param advance told the bytes read so far
 */
export async function checkWeights(model: OnnxModel, signal: AbortSignal, advance: (bytes: number) => void): Promise<Finding[]> {
  const findings = new Findings();
  let read = 0;
  for (const weight of weights(model.proto)) {
    const type = elementTypeName(weight.tensor.dataType);
    if (!type || !SCANNED.has(type)) continue;
    const source = open(model, weight);
    if (!source) continue;
    const total: OddValues = { nan: 0, infinite: 0, beyondFloat16: 0 };
    try {
      for (let offset = 0; offset < source.size; offset += CHUNK) {
        await breathe();
        signal.throwIfAborted();
        const bytes = source.read(offset, Math.min(CHUNK, source.size - offset));
        countOdd(type, bytes, total);
        read += bytes.length;
        advance(read);
      }
    } finally {
      source.close();
    }
    report(weight.name, total, findings);
  }
  return findings.list();
}

/** A tensor that cannot be read has an error from `checkModel` already. */
function open(model: OnnxModel, weight: Weight): ByteSource | undefined {
  try {
    return tensorByteSource(model, weight.tensor);
  } catch (error) {
    if (error instanceof UserError) return undefined;
    throw error;
  }
}

const SCANNED: ReadonlySet<ElementType> = new Set(['float32', 'float64', 'float16', 'bfloat16', 'complex64', 'complex128']);

/** Adds to `total` what is odd among values stored little-endian. */
export function countOdd(type: ElementType, bytes: Uint8Array, total: OddValues): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const add = (value: number) => {
    if (Number.isNaN(value)) total.nan++;
    else if (!Number.isFinite(value)) total.infinite++;
    else if (Math.abs(value) > FLOAT16_MAX) total.beyondFloat16++;
  };
  switch (type) {
    case 'float32':
    case 'complex64':
      for (let at = 0; at < bytes.length; at += 4) add(view.getFloat32(at, true));
      break;
    case 'float64':
    case 'complex128':
      for (let at = 0; at < bytes.length; at += 8) add(view.getFloat64(at, true));
      break;
    case 'bfloat16': {
      const wide = new DataView(new ArrayBuffer(4));
      for (let at = 0; at < bytes.length; at += 2) {
        wide.setUint32(0, view.getUint16(at, true) << 16);
        add(wide.getFloat32(0));
      }
      break;
    }
    case 'float16':
      for (let at = 0; at < bytes.length; at += 2) {
        const bits = view.getUint16(at, true) & 0x7fff;
        if (bits > 0x7c00) total.nan++;
        else if (bits === 0x7c00) total.infinite++;
      }
      break;
  }
}

function report(name: string, odd: OddValues, findings: Findings): void {
  const where = `weight ${quote(name)}`;
  if (odd.nan > 0) {
    findings.add('warning', 'weight.nan', where, `It holds ${odd.nan} NaN.`, 'Train or export again: whatever it touches becomes NaN.');
  }
  if (odd.infinite > 0) {
    findings.add(
      'warning',
      'weight.infinite',
      where,
      `It holds ${odd.infinite} infinite values.`,
      'Meant in an attention mask; anywhere else export again.',
    );
  }
  if (odd.beyondFloat16 > 0) {
    findings.add(
      'info',
      'weight.beyondFloat16',
      where,
      `${odd.beyondFloat16} of its values are beyond ±${FLOAT16_MAX}: a conversion to float16 would clamp them.`,
    );
  }
}
