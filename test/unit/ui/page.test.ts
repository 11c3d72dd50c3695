import { expect, test } from 'vitest';
import { panelPage } from '../../../src/ui/panels/page';

const parts = {
  family: 'run' as const,
  nonce: 'n0',
  cspSource: 'https://panel',
  language: 'de',
  file: (name: string) => `https://panel/${name}`,
};
const block = /<script type="application\/json" id="modelwright-strings" nonce="n0">(.*?)<\/script>/s;

test('a language with a bundle has its texts in the page, which nothing in them can leave', () => {
  const strings = { Outputs: 'Ausgaben', '</script><!--': '\u2028</SCRIPT><script>alert(1)</script>' };
  const page = panelPage({ ...parts, strings });
  const content = block.exec(page)?.[1] ?? '';
  expect(content).not.toMatch(/[<\u2028]/);
  expect(JSON.parse(content)).toEqual(strings);
  expect(page).toContain('<html lang="de">');
  // The texts stand before the script that reads them.
  expect(page.indexOf('modelwright-strings')).toBeLessThan(page.indexOf('run.js'));
  expect(page.match(/<script/g)).toHaveLength(2);
});

test('without a bundle there is no block', () => {
  const page = panelPage({ ...parts, language: 'en', strings: undefined });
  expect(page).not.toContain('modelwright-strings');
  expect(page.match(/<script/g)).toHaveLength(1);
});
