import { describe, expect, it } from 'vitest';
import { fromErrorInfo, isAbort, toErrorInfo, UserError } from '../../../src/base/errors';

describe('errors as data', () => {
  it('carry what, where and what to do across a boundary', () => {
    const error = new UserError('input.shape', 'too small', {
      where: 'fish.png',
      remedy: 'Resize it.',
      actions: [{ kind: 'openFile', path: 'a.json' }],
    });
    const back = fromErrorInfo(structuredClone(toErrorInfo(error)));
    expect(back).toBeInstanceOf(UserError);
    expect(back).toMatchObject({
      code: 'input.shape',
      message: 'too small',
      where: 'fish.png',
      remedy: 'Resize it.',
      actions: error.actions,
    });
  });

  it('keep a defect a defect, with its stack', () => {
    const info = toErrorInfo(new TypeError('x is undefined'));
    expect(info.code).toBe('internal');
    const back = fromErrorInfo(info);
    expect(back).not.toBeInstanceOf(UserError);
    expect(back.stack).toBe(info.stack);
  });

  it('keep a cancellation a cancellation', () => {
    const back = fromErrorInfo(toErrorInfo(AbortSignal.abort().reason));
    expect(isAbort(back)).toBe(true);
  });

  it('take anything thrown', () => {
    expect(toErrorInfo('oops')).toMatchObject({ code: 'internal', message: 'oops' });
  });
});
