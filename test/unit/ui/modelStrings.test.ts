import { expect, test } from 'vitest';
import { modelStrings } from '../../../src/ui/lenses/modelStrings';

const texts = (line: string) => modelStrings(line).map((found) => found.text);

test('strings that end in .onnx, in either quotes, with their place', () => {
  const line = `a = load('x/a.onnx'), load("b.ONNX"), "c.onnx "`;
  expect(modelStrings(line)).toEqual([
    { text: 'x/a.onnx', start: 9, end: 19 },
    { text: 'b.ONNX', start: 27, end: 35 },
  ]);
});

test('prefixes: raw strings keep their backslashes as separators, f-strings with fields name nothing', () => {
  expect(texts(String.raw`r'm\a.onnx'`)).toEqual(['m/a.onnx']);
  expect(texts(String.raw`'m\\a.onnx'`)).toEqual(['m/a.onnx']);
  expect(texts(`f"{stem}.onnx"`)).toEqual([]);
  expect(texts(`f"plain.onnx"`)).toEqual(['plain.onnx']);
});

test('a quote inside of a string does not end it', () => {
  expect(texts(String.raw`'it\'s.onnx' + "b'c.onnx"`)).toEqual(["it's.onnx", "b'c.onnx"]);
});

test('an absurd line costs nothing', () => {
  expect(modelStrings(`'${'"'.repeat(5000)}.onnx'`)).toEqual([]);
});
