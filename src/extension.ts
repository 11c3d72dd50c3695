import { performance } from 'node:perf_hooks';
import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { addCacheCommands } from './ui/cacheCommands';
import { CommandGateway } from './ui/commands';
import { OnnxEditorProvider } from './ui/editor/onnxEditor';
import { EngineHost } from './ui/engineHost';
import { Arrangements } from './ui/explorer/arrange';
import { ModelsView } from './ui/explorer/modelsView';
import { VersionDocuments } from './ui/explorer/versionDocuments';
import { addHistoryCommands } from './ui/history/commands';
import { HistoryView } from './ui/history/historyView';
import { JobCommands } from './ui/jobs/jobCommands';
import { JobRunner } from './ui/jobs/jobRunner';
import { PanelRuns } from './ui/jobs/panelRun';
import { registerLenses } from './ui/lenses/register';
import { Log } from './ui/log';
import { MeasuringStatus } from './ui/measuringStatus';
import { addModelCommands } from './ui/modelCommands';
import { VERSION_SCHEME } from './ui/modelUri';
import { exportReport } from './ui/panels/exportReport';
import { ReportPanels } from './ui/panels/reportPanels';
import type { SurfaceServices } from './ui/panels/surface';
import { RegistryActions } from './ui/registry/actions/registryActions';
import { Repositories } from './ui/registry/repositories';
import { VersionsCache } from './ui/registry/versionsCache';
import { Reports } from './ui/reports';
import { TerminalCommand } from './ui/terminal';
import { addWorkerCommands } from './ui/workerCommands';
import { listFolder, lookInWorker, mergeWith, WorkspaceModels } from './ui/workspaceModels';

/** Builds everything by hand, ground first; nothing here works before it is asked to. */
export function activate(context: vscode.ExtensionContext): ModelwrightApi {
  const started = performance.now();
  if (vscode.l10n.bundle) l10n.config({ contents: vscode.l10n.bundle });
  const own = <T extends vscode.Disposable>(thing: T): T => {
    context.subscriptions.push(thing);
    return thing;
  };

  const log = own(new Log());
  const gateway = own(new CommandGateway(log));
  const engine = own(new EngineHost(context.extensionUri, log));
  const repositories = own(new Repositories(log.tagged('registry')));
  const look = lookInWorker(() => engine.get());
  const models = own(new WorkspaceModels(listFolder, mergeWith(repositories), look, repositories.onDidChange, log.tagged('models')));
  const reports = own(new Reports(context.globalStorageUri, log.tagged('history')));
  const services: SurfaceServices = {
    extension: context.extensionUri,
    log,
    exportReport: (shown, format) => exportReport(context.extensionUri, shown, format),
  };
  const panels = own(new ReportPanels(services, reports));
  const runner = own(new JobRunner(() => engine.get(), reports, log));
  const measuring = own(new MeasuringStatus());
  measuring.addTo(gateway);
  const runs = new PanelRuns(runner, panels, reports, measuring, log);
  const versions = own(new VersionsCache(runner, models.onDidBecomeStale));
  const arrangements = own(new Arrangements(context.workspaceState));
  const modelsView = own(new ModelsView(models, versions, repositories, arrangements));
  own(vscode.workspace.registerTextDocumentContentProvider(VERSION_SCHEME, new VersionDocuments(repositories)));
  own(new HistoryView(reports));
  const editors = own(new OnnxEditorProvider(runner, services, log));
  own(registerLenses());
  const terminal = own(new TerminalCommand(context, log.tagged('terminal')));
  terminal.apply();

  const jobs = new JobCommands(runner, runs, models, context.workspaceState);
  jobs.addTo(gateway);
  const actions = new RegistryActions(runner, models, log);
  actions.addTo(gateway);
  arrangements.addTo(gateway);
  addModelCommands(gateway, models, repositories, modelsView, (model) => jobs.sketch(model));
  addHistoryCommands(gateway, reports, panels, services);
  addWorkerCommands(gateway, engine, log);
  addCacheCommands(gateway, engine, () => actions.questions);

  const activationMs = performance.now() - started;
  log.tagged('extension').info(`activated in ${activationMs.toFixed(1)} ms`);
  return {
    activationMs,
    models,
    repositories,
    versions,
    arrangements,
    modelsView,
    reports,
    panels,
    editors,
    engine,
    terminal,
    jobs,
    measuring,
    actions,
  };
}

/** What `activate` hands out: the integration tests look at the running extension through it. */
export interface ModelwrightApi {
  readonly activationMs: number;
  readonly models: WorkspaceModels;
  readonly repositories: Repositories;
  readonly versions: VersionsCache;
  readonly arrangements: Arrangements;
  readonly modelsView: ModelsView;
  readonly reports: Reports;
  readonly panels: ReportPanels;
  readonly editors: OnnxEditorProvider;
  readonly engine: EngineHost;
  readonly terminal: TerminalCommand;
  readonly jobs: JobCommands;
  readonly measuring: MeasuringStatus;
  readonly actions: RegistryActions;
}
