import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { JobEntry } from '../../jobs/table';
import type { ValueInfo } from '../../onnx/tensor';
import { jobTitle } from '../jobTitle';
import { activeModel, modelFromArgument } from '../modelArgument';
import { modelTitle, placeOf, referenceOf } from '../modelUri';
import type { Choice, Questions } from '../questions';
import type { WorkspaceModels } from '../workspaceModels';
import { comparableModels, versionChoices } from './comparable';
import type { Feeding } from './feeding';
import { type JobRunner, modelParameter, startFolder } from './jobRunner';
import { factsOf, type ModelFacts } from './modelFacts';
import { olderFirst } from './olderFirst';
import type { PanelRuns } from './panelRun';

/** Stands for picking several, and for what the job itself finds for one model alone. */
const SEVERAL = Symbol('several');
const LAST = Symbol('last version');

/** What comes before speeds are compared: which models, on what. */
export class CompareDoor {
  constructor(
    private readonly runner: JobRunner,
    private readonly panels: PanelRuns,
    private readonly models: WorkspaceModels,
    private readonly feeding: Feeding,
    private readonly questions: () => Questions,
  ) {}

  /**
   * Compares the rows that are selected, the oldest being what the others are compared with; one model with what the person picks, its last
   * version first; without any, what the person picks.
   */
  async open(job: JobEntry, argument: unknown, selected: unknown): Promise<unknown> {
    const title = jobTitle(job);
    const compared = await this.#choose(title, argument, selected);
    if (!compared) return undefined;
    const [baseline] = compared;
    if (!baseline) return undefined;
    const facts = await this.#facts(compared);
    const asked = l10n.t('{0} · {1}', title, compared.map(modelTitle).join(', '));
    const fed = facts ? await this.feeding.forMeasuring(asked, baseline, facts) : {};
    if (!fed) return undefined;
    const cwd = startFolder(baseline);
    const [first, ...candidates] = compared.map((model) => modelParameter(model, cwd));
    return this.panels.start(job, baseline, { baseline: first, candidates, ...fed });
  }

  /** The baseline first. */
  async #choose(title: string, argument: unknown, selected: unknown): Promise<vscode.Uri[] | undefined> {
    const rows = Array.isArray(selected) ? olderFirst(selected).map(modelFromArgument) : [];
    const several = distinct(rows.filter((uri) => uri !== undefined));
    if (several.length > 1) return several;
    const model = modelFromArgument(argument) ?? activeModel(this.models);
    return model ? this.#withModel(title, model) : this.#withoutModel(title);
  }

  async #withModel(title: string, model: vscode.Uri): Promise<vscode.Uri[] | undefined> {
    const { all, registered } = await this.#offered(model);
    const choices: Choice<vscode.Uri | typeof SEVERAL | typeof LAST>[] = [
      ...(registered ? [lastChoice(model)] : []),
      ...all,
      ...(all.length > 1 ? [severalChoice()] : []),
    ];
    const name = modelTitle(model);
    const picked = await this.questions().pick(`${title} · ${name}`, l10n.t('What {0} is compared with', name), choices);
    if (!picked) return undefined;
    if (picked.value === LAST) return [model];
    if (picked.value !== SEVERAL) return [picked.value, model];
    const many = await this.questions().pickMany(`${title} · ${name}`, l10n.t('What is compared with {0}', name), all);
    return many && many.length > 0 ? [model, ...many.map(({ value }) => value)] : undefined;
  }

  async #withoutModel(title: string): Promise<vscode.Uri[] | undefined> {
    const all = comparableModels(await this.models.all());
    const baseline = await this.questions().pick(title, l10n.t('What the others are compared with'), all);
    if (!baseline) return undefined;
    const others = all.filter(({ value }) => value.toString() !== baseline.value.toString());
    const prompt = l10n.t('One or more to compare with {0}', baseline.label);
    const candidates = await this.questions().pickMany(title, prompt, others);
    return candidates && candidates.length > 0 ? [baseline.value, ...candidates.map(({ value }) => value)] : undefined;
  }

  /** What a model may be compared with: its own versions, the newest first, the file in the work tree, then all others. */
  async #offered(model: vscode.Uri): Promise<{ all: Choice<vscode.Uri>[]; registered: boolean }> {
    const all = await this.models.all();
    const own = all.find(({ uri }) => uri.toString() === placeOf(model).toString());
    const choices = [...(own ? versionChoices(own) : []), ...comparableModels(all)];
    const different = new Map(choices.map((choice) => [choice.value.toString(), choice]));
    different.delete(model.toString());
    return { all: [...different.values()], registered: own !== undefined && versionChoices(own).length > 0 };
  }

  /** The inputs of all of them together. @returns undefined where a manifest cannot be read, of which the job says what is wrong */
  async #facts(models: readonly vscode.Uri[]): Promise<ModelFacts | undefined> {
    const facts = await Promise.all(models.map((model) => factsOf(this.runner, model)));
    const inputs = new Map<string, ValueInfo>();
    for (const each of facts) for (const input of each?.inputs ?? []) if (!inputs.has(input.name)) inputs.set(input.name, input);
    return facts.includes(undefined) ? undefined : { inputs: [...inputs.values()] };
  }
}

function lastChoice(model: vscode.Uri): Choice<typeof LAST> {
  const label = referenceOf(model) ? l10n.t('The Version before It') : l10n.t('Its Last Version');
  return { label, iconPath: new vscode.ThemeIcon('history'), value: LAST };
}

function severalChoice(): Choice<typeof SEVERAL> {
  return { label: l10n.t('Several…'), iconPath: new vscode.ThemeIcon('checklist'), value: SEVERAL, alwaysShow: true };
}

function distinct(models: readonly vscode.Uri[]): vscode.Uri[] {
  return [...new Map(models.map((uri) => [uri.toString(), uri])).values()];
}
