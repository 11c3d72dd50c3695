// Writes each job's command and menu entries into package.json from the job table, so that a new job has all its doors.
//   --check  changes nothing; fails where the manifest is not what the table says
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadCode } from './check/code.mjs';
import { ROOT } from './lib/project.mjs';

/** @typedef {import('./check/manifest.mjs').JobEntry} JobEntry */

/** Of a row's menu, by how many rows are selected. */
const SELECTED = { two: ' && listDoubleSelection', several: ' && listMultiSelection', any: '' };
const MANIFEST = join(ROOT, 'package.json');
const TEXTS = join(ROOT, 'package.nls.json');

const code = await loadCode();
const jobs = code.JOBS.filter((job) => job.doors.length > 0);
const commands = new Set(jobs.map((job) => code.jobCommand(job.name)));

const files = [
  { path: MANIFEST, wanted: withJobs(JSON.parse(readFileSync(MANIFEST, 'utf8'))) },
  { path: TEXTS, wanted: withTitles(JSON.parse(readFileSync(TEXTS, 'utf8'))) },
];
const stale = files.filter(({ path, wanted }) => JSON.stringify(JSON.parse(readFileSync(path, 'utf8'))) !== JSON.stringify(wanted));
if (process.argv.includes('--check')) {
  for (const { path } of stale) console.error(`${path} is not what the job table says: run "node scripts/contributions.mjs"`);
  process.exitCode = stale.length > 0 ? 1 : 0;
} else {
  for (const { path, wanted } of stale) writeFileSync(path, `${JSON.stringify(wanted, null, 2)}\n`);
}

/** @param {Record<string, any>} manifest */
function withJobs(manifest) {
  const contributes = structuredClone(manifest.contributes);
  const others = (/** @type {any[]} */ entries) => (entries ?? []).filter((entry) => !commands.has(entry.command));
  contributes.commands = [...jobs.map(command), ...others(contributes.commands)];
  const own = menus();
  for (const menu of new Set([...Object.keys(own), ...Object.keys(contributes.menus)])) {
    contributes.menus[menu] = [...(own[menu] ?? []), ...others(contributes.menus[menu])];
  }
  return { ...manifest, contributes };
}

/** @param {JobEntry} job */
function command(job) {
  return {
    command: code.jobCommand(job.name),
    title: `%command.${job.name}%`,
    category: 'Modelwright',
    // No enablement: in an untrusted workspace a grey entry, or none in the palette, would not say why. The command does, with the way to trust.
    icon: `$(${job.icon})`,
  };
}

/** @returns {Record<string, object[]>} */
function menus() {
  const { Views, CustomEditors } = code;
  // A model wherever it is: a file, a version, a variant of a version, the file in the work tree among its versions.
  const models = 'model file|version|versionModel|workingCopy (clean|changed|unregistered)';
  const row = `view == ${Views.models} && viewItem =~ /\\b(${models})\\b/`;
  /** @type {Record<string, object[]>} */
  const entries = { commandPalette: [], 'view/item/context': [], 'editor/title': [], 'explorer/context': [], 'view/title': [] };
  for (const [index, job] of jobs.entries()) {
    const id = code.jobCommand(job.name);
    const has = (/** @type {string} */ door) => job.doors.includes(door);
    if (!has('palette')) entries.commandPalette?.push({ command: id, when: 'false' });
    if (has('inline')) entries['view/item/context']?.push({ command: id, when: row, group: `inline@${index + 1}` });
    if (has('explorer')) {
      entries['view/item/context']?.push({ command: id, when: row, group: `1_jobs@${index + 1}` });
      entries['explorer/context']?.push({ command: id, when: 'resourceExtname == .onnx', group: `modelwright@${index + 1}` });
    }
    for (const { row: words, group, selected } of job.rows ?? []) {
      const only = selected ? SELECTED[selected] : group.startsWith('inline') ? '' : ' && !listMultiSelection';
      entries['view/item/context']?.push({ command: id, when: `view == ${Views.models} && viewItem =~ /${words}/${only}`, group });
    }
    if (has('view')) entries['view/title']?.push({ command: id, when: `view == ${Views.models}`, group: `y_jobs@${index + 1}` });
    if (has('editor')) {
      entries['editor/title']?.push({
        command: id,
        when: `activeCustomEditorId == ${CustomEditors.onnx}`,
        group: `navigation@${index + 1}`,
      });
    }
  }
  return entries;
}

/** @param {Record<string, string>} texts */
function withTitles(texts) {
  const titles = Object.fromEntries(jobs.map((job) => [`command.${job.name}`, job.title]));
  return { ...texts, ...titles };
}
