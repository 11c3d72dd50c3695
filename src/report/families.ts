/** The webview bundles that draw reports: `dist/webview/FAMILY.js`. */
export type PanelFamily = 'run' | 'inspect' | 'diff' | 'versions' | 'doctor' | 'raw';

const FAMILIES: ReadonlyMap<string, PanelFamily> = new Map<string, PanelFamily>([
  ['run', 'run'],
  ['inspect', 'inspect'],
  ['diff', 'diff'],
  ['versions', 'versions'],
  ['doctor', 'doctor'],
]);

/** The bundle that draws reports of `kind`; a kind without one is shown as raw JSON. */
export function panelFamily(kind: string): PanelFamily {
  return FAMILIES.get(kind) ?? 'raw';
}
