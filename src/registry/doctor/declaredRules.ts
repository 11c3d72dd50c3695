import { lstat } from 'node:fs/promises';
import { join } from 'node:path';
import { shownCommand } from '../../base/shell';
import { statOrMissing } from '../../base/statOrMissing';
import { readYaml } from '../../base/yaml';
import { quote } from '../../onnx/check/finding';
import { readText, wrongPatterns } from '../declared/settings';
import { CommitTree } from '../files/commitTree';
import { locateFile } from '../files/locate';
import { modelwright } from './commands';
import type { Subject } from './subject';

/** What is wrong with `.gto`, `artifacts.yaml` and `dvc.yaml`, and with the files they name. */
export async function checkDeclared(subject: Subject): Promise<void> {
  const { findings, settings, entries } = subject;
  if (settings.problem) {
    const { where = '.gto', message, remedy } = settings.problem;
    findings.add('error', 'gto.settings', where, message, remedy);
  }
  if (subject.registry.repository.shallow) {
    const message = 'This is a shallow clone: tags on older commits may not be here, and counters and versions go by those that are.';
    findings.add('info', 'clone.shallow', '.git', message, 'git fetch --unshallow --tags');
  }
  const wrong = await wrongPatterns(subject.registry.repository, subject.signal);
  if (wrong) {
    const message = `${wrong.words.map(quote).join(', ')} is no pattern of tags: it is passed over.`;
    findings.add('warning', 'tag.patterns', wrong.where, message, 'Name some of name-v, name/v and v, or none.');
  }
  await checkReadable(subject, settings.index);
  await checkReadable(subject, 'dvc.yaml');
  const head = await headTree(subject);
  for (const { name, path, outside, virtual, type } of entries) {
    if (outside) {
      const message = `The path of ${quote(name)} leaves the repository: it is not followed.`;
      findings.add('error', 'artifact.outside', name, message, 'Give it a path inside the repository, or leave the path out.');
    }
    if (type !== undefined && settings.types && !settings.types.includes(type)) {
      const message = `Its type ${quote(type)} is not one of those that .gto allows: ${settings.types.join(', ') || 'none'}.`;
      findings.add('warning', 'type.unknown', name, message, 'Change the type, or add it to the types of .gto.');
    }
    if (path !== undefined && !virtual && !/^[a-z][a-z0-9+.-]*:\//i.test(path)) await checkFile(subject, name, path, head);
  }
}

/** A file that is there and says nothing, as it is too large, no YAML, or unfolds without end. */
async function checkReadable({ findings, registry }: Subject, path: string): Promise<void> {
  const { repository, objects } = registry;
  const there = repository.root === undefined ? await objects.info(`HEAD:${path}`) : await statOrMissing(join(repository.root, path));
  if (!there) return;
  const text = await readText(repository, objects, path);
  const problem =
    text === undefined
      ? 'It cannot be read: it is no file, or larger than 1 MiB.'
      : text.trim() === ''
        ? undefined
        : wrongYaml(readYaml(text), text);
  if (problem === undefined) return;
  findings.add(
    'error',
    'artifact.unreadable',
    path,
    `${problem} What it declares is not known.`,
    'Write it anew as NAME: {path: FILE}, without aliases.',
  );
}

function wrongYaml(value: unknown, text: string): string | undefined {
  if (value === undefined) {
    return /^[^#\n]*\*\w/m.test(text) ? 'It has aliases, or is no YAML: aliases are not unfolded.' : 'It is no YAML, or nests too deep.';
  }
  return value === null || (typeof value === 'object' && !Array.isArray(value)) ? undefined : 'It has no names with their entries.';
}

async function headTree({ registry }: Subject): Promise<CommitTree | undefined> {
  const head = await registry.objects.info('HEAD^{commit}');
  return head && new CommitTree(registry.repository, registry.objects, head.oid);
}

/** A declared model without a file: in the work tree, where there is one, with `.dvc` files standing for theirs. */
async function checkFile({ findings, registry, states }: Subject, name: string, path: string, head?: CommitTree): Promise<void> {
  const { root } = registry.repository;
  if (root !== undefined && (await isThere(join(root, path)))) return;
  if (root !== undefined && (await isThere(join(root, `${path}.dvc`)))) return;
  const committed = head && (await inTree(head, path));
  if (root === undefined && committed) return;
  const latest = states.get(name)?.latest;
  const message = `${quote(path)}, which ${quote(name)} is declared to be, is not there.`;
  const remedy =
    committed === 'git'
      ? shownCommand(['git', 'checkout', 'HEAD', '--', path])
      : committed !== undefined
        ? shownCommand(['dvc', 'checkout', path])
        : latest !== undefined && root !== undefined
          ? modelwright('restore', `${name}@${latest}`)
          : 'Put the file there, change its path, or delete the entry.';
  findings.add('error', 'artifact.missing', name, message, remedy);
}

/** How a commit has it: as a file or folder of git's, or through DVC. */
async function inTree(tree: CommitTree, path: string): Promise<'git' | 'dvc' | undefined> {
  const entry = await tree.objects.info(`${tree.commit}:${path}`);
  if (entry) return 'git';
  return (await locateFile(tree, path)) ? 'dvc' : undefined;
}

async function isThere(path: string): Promise<boolean> {
  return (await lstat(path).catch(() => undefined)) !== undefined;
}
