/** @typedef {{ name: string, title: string, icon: string, takesModel: boolean, doors: readonly string[], rows?: readonly { row: string, group: string, selected?: 'two' | 'several' | 'any' }[],
 * untrusted: boolean }} JobEntry the light part of a job */

/**
 * @typedef {object} Code what the code says it has, from `src/ui/ids.ts` and `src/jobs/table.ts`
 * @property {Record<string, string>} Commands
 * @property {Record<string, string>} Views with the container's id under `container`
 * @property {Record<string, string>} CustomEditors
 * @property {Record<string, string>} PanelTypes
 * @property {Record<string, string>} Walkthroughs
 * @property {Record<string, string>} ContextKeys
 * @property {Record<string, string>} Settings without the extension's name in front
 * @property {readonly JobEntry[]} JOBS
 * @property {(name: string) => string} jobCommand
 */

/**
 * Compares the extension's manifest with its code, both ways.
 * @param {Record<string, any>} manifest package.json
 * @param {Record<string, unknown>} texts package.nls.json
 * @param {Code} code
 * @param {import('./sources.mjs').Sources} sources of `src/`
 * @param {(path: string) => boolean} exists whether the repository, once built, has a file
 * @returns {string[]} what is wrong
 */
export function checkManifest(manifest, texts, code, sources, exists) {
  const contributes = manifest.contributes ?? {};
  const name = manifest.name;
  const jobs = code.JOBS.filter((job) => job.doors.length > 0);
  const commands = [...Object.values(code.Commands), ...jobs.map((job) => code.jobCommand(job.name))];
  const contributed = list(contributes.commands).map((entry) => entry.command);
  const views = Object.entries(code.Views).flatMap(([key, id]) => (key === 'container' ? [] : [id]));
  const settings = settingsOf(contributes);
  return [
    ...compare('command', contributed, commands),
    ...compare(
      'view',
      Object.values(contributes.views ?? {}).flatMap((group) => list(group).map((view) => view.id)),
      views,
    ),
    ...compare(
      'view container',
      Object.values(contributes.viewsContainers ?? {}).flatMap((group) => list(group).map((entry) => entry.id)),
      [code.Views.container ?? ''],
    ),
    ...compare(
      'custom editor',
      list(contributes.customEditors).map((entry) => entry.viewType),
      Object.values(code.CustomEditors),
    ),
    ...compare(
      'walkthrough',
      list(contributes.walkthroughs).map((entry) => entry.id),
      Object.values(code.Walkthroughs).map((id) => id.replace(`${name}.`, '')),
      Object.values(code.Walkthroughs),
    ),
    ...compare(
      'setting',
      Object.keys(settings),
      Object.values(code.Settings).map((key) => `${name}.${key}`),
    ),
    ...checkUsed(code, sources),
    ...checkMenus(contributes, contributed, jobs, code),
    ...checkWhen(
      manifest,
      [...Object.values(code.ContextKeys)],
      [
        ...views,
        code.Views.container ?? '',
        ...Object.keys(settings),
        ...Object.values(code.CustomEditors),
        ...Object.values(code.PanelTypes),
      ],
      contributed,
    ),
    ...checkWalkthroughs(contributes, contributed, exists),
    ...checkFiles(manifest, exists),
    ...checkNls(manifest, texts),
    ...list(manifest.capabilities?.untrustedWorkspaces?.restrictedConfigurations)
      .filter((key) => !(key in settings))
      .map((key) => `package.json: restricted setting ${key} is not contributed`),
  ];
}

/** @param {unknown} value @returns {any[]} */
function list(value) {
  return Array.isArray(value) ? value : [];
}

/** @param {Record<string, any>} contributes @returns {Record<string, any>} */
function settingsOf(contributes) {
  const groups = Array.isArray(contributes.configuration) ? contributes.configuration : [contributes.configuration ?? {}];
  return Object.assign({}, ...groups.map((group) => group.properties ?? {}));
}

/**
 * @param {string} what
 * @param {string[]} contributed
 * @param {string[]} coded
 * @param {string[]} [alternatives] other spellings of the code's names that the manifest may use
 */
