import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { JobEntry } from '../../jobs/table';
import { jobTitle } from '../jobTitle';
import { modelTitle } from '../modelUri';
import type { Choice, Questions } from '../questions';
import { type BenchmarkMode, benchmarkModes } from './benchmarkModes';
import type { Fed, Feeding } from './feeding';
import type { JobRunner } from './jobRunner';
import { factsOf, type ModelFacts } from './modelFacts';
import type { PanelRuns } from './panelRun';

type Answer = BenchmarkMode | 'inputs' | 'sizes';

/** What comes before a benchmark: how to measure, on what. */
export class BenchmarkDoor {
  constructor(
    private readonly runner: JobRunner,
    private readonly panels: PanelRuns,
    private readonly feeding: Feeding,
    private readonly questions: () => Questions,
  ) {}

  /**
   * Asks how and on what to measure, then measures the models one after the other.
   * @param atOnce the usual way, without asking what has a usual answer
   */
  async open(job: JobEntry, models: readonly vscode.Uri[], atOnce: boolean): Promise<unknown> {
    const wanted: { model: vscode.Uri; fed: Fed }[] = [];
    const [first] = models;
    if (!first) return undefined;
    const title =
      models.length === 1 ? l10n.t('{0} {1}', jobTitle(job), modelTitle(first)) : l10n.t('{0} {1} models', jobTitle(job), models.length);
    const facts = await Promise.all(models.map((model) => factsOf(this.runner, model)));
    const mode = atOnce ? benchmarkModes()[0] : await this.#ask(title, models.length === 1 ? first : undefined, facts[0]);
    if (!mode) return undefined;
    for (const [index, model] of models.entries()) {
      const known = facts[index];
      const fed = known
        ? await this.feeding.forMeasuring(l10n.t('{0} {1}', jobTitle(job), modelTitle(model)), model, known)
        : { input: [], dims: [] };
      if (!fed) return undefined;
      wanted.push({ model, fed });
    }
    let last: unknown;
    for (const { model, fed } of wanted) {
      const outcome = await this.panels.run(job, model, { ...mode.parameters, ...fed });
      last = outcome.shown;
      if (outcome.stopped) break;
    }
    return last;
  }

  /** Asks until it is about how to measure: what it is measured on is chosen on the way. @param model where it is one alone */
  async #ask(title: string, model: vscode.Uri | undefined, facts: ModelFacts | undefined): Promise<BenchmarkMode | undefined> {
    for (;;) {
      const choices = [...modeChoices(), ...(model && facts ? this.#feedChoices(model, facts) : [])];
      const answer = (await this.questions().pick(title, l10n.t('How to measure'), choices))?.value;
      if (answer === 'inputs' && model && facts) await this.feeding.choose(title, model, facts);
      else if (answer === 'sizes' && model && facts) await this.feeding.resize(title, model, facts);
      else return typeof answer === 'object' ? answer : undefined;
    }
  }

  #feedChoices(model: vscode.Uri, facts: ModelFacts): Choice<Answer>[] {
    const chosen = this.feeding.chosen(model, facts);
    const sizes = this.feeding.said(model, facts);
    const open = this.feeding.open(model, facts);
    return [
      { label: l10n.t('Measured on'), kind: vscode.QuickPickItemKind.Separator, value: 'inputs' },
      {
        label: l10n.t('Inputs…'),
        description: chosen.length === 0 ? l10n.t('random, seed 0') : chosen.join(', '),
        iconPath: new vscode.ThemeIcon('symbol-array'),
        value: 'inputs',
      },
      ...(open.length === 0
        ? []
        : [
            {
              label: l10n.t('Sizes…'),
              description: sizes.length > 0 ? sizes.join(', ') : l10n.t('asked for: {0}', open.map(({ name }) => name).join(', ')),
              iconPath: new vscode.ThemeIcon('symbol-ruler'),
              value: 'sizes' as const,
            },
          ]),
    ];
  }
}

function modeChoices(): Choice<Answer>[] {
  return benchmarkModes().map((mode) => ({
    label: mode.label,
    description: mode.about,
    iconPath: new vscode.ThemeIcon(mode.icon),
    value: mode,
  }));
}
