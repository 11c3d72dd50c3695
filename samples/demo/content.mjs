// What stands beside the demo's models: manifests and metrics, from what training measured (samples/models/NAME/INFO.json).
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const SAMPLES = fileURLToPath(new URL('../models/', import.meta.url));
const FILES = fileURLToPath(new URL('./files/', import.meta.url));

/**
 * @typedef {{ sha256: string, file: string, parameters: number, training: Record<string, unknown>,
 *   evaluation: { dataset: string, n: number, correct: number, accuracy: number, accuracyInterval: [number, number], macroF1: number,
 *     perClass: Record<string, { recall: number, precision: number, f1: number }> },
 *   benchmark: { runtime: string, device: string, threads: number, batch: number, runs: number, p50Milliseconds: number, p95Milliseconds: number } }} Version
 * @typedef {{ name: string, description: string, classes: string[], columns?: object[], maxLength?: number, versions: Record<string, Version> }} Info
 */

/**
 * @param {string} name
 * @returns {Promise<Info>}
 */
export async function readInfo(name) {
  return JSON.parse(await readFile(join(SAMPLES, name, 'INFO.json'), 'utf8'));
}

/** @param {string[]} path below samples/models */
export function sample(...path) {
  return readFile(join(SAMPLES, ...path));
}

/**
 * A text that is part of the workspace, with LF whatever git made of it here.
 *
 * @param {string} name below samples/demo/files
 */
export async function text(name) {
  return (await readFile(join(FILES, name), 'utf8')).replaceAll('\r\n', '\n');
}

/**
 * Every file of a folder of samples, by its place in the workspace, in an order of its own.
 *
 * @param {string[]} from below samples/models
 * @param {string} to
 * @returns {Promise<Map<string, Uint8Array>>}
 */
export async function folder(from, to) {
  const found = await readdir(join(SAMPLES, ...from), { recursive: true, withFileTypes: true });
  const paths = found
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name).slice(join(SAMPLES, ...from).length + 1))
    .map((path) => path.replaceAll('\\', '/'))
    .sort();
  return new Map(
    await Promise.all(paths.map(async (path) => /** @type {const} */ ([`${to}/${path}`, await sample(...from, ...path.split('/'))]))),
  );
}

/** @param {unknown} value */
export function json(value) {
  return Buffer.from(`${JSON.stringify(value, null, 2)}\n`);
}

/** What reads a model's input and its scores, by model. */
const SHAPES = {
  /** @param {Info} info */
  glyphs: (info) => ({
    inputs: {
      image: {
        kind: 'image',
        size: [48, 48],
        resize: 'pillow-bilinear',
        crop: 'center',
        layout: 'NCHW',
        channels: 'RGB',
        scale: 1 / 255,
        mean: [0.5, 0.5, 0.5],
        std: [0.25, 0.25, 0.25],
      },
    },
    outputs: { logits: { scores: 'logit', classes: info.classes } },
    datasets: {
      test: { data: 'held-out/glyphs/test', masks: 'held-out/glyphs/masks' },
      calibration: { data: 'held-out/glyphs/calibration', samples: 50 },
    },
  }),
  /** @param {Info} info */
  loans: (info) => ({
    inputs: { features: { kind: 'table', columns: info.columns } },
    outputs: { probabilities: { scores: 'probability', classes: info.classes } },
    datasets: {
      test: { data: 'held-out/loans.csv', label: 'outcome' },
      calibration: { data: 'held-out/loans-calibration.csv', samples: 200 },
    },
  }),
  /** @param {Info} info */
  phrases: (info) => ({
    inputs: { input_ids: { kind: 'text', tokenizer: 'phrases.vocab.txt', maxLength: info.maxLength, mask: 'attention_mask' } },
    outputs: { logits: { scores: 'logit', classes: info.classes } },
    datasets: {
      test: { data: 'held-out/phrases.csv', text: 'text', label: 'label' },
      calibration: { data: 'held-out/phrases-calibration.csv', text: 'text', samples: 100 },
    },
  }),
};

/**
 * @param {Info} info
 * @param {string} version
 * @param {object[]} checks
 * @param {Record<string, string>} card what is known beside the description
 */
export function manifest(info, version, checks, card) {
  const { inputs, outputs, datasets } = SHAPES[/** @type {keyof typeof SHAPES} */ (info.name)](info);
  return json({
    schemaVersion: 1,
    task: 'classification',
    inputs,
    outputs,
    datasets,
    checks,
    card: { description: info.description, version, ...card, training: info.versions[version].training },
  });
}

/**
 * `NAME.metrics.json`: numbers in nested objects, as DVC reads them; each part says which file it measured.
 *
 * @param {Version} version
 */
export function metrics({ sha256, evaluation, benchmark }) {
  const of = (/** @type {'recall' | 'precision'} */ key) =>
    Object.fromEntries(Object.entries(evaluation.perClass).map(([name, row]) => [name, row[key]]));
  const [low, high] = evaluation.accuracyInterval;
  return json({
    schemaVersion: 1,
    evaluation: {
      sha256,
      dataset: evaluation.dataset,
      rows: evaluation.n,
      accuracy: evaluation.accuracy,
      accuracyInterval: { low, high },
      macroF1: evaluation.macroF1,
      recall: of('recall'),
      precision: of('precision'),
    },
    benchmark: { sha256, ...benchmark },
  });
}
