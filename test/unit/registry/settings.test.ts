import { describe, expect, it } from 'vitest';
import { assertStage, assertType, parseSettings } from '../../../src/registry/declared/settings';

const code = (act: () => void): string => {
  try {
    act();
    return 'fine';
  } catch (error) {
    return (error as { code: string }).code;
  }
};

describe('.gto', () => {
  it('names the stages and types that are allowed; an empty list forbids all, none allows all', () => {
    const some = parseSettings('stages: [staging, prod]\ntypes: [model]\n', {});
    expect(['prod', 'dev', 'a b'].map((stage) => code(() => assertStage(some, stage)))).toEqual(['fine', 'stage.unknown', 'stage.name']);
    expect(['model', 'dataset', '-'].map((type) => code(() => assertType(some, type)))).toEqual(['fine', 'type.unknown', 'type.name']);
    const none = parseSettings('stages: []\ntypes: []\n', {});
    expect([code(() => assertStage(none, 'prod')), code(() => assertType(none, 'model'))]).toEqual(['stage.unknown', 'type.unknown']);
    for (const text of [undefined, '', '# nothing\n', 'stages: null\n'])
      expect(code(() => assertStage(parseSettings(text, {}), 'any'))).toBe('fine');
  });

  it('names the index, which may not leave the repository', () => {
    expect(parseSettings(undefined, {}).index).toBe('artifacts.yaml');
    expect(parseSettings('INDEX: registry/models.yaml', {}).index).toBe('registry/models.yaml');
    expect(parseSettings('INDEX: ../x.yaml', {})).toMatchObject({ index: 'artifacts.yaml', problem: { code: 'gto.settings' } });
  });

  it('that GTO would not take is read as nothing, and binds who writes', () => {
    for (const text of ['stage: [prod]', 'stages: prod', 'stages: [1]', 'stages: ["a b"]', '- x', 'stages: &a [*a]', '__proto__: {}']) {
      const settings = parseSettings(text, {});
      expect([text, settings.stages, code(() => assertStage(settings, 'prod'))]).toEqual([text, undefined, 'gto.settings']);
    }
  });

  it('says in plain words what is wrong', () => {
    const problem = (text: string) => parseSettings(text, {}).problem!.message.replace('.gto is not as GTO reads it: ', '');
    expect(problem('stages: prod')).toBe('stages: it wants a list of texts, got "prod"');
    expect(problem('stages: ["a b"]')).toBe(
      'stages[0]: it wants a name of letters, digits, "-", "_" and "/", with a letter or digit first and last, got "a b"',
    );
    expect(problem('stage: [prod]')).toBe('there is no key "stage". Did you mean "stages"?');
    expect(problem('- x')).toBe('it wants an object, got ["x"]');
    expect(problem('stages: &a [*a]')).toBe('it is no YAML, has aliases (& and *), or nests too deep to be read here');
  });

  it('is overridden by the environment, whose lists are JSON and whose names are of any case', () => {
    const text = 'stages: [prod]\ntypes: [model]\nINDEX: a.yaml\n';
    const told = parseSettings(text, { GTO_STAGES: '["dev", "test"]', gto_types: '[]', Gto_Index: 'b.yaml', GTO: 'x', PATH: '/bin' });
    expect(told).toMatchObject({ stages: ['dev', 'test'], types: [], index: 'b.yaml', problem: undefined });
    expect(parseSettings(text, { GTO_STAGES: 'dev' })).toMatchObject({
      stages: ['prod'],
      problem: { code: 'gto.settings', where: 'GTO_STAGES' },
    });
    expect(parseSettings(text, { GTO_STAGES: 'null' }).stages).toBeUndefined();
  });
});
