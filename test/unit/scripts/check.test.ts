import { describe, expect, it } from 'vitest';
import { anchorsOf, checkDocuments } from '../../../scripts/check/documents.mjs';
import { checkFloors } from '../../../scripts/check/floors.mjs';
import { type Code, checkManifest } from '../../../scripts/check/manifest.mjs';
import { checkRepository } from '../../../scripts/check/repository.mjs';
import { importsOf, withoutComments } from '../../../scripts/check/sources.mjs';
import { checkStartup } from '../../../scripts/check/startup.mjs';
import { checkTexts } from '../../../scripts/check/text.mjs';

const floors = (path: string, text: string) => checkFloors(new Map([[path, text]]), new Set(['zod']));

describe('imports are found', () => {
  it('in every form', () => {
    const text = `
import a from './a';
import type { B } from './b';
import {
  c,
  d,
} from "./c";
import './side';
export * from './e';
export type { F } from './f';
const g = await import('./g');
let h: import('./h').H;
const i = require('./i');
// import './comment';
const text = 'nothing from here';
`;
    expect(importsOf(text).map(({ specifier, typeOnly }) => `${specifier}${typeOnly ? ' type' : ''}`)).toEqual([
      './a',
      './b type',
      './c',
      './side',
      './e',
      './f type',
      './g',
      './h type',
      './i',
    ]);
  });

  it('on their lines, with comments blanked out', () => {
    expect(importsOf("/* one\ntwo */\nimport './a';")[0]?.line).toBe(3);
    expect(withoutComments("'http://x' // y\nz")).toBe("'http://x'     \nz");
  });
});

describe('what the extension’s start loads', () => {
  const start = (table: string) =>
    checkStartup(
      new Map([
        ['src/extension.ts', "import { a } from './jobs/table';"],
        ['src/jobs/table.ts', table],
        ['src/jobs/heavy.ts', "import { z } from 'zod';"],
      ]),
    );

  it('is light', () => {
    expect(start("import type { z } from 'zod';\nconst load = () => import('./heavy');")).toEqual([]);
    expect(start("import './heavy';")).toEqual(["src/jobs/heavy.ts:1: the extension's start loads zod through this import"]);
    expect(start("import { z } from 'zod/v4';")).toHaveLength(1);
  });
});

describe('floors', () => {
  it.each([
    ['src/jobs/run/job.ts', "import { x } from '../../engine/pool';"],
    ['src/ui/view.ts', "import * as vscode from 'vscode';"],
    ['src/extension.ts', "import { x } from './ui/view';"],
    ['src/jobs/table.ts', "const job = () => import('./run/job');"],
    ['src/jobs/run/job.ts', "import { x } from './steps/one';\nimport { y } from '../job';"],
    ['webview/panels/run.ts', "import type { Report } from '../../src/report/report';"],
    ['src/onnx/open.ts', "import { z } from 'zod';\nimport { readFile } from 'node:fs/promises';"],
  ])('%s may %s', (path, text) => expect(floors(path, text)).toEqual([]));

  it.each([
    ['src/onnx/open.ts', "import { x } from '../engine/pool';", /stands above/],
    ['src/engine/pool.ts', "import { x } from '../data/image';", /neighbour/],
    ['src/jobs/run/job.ts', "import * as vscode from 'vscode';", /only src\/ui/],
    ['src/cli.ts', "import { x } from './ui/view';", /only src\/extension\.ts/],
    ['src/jobs/run/job.ts', "import { x } from '../inspect/job';", /imports the job inspect/],
    ['src/jobs/table.ts', "import { x } from '../ui/ids';", /run without VS Code/],
    ['webview/panels/run.ts', "import { encode } from '../../src/report/codec';", /only types/],
    ['src/onnx/open.ts', "import { x } from 'left-pad';", /not among the dependencies/],
    ['src/onnx/open.ts', "import { readFile } from 'fs';", /node:fs/],
    ['src/attic/old.ts', "import { x } from '../base/errors';", /no known room/],
    ['src/report/x.ts', "import { x } from '../../webview/kit';", /outside/],
  ])('%s may not %s', (path, text, problem) => {
    expect(floors(path, text)).toHaveLength(1);
    expect(floors(path, text)[0]).toMatch(problem);
  });

  it('keep the toolkit in one file', () => {
    const use = "import { provide } from '@vscode/webview-ui-toolkit';";
    expect(checkFloors(new Map([['webview/a.ts', use]]), new Set())).toEqual([]);
    expect(
      checkFloors(
        new Map([
          ['webview/a.ts', use],
          ['webview/b.ts', use],
        ]),
        new Set(),
      ),
    ).toHaveLength(1);
  });
});

