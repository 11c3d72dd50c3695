import { ACTION_KINDS } from './actionKinds';

/** The webview bundles that draw reports: `dist/webview/FAMILY.js`. */
export type PanelFamily =
  | 'run'
  | 'inspect'
  | 'diff'
  | 'benchmark'
  | 'compare'
  | 'versions'
  | 'models'
  | 'files'
  | 'cache'
  | 'actions'
  | 'doctor'
  | 'raw';

const FAMILIES: ReadonlyMap<string, PanelFamily> = new Map<string, PanelFamily>([
  ['run', 'run'],
  ['inspect', 'inspect'],
  ['diff', 'diff'],
  ['benchmark', 'benchmark'],
  ['compare', 'compare'],
  ['versions', 'versions'],
  ['models', 'models'],
  ['fetch', 'files'],
  ['restore', 'files'],
  ['cache', 'cache'],
  ...ACTION_KINDS.map((kind): [string, PanelFamily] => [kind, 'actions']),
  ['push', 'actions'],
  ['doctor', 'doctor'],
]);

/** The bundle that draws reports of `kind`; a kind without one, as a newer Modelwright writes, is shown as raw JSON. */
export function panelFamily(kind: string): PanelFamily {
  return FAMILIES.get(kind) ?? 'raw';
}
