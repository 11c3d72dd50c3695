import type { FunctionProto, ModelProto, OperatorSetIdProto } from '../gen/onnx-ml_pb';
import { domainName } from '../scope';
import { type Findings, quote } from './finding';
import { RUNTIME } from './runtime';

/** Operator sets by domain, `ai.onnx` under that name. */
export function opsetTable(imports: readonly OperatorSetIdProto[]): Map<string, number> {
  return new Map(imports.map((entry) => [domainName(entry.domain), Number(entry.version)]));
}

/** IR version and operator sets, against the standard and the shipped runtime. */
export function checkVersions(proto: ModelProto, findings: Findings): void {
  const ir = Number(proto.irVersion);
  if (ir > RUNTIME.irVersion) {
    findings.add(
      'error',
      'ir.tooNew',
      'ir_version',
      `IR version ${ir} is newer than what ${RUNTIME.name} reads (up to ${RUNTIME.irVersion}).`,
      'Export the model again for an older IR version, or set ir_version where the model uses nothing newer.',
    );
  } else if (ir < 1) {
    findings.add('warning', 'ir.missing', 'ir_version', 'The model states no IR version.', 'Set ir_version; the exporter should have.');
  }
  if (proto.opsetImport.length === 0 && ir !== 1 && ir !== 2) {
    findings.add(
      'error',
      'opset.none',
      'opset_import',
      'The model imports no operator set, so that no operator has a meaning.',
      'Add an opset_import for the domains it uses, or export it again.',
    );
  }
  checkImports(proto.opsetImport, 'opset_import', findings);
}

/** One list of opset imports: a model's or a function's. */
export function checkImports(imports: readonly OperatorSetIdProto[], where: string, findings: Findings): void {
  const seen = new Map<string, number>();
  for (const entry of imports) {
    const domain = domainName(entry.domain);
    const version = Number(entry.version);
    const before = seen.get(domain);
    if (before !== undefined) {
      findings.add(
        before === version ? 'warning' : 'error',
        'opset.duplicate',
        where,
        before === version
          ? `Domain ${quote(domain)} is imported twice.`
          : `Domain ${quote(domain)} is imported as version ${before} and ${version}.`,
        'Keep one import for each domain.',
      );
    }
    seen.set(domain, version);
    const newest = RUNTIME.opsets.get(domain);
    if (version < 1) {
      findings.add('error', 'opset.invalid', where, `Version ${version} of operator set ${quote(domain)} does not exist.`);
    } else if (newest !== undefined && version > newest) {
      findings.add(
        'error',
        'opset.tooNew',
        where,
        `Operator set ${domain} ${version} is newer than what ${RUNTIME.name} has (up to ${newest}).`,
        `Export the model for ${domain} ${newest} or older.`,
      );
    } else if (domain === 'ai.onnx' && version < RUNTIME.oldestGuaranteedOpset) {
      findings.add(
        'warning',
        'opset.old',
        where,
        `Operator set ai.onnx ${version} is older than what ${RUNTIME.name} promises to run (from ${RUNTIME.oldestGuaranteedOpset}).`,
        'Export or convert the model to a newer operator set.',
      );
    }
  }
}

/** Metadata keys must differ: readers keep one of two and which is anybody's guess. */
export function checkMetadata(proto: ModelProto, findings: Findings): void {
  const seen = new Set<string>();
  for (const { key } of proto.metadataProps) {
    if (seen.has(key)) findings.add('warning', 'metadata.duplicate', 'metadata_props', `The key ${quote(key)} is there twice.`);
    seen.add(key);
  }
}

/** `function "domain.Name"`. */
export function describeFunction(body: FunctionProto): string {
  return `function ${quote(`${domainName(body.domain)}.${body.name}`)}`;
}
