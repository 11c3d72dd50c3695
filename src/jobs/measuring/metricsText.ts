import * as l10n from '@vscode/l10n';
import { UserError } from '../../base/errors';
import { fileError } from '../../base/files';
import { jsonFault } from '../../base/jsonFault';
import { openRegular } from '../../base/readRegular';
import { jsonMembers } from '../../report/jsonMembers';

/** Largest metrics file that is read, anywhere. */
const MAX_BYTES = 1 << 20;

/**
 * The text of a metrics file that a section can be put into.
 * @param section that will be written
 * @returns undefined where there is no such file
 * @throws UserError `metrics.large`, `metrics.encoding`, `metrics.syntax`, `metrics.kind`, `metrics.twice`; `file.*`
 */
export async function readMetricsText(path: string, section: string): Promise<string | undefined> {
  const bytes = await readBytes(path);
  if (!bytes) return undefined;
  const text = decoded(bytes, path);
  checkText(text, section, path);
  return text;
}

async function readBytes(path: string): Promise<Buffer | undefined> {
  let handle: Awaited<ReturnType<typeof openRegular>>;
  try {
    handle = await openRegular(path);
  } catch (error) {
    if (error instanceof UserError && error.code === 'file.missing') return undefined;
    throw error;
  }
  try {
    const { size } = await handle.stat();
    if (size > MAX_BYTES) {
      throw new UserError('metrics.large', l10n.t('{0} has more than 1 MiB, which is more than is read of a metrics file.', path), {
        where: path,
        remedy: l10n.t('Keep figures in it and nothing else; or remove it, and the next --save makes a new one.'),
      });
    }
    return await handle.readFile();
  } catch (error) {
    throw fileError(error, path);
  } finally {
    await handle.close();
  }
}

function decoded(bytes: Buffer, path: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw new UserError('metrics.encoding', l10n.t('{0} is not UTF-8, which JSON is.', path), {
      where: path,
      remedy: l10n.t('Save it in UTF-8, without a byte order mark. Nothing was written.'),
      cause: error,
    });
  }
}

function checkText(text: string, section: string, path: string): void {
  const fault = jsonFault(text);
  if (fault) {
    throw new UserError(
      'metrics.syntax',
      l10n.t('{0} is not JSON: line {1}, column {2}: {3}.', path, fault.line, fault.column, fault.reason),
      {
        where: `${path}:${fault.line}:${fault.column}`,
        remedy: l10n.t('Correct it there, or remove the file. Nothing was written.'),
        actions: [{ kind: 'openFile', path }],
      },
    );
  }
  if (!text.trimStart().startsWith('{')) throw wrongKind(l10n.t('{0} holds something else than an object.', path), path);
  const found = once(text, section, path);
  if (found === undefined) return;
  if (!found.startsWith('{')) throw wrongKind(l10n.t('"{0}" in {1} is something else than an object.', section, path), path);
  const seen = new Set<string>();
  for (const { key } of jsonMembers(found)) {
    if (seen.has(key)) throw twice(`${section}.${key}`, path);
    seen.add(key);
  }
}

/** The value of a member that stands there once. */
function once(text: string, key: string, path: string): string | undefined {
  const [found, second] = jsonMembers(text).filter((member) => member.key === key);
  if (second) throw twice(key, path);
  return found?.value;
}

function twice(key: string, path: string): UserError {
  return new UserError('metrics.twice', l10n.t('"{0}" stands twice in {1}, so that it is not clear which is meant.', key, path), {
    where: path,
    remedy: l10n.t('Remove one of them. Nothing was written.'),
    actions: [{ kind: 'openFile', path }],
  });
}

function wrongKind(message: string, path: string): UserError {
  return new UserError('metrics.kind', message, {
    where: path,
    remedy: l10n.t('A metrics file is an object of objects with numbers. Rename what is there, or remove it. Nothing was written.'),
    actions: [{ kind: 'openFile', path }],
  });
}
