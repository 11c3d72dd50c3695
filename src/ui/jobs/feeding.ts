import type * as vscode from 'vscode';
import { wantedInputs } from '../manifests';
import { placeOf } from '../modelUri';
import type { Questions } from '../questions';
import { askInputs } from './askInputs';
import { startFolder } from './jobRunner';
import type { ModelFacts } from './modelFacts';
import { ModelSizes } from './modelSizes';
import { dimsParameter, openDimensions } from './openDimensions';

/** What a model is fed with, as jobs take it. */
export type Fed = { readonly input: string[]; readonly dims: string[] };

/** What models are fed with: inputs and sizes, asked for and remembered for the workspace. */
export class Feeding {
  readonly #sizes: ModelSizes;

  constructor(
    private readonly memory: vscode.Memento,
    questions: () => Questions,
  ) {
    this.#sizes = new ModelSizes(memory, questions);
  }

  /** Asks for a value of each input of a run, and for sizes where some are random. @returns undefined where the person left */
  async forRun(title: string, model: vscode.Uri, facts: ModelFacts): Promise<Fed | undefined> {
    const input = await this.#ask(title, model, facts);
    if (!input) return undefined;
    const wanted = openDimensions(facts.inputs, (name) => input.includes(`${name}=random`));
    const sizes = await this.#sizes.ask(title, model, wanted);
    return sizes && { input, dims: dimsParameter(sizes, wanted) };
  }

  /** Asks what a model is to be measured on, from now on. @returns false where the person left */
  async choose(title: string, model: vscode.Uri, facts: ModelFacts): Promise<boolean> {
    const input = await this.#ask(title, model, facts);
    if (!input) return false;
    // All by chance is what jobs do where nothing is said, also for inputs that nobody is asked for.
    const chance = input.every((value) => value.endsWith('=random'));
    await this.memory.update(key(model), chance ? undefined : input);
    return true;
  }

  /** What it is measured on: values of inputs that were chosen before, none for random ones; and the sizes that nobody has said yet are asked for. */
  async forMeasuring(title: string, model: vscode.Uri, facts: ModelFacts): Promise<Fed | undefined> {
    const wanted = this.open(model, facts);
    const sizes = await this.#sizes.ask(title, model, wanted);
    return sizes && { input: this.chosen(model, facts), dims: dimsParameter(sizes, wanted) };
  }

  /** Values that were chosen to measure it on, `NAME=VALUE` each; those of inputs that it has lost are left out. */
  chosen(model: vscode.Uri, { inputs }: ModelFacts): string[] {
    const kept: unknown = this.memory.get(key(model));
    if (!Array.isArray(kept)) return [];
    return kept.filter((value) => typeof value === 'string' && inputs.some(({ name }) => value.startsWith(`${name}=`)));
  }

  /** Dimensions whose sizes a measurement needs. */
  open(model: vscode.Uri, facts: ModelFacts) {
    const chosen = this.chosen(model, facts);
    return openDimensions(facts.inputs, (name) => chosen.length === 0 || chosen.includes(`${name}=random`));
  }

  /** Sizes as they were said, `NAME=SIZE` each; of those that nobody has said nothing. */
  said(model: vscode.Uri, facts: ModelFacts): string[] {
    return dimsParameter(this.#sizes.of(model), this.open(model, facts));
  }

  /** Asks for all sizes anew. @returns false where the person left */
  async resize(title: string, model: vscode.Uri, facts: ModelFacts): Promise<boolean> {
    return (await this.#sizes.ask(title, model, openDimensions(facts.inputs), true)) !== undefined;
  }

  #ask(title: string, model: vscode.Uri, { inputs, manifest }: ModelFacts): Promise<string[] | undefined> {
    return askInputs(title, model, startFolder(model), wantedInputs(inputs, manifest), manifest, this.memory);
  }
}

function key(model: vscode.Uri): string {
  return `measured:${placeOf(model).toString()}`;
}
