import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { Disposable } from '../../base/disposable';
import type { CommandGateway } from '../commands';
import { Commands } from '../ids';

/** In which order models are, and under what. */
export interface Arrangement {
  readonly sort: 'name' | 'latest' | 'size';
  readonly group: 'none' | 'folder' | 'type';
}

const KEY = 'explorer.arrangement';
const USUAL: Arrangement = { sort: 'name', group: 'none' };

/** How the Models view is arranged, remembered for each workspace. */
export class Arrangements extends Disposable {
  readonly #changed = this.register(new vscode.EventEmitter<void>());
  readonly onDidChange = this.#changed.event;

  constructor(private readonly memory: vscode.Memento) {
    super();
  }

  get current(): Arrangement {
    return { ...USUAL, ...this.memory.get<Partial<Arrangement>>(KEY) };
  }

  async set(change: Partial<Arrangement>): Promise<void> {
    await this.memory.update(KEY, { ...this.current, ...change });
    this.#changed.fire();
  }

  /** The commands; an argument, as from a key binding, stands for the choice. */
  addTo(gateway: CommandGateway): void {
    gateway.add(Commands.sortBy, async (argument) => {
      const sort = await choose(l10n.t('Sort Models By'), sorts(), this.current.sort, argument);
      if (sort) await this.set({ sort });
    });
    gateway.add(Commands.groupBy, async (argument) => {
      const group = await choose(l10n.t('Group Models By'), groups(), this.current.group, argument);
      if (group) await this.set({ group });
    });
  }
}

type Choices<Value extends string> = readonly { readonly value: Value; readonly label: string; readonly detail: string }[];

function sorts(): Choices<Arrangement['sort']> {
  return [
    { value: 'name', label: l10n.t('Name'), detail: l10n.t('Numbers in names by their value') },
    { value: 'latest', label: l10n.t('Latest version'), detail: l10n.t('What was registered last comes first') },
    { value: 'size', label: l10n.t('Size'), detail: l10n.t('The largest comes first') },
  ];
}

function groups(): Choices<Arrangement['group']> {
  return [
    { value: 'none', label: l10n.t('Nothing'), detail: l10n.t('One list') },
    { value: 'folder', label: l10n.t('Folder'), detail: l10n.t('Where the file lies') },
    { value: 'type', label: l10n.t('Type'), detail: l10n.t('As artifacts.yaml or dvc.yaml says') },
  ];
}

async function choose<Value extends string>(
  title: string,
  choices: Choices<Value>,
  current: Value,
  argument: unknown,
): Promise<Value | undefined> {
  const given = choices.find(({ value }) => value === argument);
  if (given) return given.value;
  const items = choices.map((choice) => ({ ...choice, description: choice.value === current ? l10n.t('as now') : '' }));
  const picked = await vscode.window.showQuickPick(items, { title, placeHolder: title });
  return picked?.value;
}
