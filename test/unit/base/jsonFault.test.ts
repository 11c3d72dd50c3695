import { describe, expect, it } from 'vitest';
import { jsonFault } from '../../../src/base/jsonFault';
import { seededRandom } from '../../../src/base/random';

describe('a text that is no JSON', () => {
  it.each([
    ['', 1, 1, 'a value is wanted, not the end of the text'],
    ['not json', 1, 1, 'a value is wanted, not "n"'],
    ['{"a" 1}', 1, 6, '":" is wanted, not "1"'],
    ['{"a": 1,}', 1, 9, 'a key in quotation marks is wanted, not "}"'],
    ["{'a': 1}", 1, 2, 'a key in quotation marks or "}" is wanted, not "\'"'],
    ['{\n  "a": 1\n  "b": 2\n}', 3, 3, '"," or "}" is wanted, not "\\""'],
    ['{\n "a": 1', 2, 8, '"," or "}" is wanted, not the end of the text'],
    ['[1, 2', 1, 6, '"," or "]" is wanted, not the end of the text'],
    ['[1}', 1, 3, '"," or "]" is wanted, not "}"'],
    ['[,]', 1, 2, 'a value or "]" is wanted, not ","'],
    ['[1,]', 1, 4, 'a value is wanted, not "]"'],
    ['{} // more', 1, 4, 'the end of the text is wanted, not "/"'],
    ['{"a": NaN}', 1, 7, 'a value is wanted, not "N"'],
    ['[01]', 1, 2, 'a value or "]" is wanted, not "0"'],
    ['["a', 1, 2, 'this string has no end'],
    ['["a\nb"]', 1, 4, 'a string ends on the line where it begins'],
    ['["\t"]', 1, 3, 'a string may not hold a control character'],
    ['["\\x"]', 1, 3, 'this is no escape of JSON'],
    ['😀', 1, 1, 'a value is wanted, not "😀"'],
  ])('%j: line %i, column %i: %s', (text, line, column, reason) => {
    expect(() => JSON.parse(text)).toThrow();
    expect(jsonFault(text)).toMatchObject({ line, column, reason });
  });

  it('is what the engine refuses, and nothing else', () => {
    const whole = '{"a": [1, -2.5e+3, true, null, {"b\\n": "\\u00e9 x"}, []], "c": {}, "d": 0}';
    const random = seededRandom(7);
    const wrong: string[] = [];
    for (let round = 0; round < 20_000; round++) {
      const at = random.integer(whole.length);
      const other = whole[random.integer(whole.length)]!;
      const text = [whole.slice(0, at) + whole.slice(at + 1), whole.slice(0, at) + other + whole.slice(at), whole.slice(0, at)][round % 3]!;
      let valid = true;
      try {
        JSON.parse(text);
      } catch {
        valid = false;
      }
      if ((jsonFault(text) === undefined) !== valid) wrong.push(text);
    }
    expect(wrong).toEqual([]);
  });

  it('may be long and deep', () => {
    expect(jsonFault('['.repeat(1e6))).toMatchObject({ offset: 1e6 });
    expect(jsonFault(`["${'a\\n'.repeat(1e6)}"`)).toMatchObject({ reason: '"," or "]" is wanted, not the end of the text' });
  });
});
