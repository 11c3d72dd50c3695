import { join } from 'node:path';
import { shownCommand } from '../../base/shell';
import { readSmallFile } from '../../base/smallFile';
import { staysInside } from '../declared/artifacts';
import type { Subject } from './subject';

const LIMIT = 1 << 20;
/** Submodules that are named. */
const NAMED = 20;

/** Models of a submodule are listed with the others, and their tags are in its own repository, which this does not look at. */
export async function checkSubmodules({ findings, registry }: Subject): Promise<void> {
  const { root } = registry.repository;
  const text = root === undefined ? undefined : await readSmallFile(join(root, '.gitmodules'), LIMIT);
  const paths = [...(text ?? '').matchAll(/^\s*path\s*=\s*(.+?)\s*$/gm)].map(([, path]) => path!).filter(staysInside);
  for (const path of [...new Set(paths)].slice(0, NAMED)) {
    const message = 'This submodule is a repository of its own: its models and tags were not looked at.';
    findings.add('info', 'repository.submodule', path, message, shownCommand(['modelwright', 'doctor', '--cwd', path]));
  }
}
