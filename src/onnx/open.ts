import { dirname, resolve } from 'node:path';
import * as l10n from '@vscode/l10n';
import { UserError } from '../base/errors';
import { ModelProtoSchema } from './gen/onnx-ml_pb';
import type { ByteSource, OnnxModel } from './model';
import { sniff } from './sniff';
import { bytesSource, fileSource } from './source';
import { decode } from './wire/decode';

/**
 * Opens a model file: the graph is decoded, large weights stay in the file, which is held open until `close()`.
 * Time and memory depend on the graph, not on the weights.
 * @param options.objects messages, strings and byte fields to read at most, for whoever would rather not wait; `MAX_OBJECTS` unless told
 * @throws UserError where the file cannot be read, is not an ONNX model, is cut off or breaks one of the stated limits
 */
export function openModel(path: string, options: { objects?: number } = {}): OnnxModel {
  return open(fileSource(path), dirname(resolve(path)), options.objects);
}

/**
 * Opens a model held in memory; large weights stay references into `bytes`.
 * @param options.directory folder that external data is looked for in; without it external data cannot be read
 * @param options.path the file the bytes came from, for messages
 * @throws UserError as {@link openModel}
 */
export function openModelBytes(bytes: Uint8Array, options: { directory?: string; path?: string } = {}): OnnxModel {
  return open(bytesSource(bytes, options.path), options.directory === undefined ? undefined : resolve(options.directory));
}

function open(source: ByteSource, directory: string | undefined, objects?: number): OnnxModel {
  try {
    const { message, references } = decodeModel(source, objects);
    return { proto: message, source, directory, references, close: () => source.close() };
  } catch (error) {
    source.close();
    throw error;
  }
}

function decodeModel(source: ByteSource, objects?: number) {
  const decoded = (() => {
    try {
      return decode(source, ModelProtoSchema, objects);
    } catch (error) {
      throw (error instanceof UserError && notOnnx(source, error)) || error;
    }
  })();
  if (decoded.message.graph) return decoded;
  throw (
    notOnnx(source) ??
    new UserError('onnx.noGraph', l10n.t('The file holds no graph, so it is not an ONNX model.'), {
      where: source.path,
      remedy: l10n.t('If it is a tensor (.pb), use it as an input; otherwise export the model again.'),
    })
  );
}

/** The error for a file that is recognizably something else. */
function notOnnx(source: ByteSource, cause?: unknown): UserError | undefined {
  const found = sniff(source.read(0, Math.min(source.size, 512)));
  if (!found) return undefined;
  return new UserError(found.code, found.message, { where: source.path, remedy: found.remedy, cause });
}
