import { unfinishedPaths } from '../actions/unfinished';
import type { Subject } from './subject';

/** A registration that was cut off before its commit: until the next action puts it back, its texts stand as they were written. */
export async function checkUnfinished({ findings, registry }: Subject): Promise<void> {
  const paths = await unfinishedPaths(registry.repository);
  if (!paths) return;
  const written = paths.length === 0 ? '' : ` It had written ${paths.join(', ')}.`;
  const message = `A registration was cut off before its commit was made.${written}`;
  const remedy = 'The next action, or its preview, puts back what it wrote, unless somebody has changed that since: register again.';
  findings.add('warning', 'action.unfinished', 'registry', message, remedy);
}
