import { quote } from '../../onnx/check/finding';
import { formatTag, isArtifactName } from '../tags/grammar';
import { deleteTags, modelwright } from './commands';
import { type Subject, stem } from './subject';

/** Names of models that no version can be registered under. */
export function checkNames(subject: Subject): void {
  const { findings, entries, models, objects, states } = subject;
  for (const { name } of entries) {
    if (isArtifactName(name)) continue;
    const message = `${quote(name)} is declared, but GTO takes no model of that name: letters, digits, "-", "_" and "/", no dots.`;
    findings.add('warning', 'name.gto', name, message, 'Give it another name in the file that declares it.');
  }
  checkFiles(subject);
  for (const name of models) {
    const tag = formatTag({ event: 'registration', artifact: name, version: 'v0.0.1' });
    // What has tags is a name that git takes.
    if (!states.has(name) && isRefusedByGit(tag)) {
      const message = `git makes no tag for a model called ${quote(name)}, so no version of it can be registered.`;
      findings.add('warning', 'name.git', name, message, modelwright('register', name, '--name', plainName(name)));
    }
    const blocking = folderTag(tag, objects);
    if (blocking === undefined) continue;
    const message = `It keeps git from making tags of the model ${name}: one would be a file and a folder of that name.`;
    findings.add('warning', 'tag.blocks', blocking, message, deleteTags(blocking));
  }
}

/**
 * Whether git makes no tag of a name: the rules of `git check-ref-format` for one that is not to be normalized, and no dash first, which
 * `git tag` takes for an option.
 */
export function isRefusedByGit(tag: string): boolean {
  if (tag === '' || tag.startsWith('-') || tag.endsWith('.') || tag.includes('..') || tag.includes('@{')) return true;
  if (/[\p{Cc} ~^:?*[\\]/u.test(tag)) return true;
  return tag.split('/').some((part) => part === '' || part.startsWith('.') || part.endsWith('.lock'));
}

/** Files that nothing declares go by their own names, variants (`NAME.int8.onnx`) with their model. */
function checkFiles({ findings, entries, tracked }: Subject): void {
  const declared = new Set(entries.map((entry) => entry.path));
  const stems = new Set(tracked.map(stem));
  for (const path of tracked) {
    const name = stem(path);
    if (declared.has(path) || isArtifactName(name) || stems.has(name.slice(0, name.indexOf('.')))) continue;
    const message = `GTO takes no model called ${quote(name)}, so this one needs another name to be registered under.`;
    findings.add('info', 'name.file', path, message, modelwright('register', path, '--name', plainName(name)));
  }
}

/** A tag whose name is a folder of the one wanted. */
function folderTag(tag: string, objects: ReadonlyMap<string, string>): string | undefined {
  for (let at = tag.indexOf('/'); at >= 0; at = tag.indexOf('/', at + 1)) if (objects.has(tag.slice(0, at))) return tag.slice(0, at);
  return undefined;
}

function plainName(name: string): string {
  const plain = name
    .replace(/[^a-zA-Z0-9/]+/g, '-')
    .replace(/\/{2,}/g, '/')
    .replace(/^[-/]+|[-/]+$/g, '');
  return plain === '' ? 'model' : plain;
}
