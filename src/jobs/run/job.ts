import { resolve } from 'node:path';
import * as l10n from '@vscode/l10n';
import { UserError } from '../../base/errors';
import { hashFile } from '../../base/hash';
import { checkInputFlags, inputRequest } from '../../data/flags';
import { type PreparedInput, prepareInputs } from '../../data/inputs';
import type { JobContext } from '../../engine/context';
import type { Session } from '../../engine/session';
import { type Unmatched, unmatchedEntries } from '../../manifest/unmatched';
import { numericValues } from '../../measure/numeric';
import type { Tensor } from '../../onnx/tensor';
import { usableData } from '../../registry/files/unfetched';
import { modelIdentity } from '../../registry/references/identity';
import { resolveModelFile } from '../../registry/references/resolve';
import type { RunOutput, RunResult } from '../../report/schemas/run';
import { defineJob } from '../job';
import type { Candidate } from './classify';
import { describeInput, describeOutput, unavailableOutput } from './describe';
import { type RunManifest, runManifest } from './manifest';
import { type RunParameters, runParameters } from './parameters';
import { classifyRows } from './rows';
import { type MapFiles, refuseSources, saveMaps, saveTensors } from './save';
import { type Runs, runModel } from './sequence';
import { runVerdict } from './verdict';
import { type GraphOutputs, graphOutputs, rebuildMaps, type ZipMap } from './zipMap';

/** Runs a model on files, literals, what its manifest says, or chance, and says what came out. */
export const runJob = defineJob({
  parameters: runParameters,
  schemaVersion: 1,
  async run(parameters, context) {
    checkFormat(parameters);
    checkInputFlags(parameters);
    const model = await resolveModelFile(parameters.model, context.cwd, context);
    context.progress({ message: l10n.t('Loading') });
    const data = await usableData(model.path, context.cwd);
    const graph = graphOutputs(model.path);
    const { zipMaps } = graph;
    const manifest = await runManifest(model.path, parameters, graph.names, context.cwd);
    const hidden = new Set(zipMaps.flatMap((zipMap) => (zipMap.hidden ? [zipMap.scores] : [])));
    const session = await context.sessions.open({ path: model.path, expose: [...hidden] });
    const unmatched = unmatchedOf(manifest, session, hidden);
    const prepared = await prepareInputs({
      ...inputRequest(parameters, session.inputs, manifest.manifest, context.cwd, context.signal),
      manifest: manifest.manifest,
      manifestDirectory: manifest.directory,
    });
    const sources = [model.path, ...data, ...manifest.files, ...sourcesOf(prepared)];
    const { out, format = 'npy' } = parameters;
    if (out !== undefined) {
      const names = fetched(session);
      await refuseSources(names, resolve(context.cwd, out), format, sources, zipMaps);
    }
    const runs = await runModel(session, prepared, fetched(session), context);
    const classes = classesOf(runs, graph, manifest, prepared, parameters.top);
    if (parameters.classes !== undefined && !classes.scores) throw unusedClasses(parameters.classes);
    const files = out === undefined ? undefined : await saveTensors(runs.outputs, out, format, sources, context);
    const mapFiles = out === undefined ? undefined : await saveMaps(zipMaps, runs.outputs, out, sources, context);
    const result: RunResult = {
      inputs: await describeInputs(prepared, session, context),
      outputs: outputsOf(session, runs, zipMaps, files, mapFiles),
      ...classes,
      milliseconds: runs.milliseconds,
      loadMilliseconds: session.loadMilliseconds,
      ...sequenceOf(runs, prepared),
      ...(unmatched.length > 0 ? { unmatched } : {}),
    };
    const identity = await modelIdentity(model, context.signal);
    return { result, verdict: runVerdict(result, prepared), model: identity };
  },
});

/** @throws UserError `parameters.invalid` */
function checkFormat({ out, format }: RunParameters): void {
  if (format === undefined || out !== undefined) return;
  throw new UserError(
    'parameters.invalid',
    l10n.t('--format does not apply: it is the format of the files in --out, which is not given.'),
    {
      where: '--format',
      remedy: l10n.t('Give a folder with --out, or leave --format out.'),
    },
  );
}

/** The outputs that the runtime can return; the scores of a ZipMap, which is none, are among them. */
function fetched(session: Session): string[] {
  return session.outputs.filter((output) => output.isTensor).map((output) => output.name);
}

