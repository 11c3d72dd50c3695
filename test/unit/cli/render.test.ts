import { describe, expect, it } from 'vitest';
import { ProgressLine, progressText } from '../../../src/cli/progressLine';
import { renderModels } from '../../../src/cli/render/models';
import { renderRun } from '../../../src/cli/render/run';
import { bar, bytes, columns, cut, hanging, number, typeText, withCommands } from '../../../src/cli/render/text';
import { makeStyle, printable, wantsColour } from '../../../src/cli/style';
import { widthOf } from '../../../src/cli/width';

const plain = makeStyle(false);

describe('text for a terminal', () => {
  it('keeps strangers’ names from steering it', () => {
    expect(printable('a\u001b[2Jb\nc\u202e')).toBe('a\\u001b[2Jb\\u000ac\\u202e');
    const [line] = renderModels({ models: [{ name: '\u001b]0;x\u0007', path: 'a', bytes: 1, state: 'file', files: [] }] }, plain);
    expect(line).not.toContain('\u001b');
  });

  it('colours a terminal alone, unless NO_COLOR says otherwise', () => {
    expect(wantsColour({ isTTY: true }, {})).toBe(true);
    expect(wantsColour({ isTTY: true }, { NO_COLOR: '1' })).toBe(false);
    expect(wantsColour({ isTTY: true }, { NO_COLOR: '' })).toBe(true);
    expect(wantsColour({ isTTY: true }, { TERM: 'dumb' })).toBe(false);
    expect(wantsColour({}, {})).toBe(false);
    expect(makeStyle(true).red('x')).toBe('\u001b[31mx\u001b[39m');
  });

  it('formats sizes, numbers, types, bars and columns', () => {
    expect([0, 999, 999_949, 1e6, 1_234_567, 2e9].map(bytes)).toEqual(['0 bytes', '999 bytes', '1 MB', '1 MB', '1.23 MB', '2 GB']);
    expect(number(0.1 + 0.2)).toBe('0.3');
    expect(number(Number.NaN)).toBe('NaN');
    expect(typeText('float32', ['N', '', 3])).toBe('float32[N,?,3]');
    expect(typeText('float32', undefined)).toBe('float32');
    expect([bar(0, 4), bar(0.5, 4), bar(0.53125, 4), bar(2, 4)]).toEqual(['', '██', '██▏', '████']);
    expect(
      columns(
        [
          ['a', '1'],
          ['bb', '22'],
        ],
        [1],
      ),
    ).toEqual(['a    1', 'bb  22']);
    expect(cut('abcdef', 4)).toBe('abc…');
  });

  it('draws a run’s classes with bars, and what is unavailable', () => {
    const text = renderRun(
      {
        inputs: [{ name: 'x', type: 'float32', shape: [1], kind: 'image', source: 'fish.png', preprocessing: '224 × 224' }],
        outputs: [
          { name: 'p', type: 'float32', shape: [1, 2], values: [0.75, 0.25] },
          { name: 's', type: 'sequence(float32)', unavailable: 'no tensor' },
          { name: 'm', type: 'sequence(map(int64,float32))', maps: [{ a: 0.5 }] },
        ],
        top: [{ index: 0, label: 'tench', score: 0.75 }],
        scores: { output: 'p', kind: 'probability', guessed: false },
        milliseconds: 5,
        loadMilliseconds: 50,
      },
      plain,
      80,
    );
    expect(text).toEqual([
      '  0  tench  75.0 %  ██████████████████',
      '',
      'Inputs',
      '  x  float32[1]  fish.png  224 × 224',
      '',
      'Outputs',
      '  p  float32[1,2]                  0.75, 0.25',
      '  s  sequence(float32)             no tensor',
      '  m  sequence(map(int64,float32))  a: 0.5',
    ]);
  });
});

describe('what may be no classes on a terminal', () => {
  const run = (more: object) =>
    renderRun({ inputs: [], outputs: [], milliseconds: 1, loadMilliseconds: 1, ...more } as Parameters<typeof renderRun>[0], plain, 100);
  const best = { index: 7, label: '7', score: 9.35 };
  const scores = { output: 'X', kind: 'value', guessed: true, named: false, columns: 10 };
  const doubt = '  Index and value of the largest of X: nothing says that they are classes.';

  it('is an index, with the doubt beside it, also row by row and where the first row has none', () => {
    expect(run({ top: [best], scores })).toContain(doubt);
    const rows = {
      total: 2,
      list: [
        { row: 0, top: [] },
        { row: 1, top: [best] },
      ],
    };
    const text = run({ scores: { ...scores, notNumbers: 1 }, rows });
    expect(text).toContain(doubt);
    expect(text.join('\n')).toMatch(/1 {2}index 7 +9\.35/);
  });

  it('is said of maps and entries: the first of how many, and what the model does not have', () => {
    const maps = { name: 'm', type: 'sequence(map(string,float32))', maps: [{ a: 0.5 }], rows: 300 };
    expect(run({ outputs: [maps] }).join('\n')).toContain('a: 0.5 (the first of 300 rows)');
    const written = run({ outputs: [{ ...maps, file: 'o/p.npy', mapsFile: 'o/m.json', classesFile: 'o/m.classes.json' }] });
    expect(written.join('\n').match(/→ \S+/g)).toEqual(['→ o/p.npy', '→ o/m.json', '→ o/m.classes.json']);
    expect(run({ unmatched: [{ kind: 'output', name: 'old' }] })).toContain(
      'The manifest describes an output "old", which the model does not have.',
    );
  });
});

