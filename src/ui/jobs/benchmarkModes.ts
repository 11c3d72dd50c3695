import * as l10n from '@vscode/l10n';

/** A way to measure one model. */
export interface BenchmarkMode {
  readonly label: string;
  /** What it tells, in a few words. */
  readonly about: string;
  /** A codicon's name. */
  readonly icon: string;
  /** Of job `benchmark`. */
  readonly parameters: Readonly<Record<string, unknown>>;
}

/** The ways to measure one model, what most want first. */
export function benchmarkModes(): BenchmarkMode[] {
  return [
    { label: l10n.t('Quick'), about: l10n.t('one run after the other for 5 s'), icon: 'dashboard', parameters: {} },
    { label: l10n.t('Full'), about: l10n.t('for 10 min, as MLPerf asks'), icon: 'watch', parameters: { mode: 'full' } },
    { label: l10n.t('Profile'), about: l10n.t('where the time goes, by operator'), icon: 'flame', parameters: { profile: true } },
    {
      label: l10n.t('Best Settings'),
      about: l10n.t('threads, graph optimizations and batch sizes in turns'),
      icon: 'settings',
      parameters: { sweep: true },
    },
    {
      label: l10n.t('Throughput'),
      about: l10n.t('larger and larger batches, offline'),
      icon: 'layers',
      parameters: { scenario: 'offline' },
    },
    {
      label: l10n.t('Server Load'),
      about: l10n.t('how many requests a second are answered in time'),
      icon: 'server',
      parameters: { scenario: 'server' },
    },
    {
      label: l10n.t('Concurrency'),
      about: l10n.t('several processes side by side'),
      icon: 'server-process',
      parameters: { scenario: 'concurrency' },
    },
  ];
}