/** What the manifest says of things the model does not have. @param hidden outputs that were exposed, which are none of the model's */
function unmatchedOf({ manifest, path }: RunManifest, session: Session, hidden: ReadonlySet<string>): Unmatched[] {
  if (!manifest || path === undefined) return [];
  const outputs = session.outputs.map(({ name }) => name).filter((name) => !hidden.has(name));
  return unmatchedEntries(
    manifest,
    path,
    session.inputs.map(({ name }) => name),
    outputs,
  );
}

/** The files that inputs came from. */
function sourcesOf(prepared: readonly PreparedInput[]): string[] {
  return prepared.flatMap(({ path, parts = [] }) => [path, ...parts.map((part) => part.path)]).filter((path) => path !== undefined);
}

async function describeInputs(prepared: readonly PreparedInput[], session: Session, context: JobContext): Promise<RunResult['inputs']> {
  const described: RunResult['inputs'] = [];
  // One file may hold several inputs.
  const hashes = new Map<string, string>();
  for (const input of prepared) {
    const { path } = input;
    const value = session.inputs.find((candidate) => candidate.name === input.name);
    if (path !== undefined && !hashes.has(path)) hashes.set(path, await hashFile(path, context.signal));
    if (value) described.push(await describeInput(input, value, context, path === undefined ? undefined : hashes.get(path)));
  }
  return described;
}

/** The model's own outputs, in its order. */
function outputsOf(
  session: Session,
  runs: Runs,
  zipMaps: readonly ZipMap[],
  files: ReadonlyMap<string, string> | undefined,
  mapFiles: ReadonlyMap<string, MapFiles> | undefined,
): RunOutput[] {
  return session.outputs.flatMap((output) => {
    if (zipMaps.some((zipMap) => zipMap.hidden && zipMap.scores === output.name)) return [];
    const tensor = runs.outputs.get(output.name);
    if (tensor) return [describeOutput(output.name, tensor, files?.get(output.name))];
    const zipMap = zipMaps.find((candidate) => candidate.output === output.name);
    const scores = zipMap && runs.outputs.get(zipMap.scores);
    if (!zipMap || !scores) return [unavailableOutput(output)];
    const [rows = 0] = scores.dims;
    const file = files?.get(zipMap.scores);
    const written = mapFiles?.get(output.name);
    return [
      {
        name: output.name,
        type: output.type,
        maps: rebuildMaps(zipMap, scores),
        rows,
        ...(file === undefined ? {} : { file }),
        ...(written ? { mapsFile: written.maps, classesFile: written.classes } : {}),
      },
    ];
  });
}

/** Classes and scores, where the model is a classifier; of a sequence there are none. */
function classesOf(
  runs: Runs,
  { zipMaps, operators }: GraphOutputs,
  manifest: RunManifest,
  prepared: readonly PreparedInput[],
  top: number,
): Pick<RunResult, 'top' | 'scores' | 'rows'> {
  if (runs.frames !== undefined) return {};
  const candidates: Candidate[] = [...runs.outputs].map(([name, tensor]) => {
    const zipMap = zipMaps.find((candidate) => candidate.scores === name);
    const output = zipMap?.output ?? name;
    const operator = operators.get(name);
    const labels = manifest.classes.get(output) ?? zipMap?.labels;
    return { name: output, tensor, labels, ...(operator === undefined ? {} : { operator }) };
  });
  return classifyRows(candidates, manifest, prepared, top);
}

function unusedClasses(file: string): UserError {
  return new UserError('classes.unused', l10n.t('--classes does not apply: no output of the model looks like scores of classes.'), {
    where: file,
    remedy: l10n.t('Leave it out, or say in the manifest which output has scores: outputs, NAME, "scores".'),
  });
}

/** The first output with one value a frame, other than a state. */
function sequenceOf(runs: Runs, prepared: readonly PreparedInput[]): Pick<RunResult, 'sequence'> {
  if (runs.frames === undefined) return {};
  const states = new Set(prepared.map((input) => input.state?.from));
  const outputs = [...runs.outputs].filter(([name]) => !states.has(name));
  const scalar = outputs.find(([, tensor]) => tensor.data.length === runs.frames);
  const values = (tensor: Tensor) => Array.from(numericValues(tensor) ?? []);
  return {
    sequence: {
      frames: runs.frames,
      ...(runs.secondsPerFrame === undefined ? {} : { secondsPerFrame: runs.secondsPerFrame }),
      output: (scalar ?? outputs[0])?.[0] ?? '',
      values: scalar ? values(scalar[1]) : [],
    },
  };
}
