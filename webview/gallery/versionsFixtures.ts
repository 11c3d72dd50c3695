import type { Report } from '../../src/report/report';
import type { RegistryEvent, StageSpan, Version, VersionMetric, VersionsResult } from '../../src/report/schemas/versions';
import { LONG_NAME, report } from './fixtures';

const DAY = 86_400_000;
const START = Date.parse('2024-06-03T09:00:00Z');
const iso = (days: number) => new Date(START + days * DAY).toISOString();
const commitOf = (i: number) => (i + 11).toString(16).padStart(2, '0').repeat(20);
const hashOf = (i: number) => (i + 77).toString(16).padStart(2, '0').repeat(32);

const ENVIRONMENTS = ['onnxruntime 1.30.0, Example CPU, 1 thread, batch 1', 'onnxruntime 1.32.0, Other CPU, 4 threads, batch 1'];
/** Name, day, accuracy, latency, environment. The fifth has no committed metrics, the sixth none at all. */
const GLYPHS: readonly [version: string, day: number, accuracy?: number, latency?: number, environment?: number][] = [
  ['v1.0.0', 0, 0.86, 0.34, 0],
  ['v1.1.0', 27, 0.92, 0.341, 0],
  ['v1.1.1', 41, 0.925, 0.335, 0],
  ['v1.2.0', 98, 0.951, 0.512, 1],
  ['v1.3.0-rc.1', 150, 0.957, 0.49],
  ['v1.3.0', 163],
  ['v2.0.0', 240, 0.975, 0.61, 1],
  ['v2.1.0', 301, 0.981, 0.42, 1],
];

function metricsOf(accuracy: number, latency: number, environment: number | undefined): VersionMetric[] {
  const origin = environment === undefined ? 'measured' : 'committed';
  const where = environment === undefined ? {} : { environment: ENVIRONMENTS[environment] };
  return [
    { name: 'evaluation.accuracy', value: accuracy, low: accuracy - 0.03, high: Math.min(1, accuracy + 0.02), origin, dataset: 'test' },
    { name: 'evaluation.macroF1', value: accuracy - 0.002, origin, dataset: 'test' },
    { name: 'evaluation.recall.circle', value: accuracy + 0.01, origin, dataset: 'test' },
    { name: 'benchmark.p50Milliseconds', value: latency, origin, ...where },
    { name: 'benchmark.p95Milliseconds', value: latency * 1.4, origin, ...where },
  ];
}

const versions: Version[] = GLYPHS.map(
  ([version, day, accuracy, latency, environment], i): Version => ({
    version,
    tag: `glyphs@${version}`,
    commit: commitOf(i),
    stages: version === 'v2.0.0' ? ['production'] : version === 'v2.1.0' ? ['staging', 'dev'] : [],
    registeredAt: iso(day),
    active: version !== 'v1.3.0',
    path: i < 2 ? 'glyphs.onnx' : 'models/glyphs.onnx',
    bytes: 214_039 + i * 29_000,
    storage: i > 5 ? 'lfs' : 'git',
    sha256: hashOf(i),
    author: i % 3 === 0 ? 'Ada Moreau' : 'Ben <script>alert(1)</script>',
    message: i === 2 ? LONG_NAME : `glyphs ${version}: ${i > 5 ? 'wider' : 'more pictures'}`,
    ...(i === 3 && { pattern: 'name-v' }),
    ...(accuracy !== undefined && latency !== undefined && { metrics: metricsOf(accuracy, latency, environment) }),
    ...(version === 'v1.3.0' && { metricsNote: { code: 'invalid', path: 'models/glyphs.metrics.json' } }),
    ...(version === 'v2.1.0' && { derivedFrom: { sha256: hashOf(6), recipe: 'static int8, per channel, 200 rows', version: 'v2.0.0' } }),
    ...(version === 'v1.3.0-rc.1' && {
      derivedFrom: { sha256: hashOf(151), recipe: 'pruned, 40 %', model: 'shapes', version: 'v3.0.0', file: 'models/large/shapes.onnx' },
    }),
    ...(version === 'v1.2.0' && { derivedFrom: { sha256: hashOf(150), recipe: 'float16' } }),
  }),
).reverse();

const spans: StageSpan[] = [
  { stage: 'staging', version: 'v1.0.0', from: iso(2), to: iso(28) },
  { stage: 'production', version: 'v1.0.0', from: iso(12), to: iso(45) },
  { stage: 'staging', version: 'v1.1.0', from: iso(28), to: iso(42) },
  { stage: 'staging', version: 'v1.1.1', from: iso(42), to: iso(99) },
  { stage: 'production', version: 'v1.1.1', from: iso(45), to: iso(120) },
  { stage: 'staging', version: 'v1.2.0', from: iso(99), to: iso(245) },
  { stage: 'production', version: 'v1.2.0', from: iso(120), to: iso(121) },
  { stage: 'production', version: 'v1.1.1', from: iso(121), to: iso(180) },
  { stage: 'canary', version: 'v1.2.0', from: iso(130), to: iso(170) },
  { stage: 'production', version: 'v1.2.0', from: iso(180), to: iso(262) },
  { stage: 'staging', version: 'v2.0.0', from: iso(245), to: iso(302) },
  { stage: 'production', version: 'v2.0.0', from: iso(262) },
  { stage: 'staging', version: 'v2.1.0', from: iso(302) },
  { stage: 'dev', version: 'v2.1.0', from: iso(303) },
];

