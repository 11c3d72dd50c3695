import * as l10n from '@vscode/l10n';
import { isMap, parseDocument } from 'yaml';
import { UserError } from '../../base/errors';
import { readYaml } from '../../base/yaml';
import { nestsTooDeep } from '../../base/yamlDepth';

/** What is written about a new artifact. */
export interface NewArtifact {
  readonly name: string;
  /** From the root, with `/`. */
  readonly path: string;
  readonly type?: string;
  readonly description?: string;
}

/**
 * The text of `artifacts.yaml` with one more entry, everything else as it was: comments, order, quotes, line ends.
 * @param text undefined: there is no such file yet
 * @param file how errors name it
 * @throws UserError `artifacts.yaml` where it is no list of artifacts, or has the name already
 */
export function withArtifact(text: string | undefined, artifact: NewArtifact, file: string): string {
  const unreadable = (why: string) =>
    new UserError('artifacts.yaml', l10n.t('{0} cannot be added to: {1}', file, why), {
      where: file,
      remedy: l10n.t('Correct the file, or add the entry for {0} by hand.', artifact.name),
    });
  if (nestsTooDeep(text ?? '')) throw unreadable(l10n.t('it nests too deep'));
  const document = parseDocument(text ?? '', { schema: 'core', logLevel: 'silent', keepSourceTokens: true });
  const [problem] = document.errors;
  if (problem) throw unreadable(problem.message);
  if (document.contents !== null && !isMap(document.contents)) throw unreadable(l10n.t('it is no list of names'));
  // What is not read cannot be told to have the name or not.
  if (document.contents !== null && readYaml(text ?? '') === undefined) throw unreadable(l10n.t('it has aliases, which are not unfolded'));
  if (document.has(artifact.name)) throw unreadable(l10n.t('{0} is in it already', artifact.name));
  const entry = entryText(artifact);
  const crlf = text?.includes('\r\n') ?? false;
  // Appended as text where the file is a plain block, so that not a character of it changes.
  if (
    text === undefined ||
    text.trim() === '' ||
    (isMap(document.contents) && !document.contents.flow && !/^(?:\.\.\.|---)\s*$/m.test(text))
  ) {
    const before = text === undefined || text === '' || text.endsWith('\n') ? (text ?? '') : `${text}${crlf ? '\r\n' : '\n'}`;
    const joined = before + (crlf ? entry.replaceAll('\n', '\r\n') : entry);
    const indented = isMap(document.contents) && /^[ \t]+\S/.test(text?.split(/\r?\n/).find((line) => /^\s*[^\s#]/.test(line)) ?? '');
    if (!indented) return joined;
  }
  document.set(artifact.name, document.createNode(fieldsOf(artifact)));
  return document.toString({ lineWidth: 0 });
}

function fieldsOf({ type, path, description }: NewArtifact): Record<string, string> {
  return { ...(type === undefined ? {} : { type }), path, ...(description === undefined ? {} : { description }) };
}

function entryText(artifact: NewArtifact): string {
  const document = parseDocument('');
  document.contents = document.createNode({ [artifact.name]: fieldsOf(artifact) }) as typeof document.contents;
  return document.toString({ lineWidth: 0 });
}