describe('a batch on a terminal', () => {
  it('has a line for each row: what was given and its class', () => {
    const top = (label: string, score: number) => [{ index: 0, label, score }];
    const list = [
      { row: 0, source: 'star.png', top: top('star', 0.99999) },
      { row: 1, source: 'far/ring.png', top: top('ring', 0.5) },
      { row: 2, source: 'x.png', top: [] },
    ];
    const input = {
      name: 'x',
      type: 'float32',
      shape: [3],
      kind: 'image',
      source: 'star.png',
      parts: list.map(({ source }) => ({ source })),
    };
    const scores = { output: 'p', kind: 'probability' as const, guessed: false };
    const text = renderRun(
      { inputs: [input], outputs: [], top: top('star', 0.99999), scores, rows: { total: 5, list }, milliseconds: 5, loadMilliseconds: 5 },
      plain,
      80,
    );
    expect(text.slice(1, 7)).toEqual([
      '',
      'Rows',
      '  0  star.png      star                     > 99.9 %',
      '  1  far/ring.png  ring                       50.0 %',
      '  2  x.png         a score is not a number',
      '  2 more rows are in the output alone: see --out',
    ]);
    expect(text).toContain('  x  float32[3]  star.png and 2 more  image');
  });
});

describe('the width of a terminal', () => {
  it('ends nowhere where there is none, and is a usual one where a terminal tells none', () => {
    expect(widthOf({ isTTY: true, columns: 120 })).toBe(120);
    expect(widthOf({ isTTY: true, columns: 0 })).toBe(80);
    expect(widthOf({ isTTY: false })).toBe(Number.POSITIVE_INFINITY);
    expect(widthOf({ columns: 50 })).toBe(Number.POSITIVE_INFINITY);
  });

  const how = '48 × 48 pillow-bilinear, crop center, RGB, NCHW, scale 0.00392157, mean 0.5, std 0.25';
  const rows = [
    ['  image', 'float32[1,3,48,48]', 'star.png', how],
    ['  x', 'float32[1]', '', 'tensor'],
  ];

  it('breaks what an input went through, and cuts none of it', () => {
    expect(hanging(rows, 80)).toEqual([
      '  image  float32[1,3,48,48]  star.png  48 × 48 pillow-bilinear, crop center,',
      '                                       RGB, NCHW, scale 0.00392157, mean 0.5,',
      '                                       std 0.25',
      '  x      float32[1]                    tensor',
    ]);
    expect(hanging(rows, 50)).toEqual([
      '  image  float32[1,3,48,48]  star.png',
      '    48 × 48 pillow-bilinear, crop center, RGB,',
      '    NCHW, scale 0.00392157, mean 0.5, std 0.25',
      '  x      float32[1]                    tensor',
    ]);
    expect(hanging(rows, Number.POSITIVE_INFINITY)[0]).toBe(`  image  float32[1,3,48,48]  star.png  ${how}`);
  });

  it('leaves commands whole, each on a line of its own', () => {
    expect(withCommands('Run: git lfs pull', ['git lfs pull'])).toBe('Run:\n  git lfs pull');
    expect(withCommands('First: a b\nThen: c d and look', ['a b', 'c d'])).toBe('First:\n  a b\nThen:\n  c d\nand look');
    expect(withCommands('git lfs pull', ['git lfs pull'])).toBe('git lfs pull');
    expect(withCommands('Nothing to run', ['git lfs pull'])).toBe('Nothing to run');
  });
});

describe('progress', () => {
  it('counts and estimates', () => {
    expect(progressText({ message: 'Loading' }, 0)).toBe('Loading');
    expect(progressText({ message: 'Frame', done: 5 }, 0)).toBe('Frame 5');
    expect(progressText({ message: 'Frame', done: 25, total: 100 }, 10_000)).toBe('Frame 25 of 100, 30 s left');
    expect(progressText({ message: 'Frame', done: 25, total: 100 }, 500)).toBe('Frame 25 of 100');
    expect(progressText({ message: 'Frame', done: 1, total: 100 }, 10_000)).toBe('Frame 1 of 100, 17 min left');
    expect(progressText({ message: 'Frame', done: 1250, total: 134_422 }, 0)).toBe('Frame 1,250 of 134,422');
    expect(progressText({ message: 'Hashing', done: 99_500, total: 134_422, unit: 'bytes' }, 0)).toBe('Hashing 99.5 kB of 134 kB');
  });

  it('is one line of a terminal, and nothing elsewhere', () => {
    const written: string[] = [];
    const stream = (isTTY: boolean) =>
      ({ isTTY, columns: 30, write: (text: string) => written.push(text) }) as unknown as NodeJS.WriteStream;
    const quiet = new ProgressLine(stream(false));
    quiet.show({ message: 'x' });
    quiet.clear();
    expect(written).toEqual([]);
    const line = new ProgressLine(stream(true));
    line.show({ message: 'a message that is longer than the terminal is wide' });
    line.clear();
    line.clear();
    expect(written).toEqual(['\r\u001b[Ka message that is longer than t'.slice(0, 4 + 29), '\r\u001b[K']);
  });
});
