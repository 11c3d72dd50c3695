import { create } from '@bufbuild/protobuf';
import * as l10n from '@vscode/l10n';
import { UserError } from '../../base/errors';
import { OperatorSetIdProtoSchema, type StringStringEntryProto, StringStringEntryProtoSchema } from '../gen/onnx-ml_pb';
import type { OnnxModel } from '../model';
import { domainName } from '../scope';
import { copyModel } from './copyModel';
import { GraphEditor } from './graphEditor';
import { Names } from './names';

/**
 * Edits a copy of a model; `model` is the copy, to be written with `writeModel` when done. The original is never touched.
 * @example
 * const editor = new ModelEditor(openModel('a.onnx'));
 * editor.setMetadata('note', 'edited');
 * await writeModel(editor.model, 'b.onnx');
 */
export class ModelEditor {
  readonly model: OnnxModel;
  readonly names: Names;
  /** The model's own graph. */
  readonly graph: GraphEditor;

  /** @throws UserError `onnx.noGraph` */
  constructor(original: OnnxModel) {
    this.model = copyModel(original);
    const { graph } = this.model.proto;
    if (!graph) throw new UserError('onnx.noGraph', l10n.t('The model holds no graph.'), { where: original.source.path });
    this.names = new Names(this.model.proto);
    this.graph = new GraphEditor(graph, this.names);
  }

  /** The version of a domain's operator set that the model imports. */
  opset(domain = 'ai.onnx'): number | undefined {
    const entry = this.#import(domain);
    return entry && Number(entry.version);
  }

  /** Imports a version of a domain's operator set, in place of the one it imports. Operators are not converted. */
  setOpset(domain: string, version: number): void {
    const entry = this.#import(domain);
    if (entry) entry.version = BigInt(version);
    else {
      const spelled = domainName(domain) === 'ai.onnx' ? '' : domain;
      this.model.proto.opsetImport.push(create(OperatorSetIdProtoSchema, { domain: spelled, version: BigInt(version) }));
    }
  }

  #import(domain: string) {
    return this.model.proto.opsetImport.find((entry) => domainName(entry.domain) === domainName(domain));
  }

  /** The value of a metadata entry. */
  metadata(key: string): string | undefined {
    return this.model.proto.metadataProps.find((entry) => entry.key === key)?.value;
  }

  /** Sets a metadata entry, or removes it. */
  setMetadata(key: string, value: string | undefined): void {
    const entries: StringStringEntryProto[] = this.model.proto.metadataProps;
    const found = entries.find((entry) => entry.key === key);
    if (value === undefined) this.model.proto.metadataProps = entries.filter((entry) => entry.key !== key);
    else if (found) found.value = value;
    else entries.push(create(StringStringEntryProtoSchema, { key, value }));
  }
}