const events: RegistryEvent[] = [
  ...versions.map((version): RegistryEvent => ({ ...pick(version), at: version.registeredAt, event: 'registration', tag: version.tag })),
  ...spans.map(
    ({ stage, version, from }, i): RegistryEvent => ({
      ...pick(versions.find((each) => each.version === version)!),
      at: from,
      event: 'assignment',
      stage,
      tag: `glyphs#${stage}#${i + 1}`,
    }),
  ),
].sort((a, b) => b.at.localeCompare(a.at));

function pick({ version, commit, author, message }: Version) {
  return { version, commit, author, message };
}

const glyphs: VersionsResult = {
  name: 'glyphs',
  deprecated: false,
  stages: { staging: 'v2.1.0', production: 'v2.0.0', canary: null, dev: 'v2.1.0' },
  versions,
  events,
  workingCopy: { path: 'models/glyphs.onnx', state: 'changed', version: 'v2.1.0', bytes: 418_000 },
  card: {
    description: 'Says which of five shapes is in a 48 × 48 colour picture: circle, square, star, cross or ring.',
    owner: 'Ada Moreau',
    limits: '<img src=x onerror=alert(1)> One shape per picture, at least a fifth of its width.',
    training: { channels: [24, 48, 64], pictures: 12_000, epochs: 18, rate: 0.01 },
  },
  headline: 'evaluation.accuracy',
  spans,
};

const none: VersionsResult = {
  name: 'glyphs',
  deprecated: false,
  stages: {},
  versions: [],
  events: [],
  workingCopy: { path: 'models/glyphs.onnx', state: 'unregistered', bytes: 214_039 },
  cardProblem: 'glyphs.model.json: line 3, column 5: a comma is missing',
};

/** A thousand versions, three years of releases into as many stages as a person can read and one more. */
const huge: VersionsResult = (() => {
  const many = Array.from({ length: 1000 }, (_, i): Version => {
    const version = `v${Math.floor(i / 100)}.${Math.floor(i / 10) % 10}.${i % 10}`;
    const accuracy = 0.8 + 0.19 * (1 - Math.exp(-i / 300)) + 0.01 * Math.sin(i * 1.7);
    return {
      version,
      tag: `${LONG_NAME}@${version}`,
      commit: commitOf(i % 200),
      stages: i === 999 ? ['stage-0'] : [],
      registeredAt: iso(i * 1.1),
      active: true,
      path: `${LONG_NAME}.onnx`,
      bytes: 4_000_000 + i * 1000,
      author: LONG_NAME,
      message: LONG_NAME,
      ...(i % 90 > 5 && { metrics: metricsOf(accuracy, 1 + i / 1000, i < 500 ? 0 : 1) }),
    };
  }).reverse();
  const stages = Array.from({ length: 13 }, (_, i) => (i === 12 ? LONG_NAME : `stage-${i}`));
  const held = stages.flatMap((stage, lane) =>
    Array.from({ length: 60 }, (_, i): StageSpan => {
      const [from, to] = [i * 18 + lane * 2, i === 59 ? undefined : (i + 1) * 18 + lane * 2];
      return { stage, version: many[999 - Math.min(999, i * 16)]!.version, from: iso(from), ...(to !== undefined && { to: iso(to) }) };
    }),
  );
  return {
    name: LONG_NAME,
    deprecated: true,
    stages: Object.fromEntries(stages.map((stage) => [stage, 'v9.4.4'])),
    versions: many,
    events: many.map((version): RegistryEvent => ({ ...pick(version), at: version.registeredAt, event: 'registration', tag: version.tag })),
    workingCopy: { path: `${LONG_NAME}.onnx`, state: 'missing' },
    headline: 'evaluation.accuracy',
    spans: held.sort((a, b) => a.from.localeCompare(b.from)),
  };
})();

const of = (result: VersionsResult, createdAt: string): Report => report('versions', result, { model: undefined, createdAt });

/** Latencies of two machines over the same versions, one that is stale, and a file in the work tree that is. */
const latencies: VersionsResult = {
  ...glyphs,
  headline: 'benchmark.p50Milliseconds',
  workingCopy: {
    path: 'models/glyphs.onnx',
    state: 'changed',
    version: 'v2.1.0',
    bytes: 418_000,
    metricsNote: { code: 'other', path: 'models/glyphs.metrics.json' },
  },
  versions: versions.map((version, i) => {
    const value = 0.42 - 0.012 * i + (i % 3) * 0.02;
    const name = 'benchmark.p50Milliseconds';
    const around = (middle: number) => ({ value: middle, low: middle * 0.97, high: middle * 1.04 });
    const here: VersionMetric = { name, ...around(value), origin: 'committed', environment: ENVIRONMENTS[0]! };
    const there: VersionMetric = { name, ...around(value * 1.6), origin: 'measured', environment: ENVIRONMENTS[1]! };
    const stale = i === 3;
    return {
      ...version,
      metrics: [...(i === 5 ? [] : [stale ? { ...here, stale: true as const } : here]), ...(i < 5 ? [there] : [])],
      ...(stale ? { metricsNote: { code: 'other' as const, path: 'models/glyphs.metrics.json' } } : {}),
    };
  }),
};

/** Reports of job `versions`. */
export const VERSIONS_REPORTS = {
  versions: of(glyphs, iso(340)),
  versionsLatencies: of(latencies, iso(340)),
  versionsNone: of(none, iso(340)),
  versionsHuge: of(huge, iso(1130)),
};
