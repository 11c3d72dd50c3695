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
  ];
}
