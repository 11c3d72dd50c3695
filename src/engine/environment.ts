/**
 * The environment a worker starts with: the parent's, without what would change how Node starts or tell the child it
 * were part of VS Code. Under Electron the child is told to be plain Node.
 */
export function workerEnvironment(parent: NodeJS.ProcessEnv, electron: boolean): NodeJS.ProcessEnv {
  const environment: NodeJS.ProcessEnv = {};
  for (const [name, value] of Object.entries(parent)) {
    if (!/^(VSCODE_|ELECTRON_|NODE_OPTIONS$|NODE_CHANNEL_|NODE_UNIQUE_ID$|NODE_INSPECT)/i.test(name)) environment[name] = value;
  }
  if (electron) environment.ELECTRON_RUN_AS_NODE = '1';
  return environment;
}