function compare(what, contributed, coded, alternatives = []) {
  const twice = contributed.filter((id, index) => contributed.indexOf(id) !== index);
  return [
    ...contributed
      .filter((id) => !coded.includes(id) && !alternatives.includes(id))
      .map((id) => `package.json: ${what} ${id} is not in the code`),
    ...coded
      .filter((id, index) => !contributed.includes(id) && !contributed.includes(alternatives[index] ?? id))
      .map((id) => `package.json: ${what} ${id} of the code is not contributed`),
    ...twice.map((id) => `package.json: ${what} ${id} is contributed twice`),
  ];
}

/** Each name that the code enumerates is used somewhere else in it. @param {Code} code @param {import('./sources.mjs').Sources} sources */
function checkUsed(code, sources) {
  const text = [...sources].flatMap(([path, source]) => (path === 'src/ui/ids.ts' ? [] : [source])).join('\n');
  return /** @type {const} */ (['Commands', 'Views', 'CustomEditors', 'ContextKeys', 'Settings']).flatMap((group) =>
    Object.keys(code[group])
      .filter((key) => key !== 'container' && !text.includes(`${group}.${key}`))
      .map((key) => `src/ui/ids.ts: ${group}.${key} is used nowhere`),
  );
}

/** Where a job's doors are. @type {Record<string, { menu: string, group?: RegExp }>} */
const DOORS = {
  explorer: { menu: 'view/item/context' },
  inline: { menu: 'view/item/context', group: /^inline/ },
  editor: { menu: 'editor/title' },
  view: { menu: 'view/title' },
};

/**
 * @param {Record<string, any>} contributes
 * @param {string[]} commands
 * @param {readonly Pick<JobEntry, 'name' | 'doors' | 'rows'>[]} jobs
 * @param {Code} code
 */
function checkMenus(contributes, commands, jobs, code) {
  const menus = contributes.menus ?? {};
  const submenus = list(contributes.submenus).map((entry) => entry.id);
  const problems = Object.entries(menus).flatMap(([menu, entries]) =>
    list(entries).flatMap((entry) => {
      if (entry.submenu)
        return submenus.includes(entry.submenu)
          ? []
          : [`package.json: menu ${menu} opens submenu ${entry.submenu}, which is not contributed`];
      return commands.includes(entry.command) ? [] : [`package.json: menu ${menu} runs ${entry.command}, which is not contributed`];
    }),
  );
  for (const job of jobs) {
    const command = code.jobCommand(job.name);
    const rows = (job.rows ?? []).map(({ row, group }) => ({
      row,
      group,
      is: (/** @type {any} */ entry) => entry.group === group && String(entry.when).includes(`viewItem =~ /${row}/`),
    }));
    for (const [door, { menu, group }] of Object.entries(DOORS)) {
      const has = list(menus[menu]).some(
        (entry) => entry.command === command && (!group || group.test(entry.group ?? '')) && !rows.some((row) => row.is(entry)),
      );
      const behind = door === 'explorer' && job.doors.includes('inline');
      if (job.doors.includes(door) && !has)
        problems.push(`package.json: the job ${job.name} has no entry in ${menu} for its door "${door}"`);
      if (!job.doors.includes(door) && !behind && has)
        problems.push(`package.json: the job ${job.name} is in ${menu} without the door "${door}"`);
    }
    for (const { row, group, is } of rows) {
      if (!list(menus['view/item/context']).some((entry) => entry.command === command && is(entry)))
        problems.push(`package.json: the job ${job.name} has no entry ${group} in view/item/context for rows /${row}/`);
    }
    const hidden = list(menus.commandPalette).some((entry) => entry.command === command && entry.when === 'false');
    if (job.doors.includes('palette') === hidden)
      problems.push(`package.json: the job ${job.name} is ${hidden ? 'hidden from' : 'in'} the palette, against its doors`);
  }
  return problems;
}

/**
 * Context keys in `when` clauses are the code's, and the code's are used in one.
 * @param {Record<string, any>} manifest
 * @param {string[]} keys
 * @param {string[]} ids others that a clause may name
 * @param {string[]} commands
 */
