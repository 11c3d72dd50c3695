import { readFile } from 'node:fs/promises';
import * as vscode from 'vscode';
import { errorCode } from '../base/files';
import type { Manifest, ManifestInput } from '../manifest/schema';
import type { ValueInfo } from '../onnx/tensor';
import type { InspectResult } from '../report/schemas/inspect';
import type { WorkspaceModels } from './workspaceModels';

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

/** The manifest in force for a model; undefined where there is none, or none that can be read: the job then says what is wrong with it. */
export async function readManifest(model: vscode.Uri, models: WorkspaceModels): Promise<Manifest | undefined> {
  await models.all();
  const found = models.find(model);
  if (!found?.entry.manifest) return undefined;
  try {
    const { zManifest } = await import('../manifest/schema');
    const text = await readFile(vscode.Uri.joinPath(found.folder.uri, found.entry.manifest).fsPath, 'utf8');
    const parsed = zManifest.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : undefined;
  } catch (error) {
    if (error instanceof SyntaxError || errorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}

/** The inputs that want a file or a value; those the manifest feeds (state, constants, masks of a text) are left out. */
export function wantedInputs(inputs: readonly ValueInfo[], manifest: Manifest | undefined): WantedInput[] {
  const described = manifest?.inputs ?? {};
  const derived = new Set<string>();
  for (const input of Object.values(described)) {
    if (input.kind === 'text') for (const name of [input.mask, input.typeIds, input.positions]) if (name) derived.add(name);
  }
  return inputs.flatMap((input): WantedInput[] => {
    const how = described[input.name];
    if (derived.has(input.name) || how?.kind === 'state' || how?.kind === 'constant') return [];
    const shape = input.shape ? ` [${input.shape.map((dim) => (dim === '' ? '?' : dim)).join(', ')}]` : '';
    return [{ name: input.name, kind: how?.kind ?? guessedKind(input), type: `${input.type}${shape}` }];
  });
}

function guessedKind(input: ValueInfo): InputKind {
  return imageGuess(input) ? 'image' : 'tensor';
}

/** A float input of rank 4 with one or three channels is a picture: the usual export of a vision model. */
function imageGuess({ type, shape }: ValueInfo): ManifestInput | undefined {
  if (!/^float(16|32)$/.test(type) || shape?.length !== 4) return undefined;
  const [, second, third, fourth] = shape;
  const layout = second === 1 || second === 3 ? 'NCHW' : fourth === 1 || fourth === 3 ? 'NHWC' : undefined;
  if (!layout) return undefined;
  const channels = (layout === 'NCHW' ? second : fourth) === 1 ? 'grey' : 'RGB';
  const [height, width] = layout === 'NCHW' ? [third, fourth] : [second, third];
  const size =
    typeof height === 'number' && typeof width === 'number' && height > 0 && width > 0 ? { size: [height, width] as [number, number] } : {};
  return { kind: 'image', ...size, resize: 'pillow-bilinear', crop: 'center', layout, channels, scale: 1 / 255 };
}

/** A manifest to begin with: pictures described as guessed, everything else named with its kind, for a person to correct. */
export function sketchManifest(result: Pick<InspectResult, 'inputs' | 'outputs'>): string {
  const inputs = Object.fromEntries(result.inputs.map((input) => [input.name, imageGuess(input) ?? { kind: 'tensor' as const }]));
  const scored = result.outputs.find((output) => /^float/.test(output.type));
  const isImage = Object.values(inputs).some((input) => input.kind === 'image');
  const manifest: Manifest = {
    schemaVersion: 1,
    ...(isImage ? { task: 'classification' as const } : {}),
    inputs,
    ...(scored ? { outputs: { [scored.name]: { scores: isImage ? ('logit' as const) : ('value' as const) } } } : {}),
  };
  return `${JSON.stringify(manifest, undefined, 2)}\n`;
}
