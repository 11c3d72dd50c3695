import { builtinModules } from 'node:module';
import { importsOf, target } from './sources.mjs';

/** Which room stands on which floor: a room imports lower floors only, never its neighbour. @type {Record<string, number>} */
const FLOORS = {
  base: 0,
  onnx: 1,
  report: 1,
  git: 1,
  manifest: 2,
  engine: 3,
  data: 3,
  registry: 3,
  measure: 4,
  jobs: 5,
  ui: 6,
  cli: 7,
};

const ENTRY = 8;

/**
 * @param {import('./sources.mjs').Sources} sources of `src/` and `webview/`
 * @param {ReadonlySet<string>} dependencies packages that ship with the extension
 * @returns {string[]} what is wrong
 */
export function checkFloors(sources, dependencies) {
  /** @type {string[]} */
  const problems = [];
  /** @type {Set<string>} */
  const toolkitUsers = new Set();
  for (const [path, text] of sources) {
    for (const found of importsOf(text)) {
      const { specifier, typeOnly, line } = found;
      const say = (/** @type {string} */ what) => problems.push(`${path}:${line}: ${what}`);
      if (specifier === '@vscode/webview-ui-toolkit') toolkitUsers.add(path);
      if (specifier.startsWith('.')) {
        const to = target(path, specifier);
        const problem = path.startsWith('webview/') ? fromWebview(to, typeOnly) : fromSource(path, to);
        if (problem) say(problem);
      } else if (specifier === 'vscode') {
        if (!path.startsWith('src/ui/') && path !== 'src/extension.ts') say('only src/ui and src/extension.ts import vscode');
      } else if (path.startsWith('src/')) {
        const problem = fromPackage(specifier, typeOnly, dependencies);
        if (problem) say(problem);
      }
    }
  }
  if (toolkitUsers.size > 1) problems.push(`@vscode/webview-ui-toolkit is imported in more than one file: ${[...toolkitUsers].join(', ')}`);
  return problems;
}

/** @param {string} to @param {boolean} typeOnly */
function fromWebview(to, typeOnly) {
  if (to.startsWith('webview/')) return undefined;
  // Its name and version.
  if (to === 'package.json') return undefined;
  if (!to.startsWith('src/')) return `a panel imports ${to}, which is neither webview/ nor src/`;
  return typeOnly ? undefined : `a panel imports only types from src/, with "import type": ${to}`;
}

/** @param {string} path @param {string} to */
function fromSource(path, to) {
  // Its name and version.
  if (to === 'package.json') return undefined;
  if (!to.startsWith('src/')) return `src/ imports ${to}, which is outside of src/`;
  const [from, into] = [room(path), room(to)];
  if (into === undefined && to.includes('/', 'src/'.length)) return `${to} is in no known room`;
  if (into === undefined) return 'nothing imports an entry';
  if (from === into) return from === 'jobs' ? betweenJobs(path, to) : undefined;
  if (into === 'ui' && path !== 'src/extension.ts') return 'only src/extension.ts imports ui: the others run without VS Code';
  const [here, there] = [from === undefined ? ENTRY : FLOORS[from], FLOORS[into]];
  if (here === undefined) return `${path} is in no known room`;
  if (there === undefined) return `${to} is in no known room`;
  if (there === here) return `${from} imports its neighbour ${into}`;
  return there > here ? `${from} imports ${into}, which stands above it` : undefined;
}

/** Folders of the room that are no jobs: what several jobs share and nothing below them needs. */
const SHARED = new Set(['measuring']);

/** A job never imports another job; the table at the top of the room names them all. @param {string} path @param {string} to */
function betweenJobs(path, to) {
  const [from, into] = [path.split('/'), to.split('/')];
  const isJob = (/** @type {string[]} */ parts) => parts.length > 3;
  return isJob(from) && isJob(into) && !SHARED.has(into[2] ?? '') && from[2] !== into[2]
    ? `the job ${from[2]} imports the job ${into[2]}`
    : undefined;
}

/** @param {string} path @returns {string | undefined} undefined for an entry at the top of src/ */
function room(path) {
  const parts = path.split('/');
  // `src/cli` as an import is the entry only where a file of that name is meant; the room is always named with a file in it.
  return parts.length > 2 ? parts[1] : undefined;
}

/** @param {string} specifier @param {boolean} typeOnly @param {ReadonlySet<string>} dependencies */
function fromPackage(specifier, typeOnly, dependencies) {
  if (specifier.startsWith('node:')) return undefined;
  if (builtinModules.includes(specifier)) return `write node:${specifier}`;
  const name = specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
  return typeOnly || dependencies.has(name) ? undefined : `${name} is not among the dependencies of package.json`;
}
