import { isAbsolute, relative, sep } from 'node:path';
import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { InputKind, WantedInput } from '../manifests';

/** File name endings by kind of input, for pickers and searches. Tensors can be given for any. */
const TENSORS = ['npy', 'npz', 'pb'];
const ENDINGS: Record<InputKind, readonly string[]> = {
  image: ['png', 'jpg', 'jpeg', 'webp'],
  audio: ['wav'],
  table: ['csv', 'json'],
  text: ['txt'],
  tensor: ['npy', 'npz', 'pb', 'csv', 'json', 'png', 'jpg', 'jpeg', 'wav'],
};
const MAX_FILES = 200;

type InputItem = vscode.QuickPickItem & { answer?: string; ask?: 'browse' | 'type' };

/**
 * Asks for each input in turn: a file of the workspace, another file, a typed value, random numbers.
 * @returns `NAME=VALUE` for each; undefined where the person changed their mind
 */
export async function askInputs(
  title: string,
  model: vscode.Uri,
  cwd: string,
  inputs: readonly WantedInput[],
  memory: vscode.Memento,
): Promise<string[] | undefined> {
  const answers: string[] = [];
  for (const [index, input] of inputs.entries()) {
    const key = `input:${model.toString()}:${input.name}`;
    const step = inputs.length > 1 ? `${title} (${index + 1}/${inputs.length})` : title;
    const answer = await askInput(step, cwd, input, memory.get<string>(key));
    if (answer === undefined) return undefined;
    await memory.update(key, answer);
    answers.push(`${input.name}=${answer}`);
  }
  return answers;
}

async function askInput(title: string, cwd: string, input: WantedInput, last: string | undefined): Promise<string | undefined> {
  const chosen = await vscode.window.showQuickPick<InputItem>(choices(cwd, input, last), {
    title,
    placeHolder: l10n.t('Value for {0}, {1}', input.name, input.type),
    matchOnDescription: true,
    ignoreFocusOut: true,
  });
  switch (chosen?.ask) {
    case 'browse':
      return browse(title, cwd, input);
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

async function choices(cwd: string, input: WantedInput, last: string | undefined): Promise<InputItem[]> {
  const files = await filesFor(cwd, input.kind);
  const items: InputItem[] = [];
  if (last !== undefined && last !== 'random') {
    items.push({ label: last, description: l10n.t('last time'), answer: last, iconPath: new vscode.ThemeIcon('history') });
  }
  items.push(
    { label: l10n.t('Random Values'), description: l10n.t('seed 0'), answer: 'random', iconPath: new vscode.ThemeIcon('sparkle') },
    { label: l10n.t('Choose a File…'), ask: 'browse', iconPath: new vscode.ThemeIcon('folder-opened') },
  );
  if (input.kind !== 'image' && input.kind !== 'audio') {
    items.push({ label: l10n.t('Type a Value…'), ask: 'type', iconPath: new vscode.ThemeIcon('edit') });
  }
  const rest = files.filter((file) => file !== last);
  if (rest.length > 0) items.push({ label: l10n.t('In this workspace'), kind: vscode.QuickPickItemKind.Separator });
  // Where there are files of its kind, one of them is the likely answer: they come first.
  const listed = rest.map((file): InputItem => ({ label: file, answer: file, iconPath: vscode.ThemeIcon.File }));
  return input.kind === 'tensor'
    ? [...items, ...listed]
    : [...items.slice(0, last && last !== 'random' ? 1 : 0), ...listed, ...items.slice(last && last !== 'random' ? 1 : 0)];
}

async function filesFor(cwd: string, kind: InputKind): Promise<string[]> {
  const pattern = new vscode.RelativePattern(
    vscode.Uri.file(cwd),
    `**/*.{${[...ENDINGS[kind], ...(kind === 'tensor' ? [] : TENSORS)].join(',')}}`,
  );
  const found = await vscode.workspace.findFiles(pattern, '**/{node_modules,.modelwright,.git,.venv,venv,.vscode}/**', MAX_FILES);
  const own = /\.(model|metrics|labels)\.json$|(^|\/)(package(-lock)?|tsconfig|labels|tokenizer)\.json$/;
  const names = found.map((uri) => shortPath(cwd, uri.fsPath)).filter((name) => !own.test(name));
  return names.sort(new Intl.Collator(undefined, { numeric: true }).compare);
}

async function browse(title: string, cwd: string, input: WantedInput): Promise<string | undefined> {
  const opened = await vscode.window.showOpenDialog({
    title,
    defaultUri: vscode.Uri.file(cwd),
    filters: { [l10n.t('Inputs')]: [...new Set([...ENDINGS[input.kind], ...TENSORS])], [l10n.t('All files')]: ['*'] },
  });
  return opened?.[0] && shortPath(cwd, opened[0].fsPath);
}

/** Relative to where jobs start where it lies below, so that a report's parameters hold on another machine. */
function shortPath(cwd: string, path: string): string {
  const short = relative(cwd, path);
  return short.startsWith('..') || isAbsolute(short) ? path : short.split(sep).join('/');
}
