import table from './operators.json';

/** Operators by domain: the version each appeared in, or that and the one it was removed in. */
const OPERATORS = new Map(
  Object.entries(table as Record<string, Record<string, number | number[]>>).map(([domain, operators]) => [
    domain,
    new Map(Object.entries(operators)),
  ]),
);

/**
 * Whether an operator exists at a version of its domain; undefined for a domain without a list. The lists come from
 * the operator schemas of onnx and of the runtime (`test/fixtures/onnx/makeOperators.py`).
 */
export function knowsOperator(domain: string, opType: string, version: number): 'yes' | 'no' | 'later' | 'removed' | undefined {
  const operators = OPERATORS.get(domain);
  if (!operators) return undefined;
  const entry = operators.get(opType);
  if (entry === undefined) return 'no';
  const [since, removed] = typeof entry === 'number' ? [entry, Number.POSITIVE_INFINITY] : entry;
  if (version < since) return 'later';
  return version >= removed ? 'removed' : 'yes';
}
