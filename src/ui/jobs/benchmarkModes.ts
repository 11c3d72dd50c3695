import * as l10n from '@vscode/l10n';

/** A way to measure one model. */
export interface BenchmarkMode {
  readonly label: string;
  readonly detail: string;
  /** A codicon's name. */
  readonly icon: string;
  /** Of job `benchmark`. */
  readonly parameters: Readonly<Record<string, unknown>>;
}

/** The ways to measure one model, what most want first. */
export function benchmarkModes(): BenchmarkMode[] {
  return [
    {
      label: l10n.t('Quick'),
      detail: l10n.t('One run after the other for 5 seconds: the latency, and whether it holds still'),
      icon: 'dashboard',
      parameters: {},
    },
    {
      label: l10n.t('Full'),
      detail: l10n.t('For 10 minutes, as MLPerf asks: figures to publish'),
      icon: 'watch',
      parameters: { mode: 'full' },
    },
    {
      label: l10n.t('Profile'),
      detail: l10n.t('Operator by operator: where the time goes, and how far from what the machine can do'),
      icon: 'flame',
      parameters: { profile: true },
    },
    {
      label: l10n.t('Best Settings'),
      detail: l10n.t('Threads, graph optimizations and batch sizes in turns: which is fastest here'),
      icon: 'settings',
      parameters: { sweep: true },
    },
    {
      label: l10n.t('Throughput'),
      detail: l10n.t('Offline: larger and larger batches, until more rows a second do not come'),
      icon: 'layers',
      parameters: { scenario: 'offline' },
    },
    {
      label: l10n.t('Server Load'),
      detail: l10n.t('Requests that arrive by chance: the highest rate at which 99 of 100 are answered in time'),
      icon: 'server',
      parameters: { scenario: 'server' },
    },
    {
      label: l10n.t('Concurrency'),
      detail: l10n.t('Several processes side by side: how many this machine bears'),
      icon: 'server-process',
      parameters: { scenario: 'concurrency' },
    },
  ];
}
