import { execFileSync } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Workbench } from './workbench';

const OLDER = join(__dirname, '..', '..', 'samples', 'models', 'glyphs', 'glyphs-1.1.0.onnx');

/** A model with another doc_string, and so other bytes: in protobuf the last of a field counts. */
async function described(file: string, text: string): Promise<Buffer> {
  const DOC_STRING = (6 << 3) | 2;
  return Buffer.concat([await readFile(file), Buffer.from([DOC_STRING, text.length]), Buffer.from(text)]);
}

/** A person's way with a new version: registers it, puts it in production, takes that back, and looks at what differs. */
describe('versions and stages', () => {
  let workbench: Workbench;
  const git = (...args: string[]) => execFileSync('git', args, { cwd: workbench.folder, encoding: 'utf8' }).trim();

  /** The row of a version. Those of its model and the working copy name it too. */
  const version = (name: string) => workbench.row('Models', new RegExp(`^${name.replaceAll('.', '\\.')}$`));

  beforeAll(async () => {
    workbench = await Workbench.open({
      name: 'registry',
      trust: true,
      prepare: async (folder) => {
        // The committer is the person's own; here there is none.
        execFileSync('git', ['config', 'user.name', 'Ada Moreau'], { cwd: folder });
        execFileSync('git', ['config', 'user.email', 'ada@glyphworks.example'], { cwd: folder });
        await writeFile(join(folder, 'models', 'glyphs.onnx'), await described(OLDER, 'Trained anew, half as wide.'));
      },
    });
    await workbench.openContainer('Modelwright');
    await workbench.row('Models', 'glyphs').waitFor({ timeout: 30_000 });
  });
  afterAll(() => workbench?.close());

  it('shows the versions of a model with their stages, the working copy first', async () => {
    await workbench.expand(workbench.row('Models', 'glyphs'));
    const copy = workbench.row('Models', 'Working copy');
    await copy.waitFor({ timeout: 30_000 });
    expect(await copy.textContent()).toContain('changed since v1.2.0');
    for (const name of ['v1.2.0', 'v1.1.0', 'v1.0.0']) await version(name).waitFor();
    await workbench.screenshot('versions');
  });

  it('registers the changed model, with just its own file committed', async () => {
    const before = git('rev-parse', 'HEAD');
    await workbench.inlineAction(workbench.row('Models', 'Working copy'), 'Register Version');
    await workbench.choices('suggested').waitFor({ timeout: 30_000 });
    await workbench.screenshot('suggested');
    await workbench.pick('suggested');
    await workbench.choices('staging').waitFor();
    await workbench.screenshot('stage');
    await workbench.pick('No stage');
    await workbench.enter('Back to the smaller one');
    await workbench.dialog.waitFor({ timeout: 30_000 });
    await workbench.screenshot('register-preview');
    const text = (await workbench.dialog.textContent()) ?? '';
    for (const part of ['models/glyphs.onnx', 'glyphs@v1.3.0', 'Back to the smaller one', 'Why v1.3.0']) expect(text).toContain(part);
    expect(git('tag', '--list', 'glyphs@v1.3.0')).toBe('');
    await workbench.press('Commit and Register');
    await workbench.notification('glyphs v1.3.0 is registered').waitFor({ timeout: 30_000 });
    await version('v1.3.0').waitFor({ timeout: 30_000 });
    await workbench.screenshot('registered');

    expect(git('cat-file', '-t', 'glyphs@v1.3.0')).toBe('tag');
    expect(git('for-each-ref', '--format=%(contents:subject)', 'refs/tags/glyphs@v1.3.0')).toBe('Back to the smaller one');
    expect(git('rev-parse', 'glyphs@v1.3.0^{commit}')).toBe(git('rev-parse', 'HEAD'));
    expect(git('rev-parse', 'HEAD^')).toBe(before);
    expect(git('show', '--name-only', '--format=', 'HEAD')).toBe('models/glyphs.onnx');
    expect(git('status', '--porcelain', 'models')).toBe('');
  });

  it('promotes it to production', async () => {
    await workbench.inlineAction(version('v1.3.0'), 'Promote to Stage');
    await workbench.pick('production');
    await workbench.enter();
    await workbench.dialog.waitFor({ timeout: 30_000 });
    await workbench.screenshot('promote-preview');
    expect(await workbench.dialog.textContent()).toContain('v1.3.0 takes the place of v1.2.0 in production.');
    await workbench.press('Promote');
    await workbench.notification('glyphs v1.3.0 is in production').waitFor({ timeout: 30_000 });
    expect(git('tag', '--list', 'glyphs#production#*').split('\n')).toEqual([
      'glyphs#production#1',
      'glyphs#production#3',
      'glyphs#production#4',
    ]);
    expect(git('rev-parse', 'glyphs#production#4^{commit}')).toBe(git('rev-parse', 'glyphs@v1.3.0^{commit}'));
    await version('v1.3.0').filter({ hasText: 'production' }).waitFor({ timeout: 30_000 });
    await workbench.screenshot('promoted');
  });

  it('rolls production back', async () => {
    await workbench.contextAction(version('v1.3.0'), 'Roll Back Stage');
    // It is in one stage: it is not asked which.
    await workbench.enter();
    await workbench.dialog.waitFor({ timeout: 30_000 });
    await workbench.screenshot('rollback-preview');
    expect(await workbench.dialog.textContent()).toContain('v1.2.0 takes the place of v1.3.0 in production.');
    await workbench.press('Roll Back');
    await workbench.notification('glyphs v1.2.0 is in production again').waitFor({ timeout: 30_000 });
    expect(git('rev-parse', 'glyphs#production#5^{commit}')).toBe(git('rev-parse', 'glyphs@v1.2.0^{commit}'));
    await version('v1.2.0').filter({ hasText: 'production' }).waitFor({ timeout: 30_000 });
    await workbench.screenshot('rolled-back');
  });

  it('compares two versions that are selected together', async () => {
    await version('v1.3.0').click();
    await version('v1.2.0').click({ modifiers: ['Control'] });
    await workbench.screenshot('selected');
    await workbench.contextAction(version('v1.2.0'), 'Diff Models');
    await workbench.panel.getByText('Suggested bump', { exact: false }).first().waitFor({ timeout: 30_000 });
    const text = (await workbench.panel.locator('body').textContent()) ?? '';
    expect(text).toMatch(/before: glyphs@v1\.2\.0.*after: glyphs@v1\.3\.0/);
    await workbench.screenshot('compared');
  });

  it('writes nothing where the person leaves, and asks for the model and the version in the palette', async () => {
    await workbench.command('View: Close All Editors');
    const tags = git('for-each-ref');
    await workbench.command('Modelwright: Deregister Version');
    await workbench.pick('glyphs');
    await workbench.pick('v1.1.0');
    await workbench.enter();
    await workbench.dialog.waitFor({ timeout: 30_000 });
    await workbench.screenshot('deregister-preview');
    await workbench.press('Cancel');
    expect(git('for-each-ref')).toBe(tags);
  });
});
