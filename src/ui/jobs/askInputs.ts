import { dirname, isAbsolute, relative, sep } from 'node:path';
import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { Manifest } from '../../manifest/schema';
import type { InputKind, WantedInput } from '../manifests';
import { placeOf } from '../modelUri';
import { endingsOf, type RankedInputs, rankInputs } from './rankInputs';

/** Files looked at, and as many of them offered: a list of more is not read. */
const MAX_FOUND = 5000;
const MAX_OFFERED = 200;
const SKIPPED = '**/{node_modules,.modelwright,.git,.venv,venv,.vscode}/**';

/** Where to look for an input's files. */
interface Place {
  /** Where jobs start. */
  readonly cwd: string;
  /** The model's folder. */
  readonly folder: string;
  readonly manifest: Manifest | undefined;
}

type InputItem = vscode.QuickPickItem & { answer?: string; ask?: 'browse' | 'type' };

/**
 * Asks for each input in turn: a file of the workspace, another file, a typed value, random numbers.
 * @param manifest of the model: what it names as masks is not offered
 * @returns `NAME=VALUE` for each; undefined where the person changed their mind
 */
export async function askInputs(
  title: string,
  model: vscode.Uri,
  cwd: string,
  inputs: readonly WantedInput[],
  manifest: Manifest | undefined,
  memory: vscode.Memento,
): Promise<string[] | undefined> {
  const answers: string[] = [];
  const place: Place = { cwd, folder: dirname(placeOf(model).fsPath), manifest };
  for (const [index, input] of inputs.entries()) {
    const key = `input:${model.toString()}:${input.name}`;
    const step = inputs.length > 1 ? `${title} (${index + 1}/${inputs.length})` : title;
    const answer = await askInput(step, place, input, memory.get<string>(key));
    if (answer === undefined) return undefined;
    await memory.update(key, answer);
    answers.push(`${input.name}=${answer}`);
  }
  return answers;
}

async function askInput(title: string, place: Place, input: WantedInput, last: string | undefined): Promise<string | undefined> {
  const chosen = await vscode.window.showQuickPick<InputItem>(choices(place, input, last), {
    title,
    placeHolder: l10n.t('Value for {0}, {1}', input.name, input.type),
    matchOnDescription: true,
    ignoreFocusOut: true,
  });
  switch (chosen?.ask) {
    case 'browse':
      return browse(title, place.cwd, input);
    case 'type':
      return vscode.window.showInputBox({
        title,
        prompt: l10n.t('Value for {0}, {1}', input.name, input.type),
        placeHolder: input.kind === 'text' ? l10n.t('Some text') : l10n.t('A number, or a list such as 1,2,3'),
        value: last,
        ignoreFocusOut: true,
      });
    default:
      return chosen?.answer;
  }
}

async function choices(place: Place, input: WantedInput, last: string | undefined): Promise<InputItem[]> {
  const { beside, elsewhere } = await filesFor(place, input.kind);
  const used = last === 'random' ? undefined : last;
  const files = (paths: readonly string[]) =>
    paths.filter((path) => path !== used).map((path): InputItem => ({ label: path, answer: path, iconPath: vscode.ThemeIcon.File }));
  const other: InputItem[] = [
    { label: l10n.t('Random Values'), description: l10n.t('seed 0'), answer: 'random', iconPath: new vscode.ThemeIcon('sparkle') },
    { label: l10n.t('Browse…'), ask: 'browse', iconPath: new vscode.ThemeIcon('folder-opened') },
  ];
  if (input.kind !== 'image' && input.kind !== 'audio') {
    other.push({ label: l10n.t('Type a Value…'), ask: 'type', iconPath: new vscode.ThemeIcon('edit') });
  }
  const found = [...section(l10n.t('Beside the model'), files(beside)), ...section(l10n.t('In the workspace'), files(elsewhere))];
  const rest = section(l10n.t('Other'), other);
  return [
    ...section(l10n.t('Used last'), used === undefined ? [] : [{ label: used, answer: used, iconPath: new vscode.ThemeIcon('history') }]),
    // Where there are files of its kind, one of them is the likely answer; for a tensor hardly any is.
    ...(input.kind === 'tensor' ? [...rest, ...found] : [...found, ...rest]),
  ];
}

function section(label: string, items: readonly InputItem[]): InputItem[] {
  return items.length === 0 ? [] : [{ label, kind: vscode.QuickPickItemKind.Separator }, ...items];
}

/** Those beside the model are asked for by themselves: in a large workspace the search ends before it has seen everything. */
async function filesFor({ cwd, folder, manifest }: Place, kind: InputKind): Promise<RankedInputs> {
  const name = `*.{${endingsOf(kind).join(',')}}`;
  const find = (root: string, pattern: string) =>
    vscode.workspace.findFiles(new vscode.RelativePattern(vscode.Uri.file(root), pattern), SKIPPED, MAX_FOUND);
  const found = (await Promise.all([find(folder, name), find(cwd, `**/${name}`)])).flat();
  const paths = [...new Set(found.map((uri) => shortPath(cwd, uri.fsPath)))];
  const { beside, elsewhere } = rankInputs(paths, relative(cwd, folder).split(sep).join('/'), kind, manifest);
  return { beside: beside.slice(0, MAX_OFFERED), elsewhere: elsewhere.slice(0, MAX_OFFERED - Math.min(MAX_OFFERED, beside.length)) };
}

async function browse(title: string, cwd: string, input: WantedInput): Promise<string | undefined> {
  const opened = await vscode.window.showOpenDialog({
    title,
    defaultUri: vscode.Uri.file(cwd),
    filters: { [l10n.t('Inputs')]: endingsOf(input.kind), [l10n.t('All files')]: ['*'] },
  });
  return opened?.[0] && shortPath(cwd, opened[0].fsPath);
}

/** Relative to where jobs start where it lies below, so that a report's parameters hold on another machine. */
function shortPath(cwd: string, path: string): string {
  const short = relative(cwd, path);
  return short.startsWith('..') || isAbsolute(short) ? path : short.split(sep).join('/');
}
