import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { Disposable } from '../base/disposable';
import type { CommandGateway } from './commands';
import { setContextKey } from './contextKeys';
import { formatDuration } from './format';
import { Commands, ContextKeys } from './ids';
import type { TimedProgress } from './jobs/estimate';
import { SafeMarkdown } from './markdown';

/** A job that measures, or is about to, as far as the status bar is concerned. */
export interface Measurement {
  /** `Benchmark · glyphs`. */
  readonly title: string;
  /** The latest of it; undefined before there is any. */
  progress(): TimedProgress | undefined;
  /** Brings its panel to the front. */
  reveal(): void;
  stop(): void;
}

/** Where it stands: further left than what tells of files. */
const PRIORITY = 200;
const TICK_MS = 1000;

/** In the status bar while something is measured: whatever else the machine does now shows in the figures. */
export class MeasuringStatus extends Disposable {
  readonly #item = this.register(vscode.window.createStatusBarItem('modelwright.measuring', vscode.StatusBarAlignment.Left, PRIORITY));
  readonly #running = new Set<Measurement>();
  #ticker: NodeJS.Timeout | undefined;

  constructor() {
    super();
    this.#item.name = l10n.t('Measurement');
    this.#item.command = Commands.showMeasurement;
    this.register({ dispose: () => clearInterval(this.#ticker) });
    setContextKey(ContextKeys.measuring, false);
  }

  addTo(gateway: CommandGateway): void {
    gateway.add(Commands.showMeasurement, () => this.current?.reveal());
    gateway.add(Commands.stopMeasurement, () => this.current?.stop());
  }

  /** What is measured now, else what waits for its turn. */
  get current(): Measurement | undefined {
    const running = [...this.#running].filter((one) => one.progress()?.measuring !== undefined);
    return running.find((one) => one.progress()?.measuring === true) ?? running[0];
  }

  /** What the status bar says; undefined while it says nothing. */
  get text(): string | undefined {
    return this.current && this.#item.text;
  }

  /** Shows it as soon as it measures or waits. @returns its end */
  begin(measurement: Measurement): vscode.Disposable {
    this.#running.add(measurement);
    this.#ticker ??= setInterval(() => this.update(), TICK_MS);
    return new vscode.Disposable(() => {
      this.#running.delete(measurement);
      if (this.#running.size === 0) {
        clearInterval(this.#ticker);
        this.#ticker = undefined;
      }
      this.update();
    });
  }

  /** Draws what is so now. */
  update(): void {
    const { current } = this;
    setContextKey(ContextKeys.measuring, current !== undefined);
    if (!current) {
      this.#item.hide();
      return;
    }
    const progress = current.progress();
    const waits = progress?.measuring === 'waiting';
    const words = waits ? l10n.t('Waiting to measure') : l10n.t('Measuring: do not disturb');
    this.#item.text = `$(${waits ? 'clock' : 'dashboard'}) ${words}`;
    // The colour that stands out in every theme; what waits is no matter of the moment.
    this.#item.backgroundColor = waits ? undefined : new vscode.ThemeColor('statusBarItem.warningBackground');
    const others = this.#running.size - 1;
    const facts = [current.title, ...(progress ? times(progress) : []), ...(others > 0 ? [l10n.t('{0} more after it', others)] : [])];
    this.#item.accessibilityInformation = { label: `${words}. ${facts.join(', ')}`, role: 'button' };
    const why = waits ? (progress?.message ?? '') : l10n.t('Other work on this machine shows in the figures.');
    this.#item.tooltip = tooltip(words, facts, why);
    this.#item.show();
  }
}

function times({ elapsedMs, remainingMs }: TimedProgress): string[] {
  // In whole seconds: a tool tip that is open is not drawn anew for less.
  const rounded = (milliseconds: number) => formatDuration(Math.max(1, Math.round(milliseconds / 1000)) * 1000);
  return [l10n.t('for {0}', rounded(elapsedMs)), ...(remainingMs === undefined ? [] : [l10n.t('about {0} left', rounded(remainingMs))])];
}

function tooltip(words: string, facts: readonly string[], why: string): vscode.MarkdownString {
  const links = [[l10n.t('Show'), Commands.showMeasurement] as const, [l10n.t('Stop'), Commands.stopMeasurement] as const];
  return new SafeMarkdown().title('dashboard', words).text(facts.join(' · ')).text(why).commands(links).build();
}
