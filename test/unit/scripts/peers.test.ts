import { expect, it } from 'vitest';
import { findPeers } from '../../../scripts/test/peers.mjs';

it('counts a peer as missing where its Python is, instead of failing', async () => {
  expect([...(await findPeers('no-such-python-here', ['onnx', 'numpy']))]).toEqual([
    ['onnx', undefined],
    ['numpy', undefined],
  ]);
});

// To Node `-c` means another thing: it ends with an error.
it('counts a peer as missing where the program refuses', async () => {
  expect((await findPeers(process.execPath, ['onnx'])).get('onnx')).toBeUndefined();
});
