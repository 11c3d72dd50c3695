import * as l10n from '@vscode/l10n';
import { UserError } from '../../base/errors';
import type { ByteSource } from '../model';

/** What is wrong with the bytes at a position. */
export type Damage =
  | 'varint'
  | 'overrun'
  | 'fieldNumber'
  | 'wireType'
  | 'knownFieldWireType'
  | 'group'
  | 'packedLength'
  | 'splitData'
  | 'decode';

/** The bytes at `position` break the protobuf format, or use it in a way no ONNX writer does. */
export function damaged(source: ByteSource, position: number, damage: Damage, cause?: unknown): UserError {
  return new UserError('onnx.format', l10n.t('Not a valid ONNX file: {0} (byte {1}).', describe(damage), position), {
    where: source.path,
    remedy: l10n.t('The file is damaged or not an ONNX model; fetch or export it again.'),
    cause,
  });
}

/** The file ends inside something. */
export function truncated(source: ByteSource): UserError {
  return new UserError('onnx.truncated', l10n.t('The file is cut off: it ends after {0} bytes in the middle of the model.', source.size), {
    where: source.path,
    remedy: l10n.t('The copy or download did not finish; fetch or export it again.'),
  });
}

/** The file asks for more than a stated limit. */
export function tooLarge(source: ByteSource, what: 'depth' | 'objects' | 'numbers' | 'bytes', limit: number): UserError {
  const message = {
    depth: () => l10n.t('The model nests messages more than {0} deep, which ONNX Runtime refuses too.', limit),
    objects: () => l10n.t('The graph has more than {0} objects (nodes, attributes, names, …).', limit),
    numbers: () => l10n.t('The graph has more than {0} numbers in attributes and small tensors.', limit),
    bytes: () => l10n.t('The graph takes more than {0} bytes without its weights.', limit),
  }[what]();
  return new UserError('onnx.limit', message, {
    where: source.path,
    remedy: l10n.t('Such a file is damaged or made to do harm; export the model again.'),
  });
}

function describe(damage: Damage): string {
  switch (damage) {
    case 'varint':
      return l10n.t('a number takes more than 10 bytes');
    case 'overrun':
      return l10n.t('a field is longer than what contains it');
    case 'fieldNumber':
      return l10n.t('a field has an impossible number');
    case 'wireType':
      return l10n.t('a field has an impossible type');
    case 'knownFieldWireType':
      return l10n.t('a known field has the wrong type');
    case 'group':
      return l10n.t('a group does not end where it should');
    case 'packedLength':
      return l10n.t('a list of numbers has half a number at its end');
    case 'splitData':
      return l10n.t("one tensor's data are stored in several pieces");
    case 'decode':
      return l10n.t('it could not be decoded');
  }
}
