import type { InspectResult } from '../../report/schemas/inspect';

/** `squeezenet: 66 nodes, 1.24 M parameters, 4.95 MB, opset 13; no problems found`. */
export function inspectVerdict(name: string, bytes: number, result: InspectResult): string {
  const opset = result.opsets['ai.onnx'];
  const facts = [
    `${result.nodeCount} ${result.nodeCount === 1 ? 'node' : 'nodes'}`,
    `${scaled(result.parameterCount, ['', ' k', ' M', ' G'])} ${result.parameterCount === 1 ? 'parameter' : 'parameters'}`,
    scaled(bytes, [' bytes', ' kB', ' MB', ' GB']),
    opset === undefined ? 'no opset' : `opset ${opset}`,
  ];
  return `${name}: ${facts.join(', ')}; ${problems(result)}`;
}

/** `squeezenet: 4.95 MB that cannot be read as a model: The file is cut off: …`. */
export function unreadableVerdict(name: string, bytes: number, message: string): string {
  return `${name}: ${scaled(bytes, [' bytes', ' kB', ' MB', ' GB'])} that cannot be read as a model: ${message}`;
}

function problems(result: InspectResult): string {
  const errors = result.findings.filter((finding) => finding.severity === 'error');
  const warnings = result.findings.filter((finding) => finding.severity === 'warning');
  const counts = [count(errors.length, 'error'), count(warnings.length, 'warning')].filter((text) => text !== '');
  const first = errors[0] ?? warnings[0];
  if (!first) return 'no problems found';
  return `${counts.join(' and ')}, first: ${first.where}: ${first.message}`;
}

function count(number: number, noun: string): string {
  return number === 0 ? '' : `${number} ${noun}${number === 1 ? '' : 's'}`;
}

/** Three significant digits and a decimal unit. */
function scaled(value: number, names: readonly string[]): string {
  const power = value < 1000 ? 0 : Math.min(names.length - 1, Math.floor(Math.log10(value) / 3));
  const shown = value / 1000 ** power;
  return `${power === 0 ? value : shown.toFixed(shown < 10 ? 2 : shown < 100 ? 1 : 0)}${names[power]}`;
}
