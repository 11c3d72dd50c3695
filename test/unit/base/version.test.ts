import { expect, it } from 'vitest';
import { version } from '../../../package.json';
import { VERSION } from '../../../src/base/version';

it('the version in code is that of package.json', () => {
  expect(VERSION).toBe(version);
});