function checkWhen(manifest, keys, ids, commands) {
  /** @type {string[]} */
  const clauses = [];
  const visit = (/** @type {unknown} */ value) => {
    if (Array.isArray(value)) value.forEach(visit);
    else if (value && typeof value === 'object')
      for (const [key, inner] of Object.entries(value)) {
        if ((key === 'when' || key === 'enablement') && typeof inner === 'string') clauses.push(inner);
        else if (key === 'completionEvents')
          clauses.push(
            ...list(inner)
              .filter((event) => event.startsWith('onContext:'))
              .map((event) => event.slice('onContext:'.length)),
          );
        else visit(inner);
      }
  };
  visit(manifest.contributes);
  const named = new Set(clauses.flatMap((clause) => clause.match(new RegExp(`\\b${manifest.name}\\.[\\w.]*\\w`, 'g')) ?? []));
  return [
    ...[...named]
      .filter((key) => !keys.includes(key) && !ids.includes(key) && !commands.includes(key))
      .map((key) => `package.json: a when clause names ${key}, which the code does not know`),
    ...keys.filter((key) => !named.has(key)).map((key) => `src/ui/ids.ts: no when clause uses the context key ${key}`),
  ];
}

/** @param {Record<string, any>} contributes @param {string[]} commands @param {(path: string) => boolean} exists */
function checkWalkthroughs(contributes, commands, exists) {
  /** @type {string[]} */
  const problems = [];
  for (const walkthrough of list(contributes.walkthroughs)) {
    for (const step of list(walkthrough.steps)) {
      const where = `package.json: walkthrough step ${step.id}`;
      const media = Object.values(step.media ?? {}).filter((value) => typeof value === 'string' && /\.\w+$/.test(value));
      for (const file of media) if (!exists(file)) problems.push(`${where} shows ${file}, which is not there`);
      if (Object.keys(step.media ?? {}).length === 0) problems.push(`${where} has no media`);
      for (const event of list(step.completionEvents)) {
        const command = /^onCommand:(.+)$/.exec(event)?.[1];
        if (command?.startsWith('modelwright.') && !commands.includes(command))
          problems.push(`${where} waits for ${command}, which is not contributed`);
      }
    }
  }
  return problems;
}

/** @param {Record<string, any>} manifest @param {(path: string) => boolean} exists */
function checkFiles(manifest, exists) {
  /** @type {Set<string>} */
  const files = new Set([manifest.icon, manifest.main, ...Object.values(manifest.bin ?? {})].filter((file) => typeof file === 'string'));
  const visit = (/** @type {unknown} */ value) => {
    if (typeof value === 'string') {
      if (value.startsWith('./')) files.add(value);
    } else if (value && typeof value === 'object')
      for (const [key, inner] of Object.entries(value)) {
        if (typeof inner === 'string' && /^(icon|light|dark)$/.test(key) && /\.(svg|png)$/.test(inner)) files.add(inner);
        else visit(inner);
      }
  };
  visit(manifest.contributes);
  return [...files].filter((file) => !exists(file)).map((file) => `package.json: names ${file}, which is not there`);
}

/** Each `%key%` of the manifest has its text, and each text its key. @param {Record<string, any>} manifest @param {Record<string, unknown>} texts */
function checkNls(manifest, texts) {
  const { scripts: _scripts, ...rest } = manifest;
  const used = new Set([...JSON.stringify(rest).matchAll(/"%([\w.-]+)%"/g)].map((match) => match[1] ?? ''));
  const commands = Object.entries(texts).flatMap(([key, text]) =>
    [
      ...String(typeof text === 'object' && text ? /** @type {{ message?: string }} */ (text).message : text).matchAll(
        /\(command:([\w.]+)/g,
      ),
    ].map((match) => ({ key, command: match[1] ?? '' })),
  );
  const contributed = list(manifest.contributes?.commands).map((entry) => entry.command);
  return [
    ...[...used].filter((key) => !(key in texts)).map((key) => `package.nls.json: has no text for %${key}%`),
    ...Object.keys(texts)
      .filter((key) => !used.has(key))
      .map((key) => `package.nls.json: ${key} is used nowhere`),
    ...commands
      // VS Code makes a command `VIEW.focus` for each view by itself.
      .filter(({ command }) => command.startsWith(`${manifest.name}.`) && !command.endsWith('.focus') && !contributed.includes(command))
      .map(({ key, command }) => `package.nls.json: ${key} links to ${command}, which is not contributed`),
  ];
}
