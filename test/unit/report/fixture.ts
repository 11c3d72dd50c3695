import type { Report } from '../../../src/report/report';

/** A small report of job `run`, as a job would hand it over. */
export function runReport(id: string, more: Partial<Report> = {}): Report {
  return {
    kind: 'run',
    schemaVersion: 1,
    id,
    createdAt: '2025-06-02T09:30:00.000Z',
    durationMs: 12.5,
    model: { name: 'glyphs', path: 'models/glyphs.onnx', bytes: 1000 },
    environment: { modelwright: '0.1.0', node: '20', platform: 'linux', arch: 'x64', cpu: 'cpu', cores: 2, memoryBytes: 1 },
    parameters: { model: 'glyphs.onnx' },
    verdict: 'star.png is star, 99 %.',
    attachments: [],
    result: { inputs: [], outputs: [], milliseconds: 1, loadMilliseconds: 2 },
    ...more,
  };
}
