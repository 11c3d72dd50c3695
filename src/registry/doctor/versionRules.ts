import { shownCommand } from '../../base/shell';
import { Turns } from '../../base/turns';
import { quoteSome } from '../../onnx/check/finding';
import type { LocatedFile } from '../files/located';
import { missingObjects } from '../files/missing';
import type { ArtifactState, VersionState } from '../tags/state';
import { deleteTags, modelwright } from './commands';
import { groups } from './eventRules';
import type { Subject } from './subject';
import { type VersionFault, VersionLooks } from './versionLooks';

/** Versions looked at together: what they ask of git goes in at once. */
const TOGETHER = 64;

interface Held {
  readonly state: ArtifactState;
  readonly version: VersionState;
}

/**
 * Whether the file of each version that holds can be found, and its bytes and those of the weights beside it are on this machine. Gone through by
 * commits, oldest first, as each shares most of its files with the one before; told in the order of models and versions.
 * @param advance told now and then how many versions were looked at
 */
export async function checkVersions(subject: Subject, advance: (done: number) => void): Promise<void> {
  const { states, signal } = subject;
  const held: Held[] = [];
  for (const state of states.values()) {
    for (const version of state.versions) if (version.registered && version.active) held.push({ state, version });
  }
  const looks = new VersionLooks(subject);
  const faults = new Map<Held, readonly VersionFault[]>();
  const turns = new Turns();
  let done = 0;
  const oldestFirst = [...held].sort((a, b) => a.version.registeredAt - b.version.registeredAt);
  for (const [commit, some] of groups(oldestFirst, ({ version }) => version.commit)) {
    for (let start = 0; start < some.length; start += TOGETHER) {
      const part = some.slice(start, start + TOGETHER);
      const found = await Promise.all(part.map((one) => looks.faults(one.state.name, commit)));
      for (const [index, one] of part.entries()) if (found[index]!.length > 0) faults.set(one, found[index]!);
      done += part.length;
      if (!turns.over) continue;
      advance(done);
      await turns.next();
      signal?.throwIfAborted();
    }
  }
  advance(done);
  for (const one of held) for (const fault of faults.get(one) ?? []) await tell(subject, looks, one, fault);
  if (looks.weights.unread > 0) {
    const message = `${looks.weights.unread} models of versions were not read, as they are large: whether they keep weights in other files is not known.`;
    subject.findings.add('info', 'version.unread', 'registry', message, 'modelwright inspect NAME@VERSION');
  }
}

async function tell({ findings }: Subject, looks: VersionLooks, { state, version }: Held, fault: VersionFault): Promise<void> {
  const where = `${state.name}@${version.version}`;
  const code = {
    tree: 'version.tree',
    path: 'version.path',
    problem: 'version.path',
    weights: 'version.weights',
    missing: 'object.missing',
  }[fault.kind];
  if (!findings.keeps(code)) {
    findings.count('warning', code);
    return;
  }
  switch (fault.kind) {
    case 'problem':
      findings.add('warning', code, where, fault.error.message, fault.error.remedy);
      return;
    case 'tree': {
      const message = 'The files of its commit are not here: this is a partial or damaged clone.';
      findings.add('warning', code, where, message, `git ls-tree -r --name-only ${version.commit}`);
      return;
    }
    case 'path': {
      const message = fault.path === undefined ? 'Its commit has no file of that model.' : `Its commit has no file ${fault.path}.`;
      findings.add('warning', code, where, message, remedyFor(state, version));
      return;
    }
    case 'weights': {
      const message = `Its model keeps weights in ${quoteSome(fault.lacking)}, which its commit does not have beside it: it cannot be used.`;
      findings.add('warning', code, where, message, remedyFor(state, version));
      return;
    }
    case 'missing':
      for (const some of byStorage(fault.files)) {
        const { message, remedy, actions } = await missingObjects(fault.tree, version.tag, some, () => looks.stores.remote());
        const [action] = actions;
        const command = action?.kind === 'terminal' ? shownCommand(action.argv) : remedy;
        const more = some.length > 1 ? ` So are ${some.length - 1} more of its files.` : '';
        findings.add('warning', code, where, `${message}${more}`, command);
      }
  }
}

/** A version that cannot be used can only be taken back: its commit does not change. */
function remedyFor(state: ArtifactState, version: VersionState): string {
  if (version.pattern !== 'gto') return deleteTags(version.tag);
  return modelwright('deregister', state.name, '--version', version.version);
}

function byStorage(files: readonly LocatedFile[]): LocatedFile[][] {
  return (['git', 'lfs', 'dvc'] as const)
    .map((storage) => files.filter((file) => file.storage === storage))
    .filter((some) => some.length > 0);
}
