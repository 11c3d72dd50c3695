/** Everything the manifest and the code must agree on, each named once. `npm run check` compares both sides. */

/** Publisher and name of the manifest. */
export const EXTENSION_ID = 'modelwright.modelwright';

/** Commands that are not jobs. A job's command is `modelwright.NAME`, see {@link jobCommand}. */
export const Commands = {
  refresh: 'modelwright.refresh',
  filter: 'modelwright.filter',
  clearFilter: 'modelwright.clearFilter',
  sortBy: 'modelwright.sortBy',
  groupBy: 'modelwright.groupBy',
  showMoreVersions: 'modelwright.showMoreVersions',
  initRepository: 'modelwright.initRepository',
  open: 'modelwright.open',
  openManifest: 'modelwright.openManifest',
  createManifest: 'modelwright.createManifest',
  fetch: 'modelwright.fetch',
  fetchVersion: 'modelwright.fetchVersion',
  copyReference: 'modelwright.copyReference',
  compareWithWorkingCopy: 'modelwright.compareWithWorkingCopy',
  compareWithLastVersion: 'modelwright.compareWithLastVersion',
  changeSizes: 'modelwright.changeSizes',
  showMeasurement: 'modelwright.showMeasurement',
  stopMeasurement: 'modelwright.stopMeasurement',
  clearCache: 'modelwright.clearCache',
  openReport: 'modelwright.openReport',
  deleteReport: 'modelwright.deleteReport',
  deleteAllReports: 'modelwright.deleteAllReports',
  exportReport: 'modelwright.exportReport',
  revealReport: 'modelwright.revealReport',
  showLog: 'modelwright.showLog',
  showWorkers: 'modelwright.showWorkers',
} as const;

export type CommandId = (typeof Commands)[keyof typeof Commands];

/** The command of a job, the same behind every door. */
export function jobCommand(name: string): string {
  return `modelwright.${name}`;
}

export const Views = {
  container: 'modelwright',
  models: 'modelwright.models',
  history: 'modelwright.history',
} as const;

export const CustomEditors = { onnx: 'modelwright.onnx' } as const;

export const PanelTypes = { report: 'modelwright.report' } as const;

export const Walkthroughs = { start: 'modelwright.start' } as const;

/** Context keys set by the extension for `when` clauses. */
export const ContextKeys = {
  /** `loading`, `none` or `some`. */
  models: 'modelwright.modelsState',
  filtered: 'modelwright.filtered',
  hasReports: 'modelwright.hasReports',
  /** The report panel in front: whether it shows a stored report. */
  panelHasReport: 'modelwright.panelHasReport',
  /** Whether something is measured in this window, or waits to be. */
  measuring: 'modelwright.measuring',
  /** Whether the workspace lies in a git repository: `unknown`, `none` or `some`. */
  repository: 'modelwright.repositoryState',
} as const;

/** Settings, without the `modelwright.` in front. */
export const Settings = {
  historyMaxReports: 'history.maxReports',
  historyMaxMegabytes: 'history.maxMegabytes',
  workerIdleMinutes: 'worker.idleMinutes',
  cacheMaxMegabytes: 'cache.maxMegabytes',
  runtimePath: 'runtimePath',
  tagPatterns: 'registry.tagPatterns',
  terminalCommand: 'terminal.addCommandToPath',
} as const;