describe('texts', () => {
  const problems = (call: string) => checkTexts(new Map([['src/ui/x.ts', call]]));

  it.each([
    "l10n.t('Models')",
    "l10n.t('{0} of {1}', done, all(a, b))",
    "l10n.t('{name} is gone', { name: x })",
    "l10n.t('It’s (fine), {0}', `a ${b(c, 'd)')}`)",
    '// l10n.t(title)',
  ])('accepts %s', (call) => expect(problems(call)).toEqual([]));

  it.each([
    'l10n.t(title)',
    'l10n.t(`a ${b}`)',
    "l10n.t('a' + b)",
    "l10n.t('{0} of {1}', done)",
    "l10n.t('Models', name)",
    "l10n.t('{name}')",
    "l10n.t('{1}', a)",
  ])('refuses %s', (call) => expect(problems(call)).toHaveLength(1));
});

describe('the manifest', () => {
  const code: Code = {
    Commands: { open: 'modelwright.open' },
    Views: { container: 'modelwright', models: 'modelwright.models' },
    CustomEditors: { onnx: 'modelwright.onnx' },
    PanelTypes: { report: 'modelwright.report' },
    Walkthroughs: { start: 'modelwright.start' },
    ContextKeys: { some: 'modelwright.some' },
    Settings: { size: 'size' },
    JOBS: [
      {
        name: 'run',
        title: 'Run',
        icon: 'play',
        takesModel: true,
        untrusted: false,
        doors: ['palette', 'explorer'],
        rows: [{ row: '\\bversion\\b', group: '2_rows@1' }],
      },
    ],
    jobCommand: (name) => `modelwright.${name}`,
  };
  const sources = new Map([['src/ui/a.ts', 'Commands.open Views.models CustomEditors.onnx ContextKeys.some Settings.size']]);
  const texts = { title: 'Open', size: 'Size' };
  const manifest = () => ({
    name: 'modelwright',
    main: './dist/extension.js',
    capabilities: { untrustedWorkspaces: { restrictedConfigurations: [] as string[] } },
    contributes: {
      commands: [{ command: 'modelwright.open', title: '%title%' }, { command: 'modelwright.run' }],
      views: { modelwright: [{ id: 'modelwright.models' }] },
      viewsContainers: { activitybar: [{ id: 'modelwright', icon: 'media/a.svg' }] },
      customEditors: [{ viewType: 'modelwright.onnx' }],
      walkthroughs: [
        { id: 'start', steps: [{ id: 'one', media: { svg: 'media/a.svg' }, completionEvents: ['onCommand:modelwright.open'] }] },
      ],
      configuration: { properties: { 'modelwright.size': { description: '%size%' } } },
      menus: {
        'view/item/context': [
          { command: 'modelwright.run', when: 'viewItem =~ /\\bversion\\b/', group: '2_rows@1' },
          { command: 'modelwright.run', when: 'view == modelwright.models && modelwright.some', group: '1_jobs@1' },
        ],
      },
    },
  });
  type Manifest = ReturnType<typeof manifest>;
  const check = (change: (manifest: Manifest) => void = () => undefined, nls: object = texts, files = sources) => {
    const changed = manifest();
    change(changed);
    return checkManifest(changed, { ...nls }, code, files, (path) => /extension\.js|a\.svg/.test(path));
  };

  it('is right where both sides agree', () => expect(check()).toEqual([]));

  it.each<[string, (manifest: Manifest) => void, RegExp]>([
    [
      'a command that the code lacks',
      (m) => m.contributes.commands.push({ command: 'modelwright.gone' }),
      /modelwright\.gone is not in the code/,
    ],
    ['a job without its command', (m) => m.contributes.commands.pop(), /modelwright\.run of the code is not contributed/],
    ['a view of another name', (m) => m.contributes.views.modelwright.push({ id: 'modelwright.other' }), /view modelwright\.other/],
    [
      'a setting nobody reads',
      (m) => Object.assign(m.contributes.configuration.properties, { 'modelwright.x': {} }),
      /setting modelwright\.x/,
    ],
    [
      'a menu without a command',
      (m) => m.contributes.menus['view/item/context'].push({ command: 'modelwright.nope', when: '', group: '' }),
      /modelwright\.nope/,
    ],
    ['a job without its door', (m) => m.contributes.menus['view/item/context'].pop(), /no entry in view\/item\/context/],
    ['a job that a row lacks', (m) => m.contributes.menus['view/item/context'].shift(), /no entry 2_rows@1 .* for rows/],
    [
      'a job in rows that the table does not name',
      (m) => (m.contributes.menus['view/item/context'][0]!.when = 'viewItem =~ /\\bmodel\\b/'),
      /no entry 2_rows@1/,
    ],
    ['an unknown context key', (m) => (m.contributes.menus['view/item/context'][0]!.when += ' && modelwright.typo'), /modelwright\.typo/],
    ['a picture that is not there', (m) => (m.contributes.walkthroughs[0]!.steps[0]!.media.svg = 'media/b.svg'), /media\/b\.svg/],
    [
      'a walkthrough waiting for nothing',
      (m) => m.contributes.walkthroughs[0]!.steps[0]!.completionEvents.push('onCommand:modelwright.no'),
      /waits for/,
    ],
    ['a text without words', (m) => (m.contributes.commands[0]!.title = '%nothing%'), /no text for %nothing%/],
    ['a main file that was not built', (m) => (m.main = './dist/other.js'), /other\.js/],
    [
      'a restriction of no setting',
      (m) => m.capabilities.untrustedWorkspaces.restrictedConfigurations.push('modelwright.y'),
      /modelwright\.y/,
    ],
  ])('has %s', (_what, change, problem) => expect(check(change).join('\n')).toMatch(problem));

  it('has a text that nothing uses', () => expect(check(undefined, { ...texts, old: 'Old' }).join()).toMatch(/old is used nowhere/));

  it('has a name that the code never uses', () => {
    expect(
      check(undefined, texts, new Map([['src/ui/a.ts', 'Commands.open Views.models CustomEditors.onnx ContextKeys.some']])).join(),
    ).toMatch(/Settings\.size is used nowhere/);
  });
});

