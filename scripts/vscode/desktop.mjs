import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

const PLACES = {
  linux: ['/usr/share/code/code', '/usr/share/code-insiders/code-insiders', '/opt/visual-studio-code/code', '/snap/bin/code'],
  darwin: [
    '/Applications/Visual Studio Code.app/Contents/Resources/app/bin/code',
    `${process.env.HOME}/Applications/Visual Studio Code.app/Contents/Resources/app/bin/code`,
  ],
  win32: [
    join(process.env.LOCALAPPDATA ?? '', 'Programs', 'Microsoft VS Code', 'Code.exe'),
    join(process.env.ProgramFiles ?? '', 'Microsoft VS Code', 'Code.exe'),
  ],
};

/**
 * A desktop VS Code on this machine: `VSCODE_EXECUTABLE`, else `code` on the PATH, else the usual places.
 * @returns {string | undefined}
 */
export function findDesktop() {
  const named = process.env.VSCODE_EXECUTABLE;
  if (named) {
    if (!existsSync(named)) throw new Error(`VSCODE_EXECUTABLE names ${named}, which is not there.`);
    return named;
  }
  // Under WSL and the like `code` may open a window elsewhere; without a display it opens none.
  if (process.platform === 'linux' && !process.env.DISPLAY && !process.env.WAYLAND_DISPLAY) return undefined;
  const names = process.platform === 'win32' ? ['code.cmd'] : ['code'];
  const onPath = (process.env.PATH ?? '').split(delimiter).flatMap((folder) => names.map((name) => join(folder, name)));
  const places = PLACES[/** @type {keyof typeof PLACES} */ (process.platform)] ?? [];
  return [...onPath, ...places].find((path) => existsSync(path));
}
