import type * as vscode from 'vscode';
import { type GuessedKind, guessInputs, guessScores } from '../manifest/guess';
import type { ImageInput, Manifest, ManifestInput } from '../manifest/schema';
import type { ValueInfo } from '../onnx/tensor';
import type { InspectResult } from '../report/schemas/inspect';

/** The text of a manifest for a model that has none. */
export type ManifestSketch = (model: vscode.Uri) => Promise<string>;

/** What an input takes, as far as the manifest or its shape tell. */
export type InputKind = 'image' | 'audio' | 'table' | 'text' | 'tensor';

/** An input somebody has to give a value for. */
export interface WantedInput {
  readonly name: string;
  readonly kind: InputKind;
  /** `float32 [1, 3, 224, 224]`. */
  readonly type: string;
}

/** The inputs that want a file or a value; those that follow from others (state, constants, the mask of a text) are left out. */
export function wantedInputs(inputs: readonly ValueInfo[], manifest: Manifest | undefined): WantedInput[] {
  const described = manifest?.inputs ?? {};
  const derived = derivedInputs(described);
  const guessed = guessInputs(inputs);
  return inputs.flatMap((input): WantedInput[] => {
    const kind = described[input.name]?.kind ?? guessed.get(input.name) ?? 'tensor';
    if (derived.has(input.name) || !isAskedFor(kind)) return [];
    const shape = input.shape ? ` [${input.shape.map((dim) => (dim === '' ? '?' : dim)).join(', ')}]` : '';
    return [{ name: input.name, kind, type: `${input.type}${shape}` }];
  });
}

function isAskedFor(kind: ManifestInput['kind'] | GuessedKind): kind is InputKind {
  return ['image', 'audio', 'table', 'text', 'tensor'].includes(kind);
}

/** Inputs that a text input fills beside itself. */
function derivedInputs(described: Readonly<Record<string, ManifestInput>>): Set<string> {
  const names = Object.values(described).flatMap((input) => (input.kind === 'text' ? [input.mask, input.typeIds, input.positions] : []));
  return new Set(names.filter((name) => name !== undefined));
}

/** A manifest to begin with: what can be told from the model is filled in, for a person to correct. */
export function sketchManifest({ inputs, outputs }: Pick<InspectResult, 'inputs' | 'outputs'>): string {
  const kinds = guessInputs(inputs);
  const scores = guessScores(outputs, undefined);
  const described = inputs.map((input): [string, ManifestInput] => [input.name, sketchInput(input, kinds.get(input.name))]);
  const manifest: Manifest = {
    schemaVersion: 1,
    task: scores ? 'classification' : 'other',
    inputs: Object.fromEntries(described),
    ...(scores ? { outputs: { [scores.output]: { scores: scores.kind } } } : {}),
  };
  return `${JSON.stringify(manifest, undefined, 2)}\n`;
}

function sketchInput(input: ValueInfo, kind: GuessedKind | undefined): ManifestInput {
  switch (kind) {
    case 'image':
      return sketchImage(input);
    case 'audio':
      return { kind };
    default:
      // A table wants its columns' names and a text its tokenizer, which the model does not say.
      return { kind: 'tensor' };
  }
}

function sketchImage({ shape = [] }: ValueInfo): ImageInput {
  const axes = shape.length === 4 ? shape.slice(1) : shape;
  const first = axes[0] === 1 || axes[0] === 3;
  const [height, width] = first ? axes.slice(1) : axes;
  const depth = first ? axes[0] : axes[2];
  const batch = shape.length === 4;
  return {
    kind: 'image',
    ...(typeof height === 'number' && typeof width === 'number' ? { size: [height, width] } : {}),
    resize: 'pillow-bilinear',
    crop: 'center',
    layout: first ? (batch ? 'NCHW' : 'CHW') : batch ? 'NHWC' : 'HWC',
    channels: depth === 1 ? 'grey' : 'RGB',
    scale: 1 / 255,
    mean: [0],
    std: [1],
  };
}