describe('the repository', () => {
  it.each([
    ['unfinished work', `// ${'TO'}DO later`],
    ['words in place of others', `The answer is ${'T'}BD.`],
    ['words in place of others, in Latin', `const text = '${'lo'}rem ipsum';`],
    ['a merge conflict', `${'<'.repeat(7)} ours\n`],
    ['a path of one machine', `const root = '/${'home'}/me/x';`],
  ])('holds %s', (_what, text) => expect(checkRepository(new Map([['src/a.ts', text]]))).toHaveLength(1));

  it('is clean', () => expect(checkRepository(new Map([['docs/a.md', 'A method to do it.']]))).toEqual([]));
});

describe('documents', () => {
  const files = new Map([
    ['README.md', '# Model wright\n\n## A `b`, c & d!\n\n## Twice\n\n## Twice\n'],
    ['docs/a.md', '# A\n'],
    ['media/a.png', ''],
  ]);
  const check = (text: string, path = 'docs/b.md') =>
    checkDocuments(
      new Map([...files, [path, text]]),
      new Set(['start', 'check', 'test:long']),
      (file) => files.has(file) || file === 'docs',
    );

  it.each([
    'Type `npm start`, `npm run check -- --fix` or `npm run test:long`; `npm ci` comes before. We like npm and what npm run does.',
    '```sh\nnpm run check\n```',
    '[a](a.md), [b](../README.md#a-b-c--d), ![c](../media/a.png "C"), [d](#own-one), [e](/README.md#twice-1), [f](https://x.y/z.md), [g](../docs)\n# Own: one',
    '```md\n[a](nowhere.md)\n```\nand `[b](nowhere.md)`',
  ])('are right in %j', (text) => expect(check(text)).toEqual([]));

  it.each([
    ['a script that is not there', 'One.\nTwo `npm run chekc`.', 'docs/b.md:2: package.json has no script for "npm run chekc"'],
    ['a script without run', 'Type `npm check`.', 'docs/b.md:1: package.json has no script for "npm check"'],
    ['a script in a block', '```sh\nnpm ci\nnpm run no\n```', 'package.json has no script for "npm run no"'],
    ['a test that is not there', 'Type `npm test`.', 'package.json has no script for "npm test"'],
    ['a link to nothing', 'See\n\n[a](no.md).', 'docs/b.md:3: no.md is not there'],
    ['a picture of nothing', '![a](../media/no.png)', '../media/no.png is not there'],
    ['a tag with a picture of nothing', '<img alt="a" src="no.png">', 'no.png is not there'],
    ['a reference to nothing', '[a][b]\n\n[b]: no.md', 'no.md is not there'],
    ['a heading of its own that is not there', '# A\n[a](#b)', 'docs/b.md has no heading #b'],
    ["another's heading that is not there", '[a](../README.md#twice-2)', 'README.md has no heading #twice-2'],
    ['a link that leaves', '[a](../../b.md)', '../../b.md leaves the repository'],
  ])('have %s', (_what, text, problem) => {
    const problems = check(text);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(problem);
  });

  it('get anchors as they are shown', () =>
    expect([...anchorsOf('# A\n## [B](c.md) `d_e`\n```\n# no\n```\n<a id="here"></a>')]).toEqual(['here', 'a', 'b-d_e']));
});
