import * as l10n from '@vscode/l10n';
import { UserError } from '../base/errors';

/** What the runtime says, without the source positions and signatures of its own code. */
function plain(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message
    .replace(/Load model from .*? failed:\s*/s, '')
    .replace(/\/onnxruntime_src\/\S+\s+(?:[\w:<>~*&,\s]+\([^\n]*?\)(?:::<lambda\(\)>)?\s+)?/g, '')
    .replace(/\b\w+\.(?:cc|h):\d+ \w+\s+/g, ' ')
    .replace(
      /Non-zero status code returned while running (\w+) node\. Name:'([^']*)' Status Message:\s*/g,
      (_, operator: string, name: string) => (name === '' ? `${operator}: ` : `${operator} "${name}": `),
    )
    .trim();
}

/**
 * Turns what session creation threw into what a person can act on.
 * @param carried types of inputs and outputs that a Cast of ours stands before
 */
export function loadError(error: unknown, path: string, carried: readonly string[] = []): UserError {
  const message = plain(error);
  const more = { where: path, cause: error };
  if (carried.length > 0 && /Could not find an implementation for Cast|Unsupported data type/.test(message)) {
    return new UserError(
      'model.boundaryType',
      l10n.t('The model has inputs or outputs of type {0}, which ONNX Runtime cannot convert.', carried.join(', ')),
      {
        ...more,
        remedy: l10n.t('Inspect works. To run it, export the model with inputs and outputs of other types.'),
      },
    );
  }
  const operator = /([\w.]*):(\w+)\((-?\d+)\) is not a registered function\/op|No Op registered for (\w+)/.exec(message);
  if (operator) {
    const name = operator[4] ?? [operator[1], operator[2]].filter(Boolean).join('.');
    return new UserError('model.operator', l10n.t('The model uses the operator {0}, which ONNX Runtime does not know.', name), {
      ...more,
      remedy: l10n.t(
        'A custom operator needs its own library, which Modelwright does not load. Inspect works; export the model with standard operators to run it.',
      ),
    });
  }
  const missing = /Could not find an implementation for (\w+)\((\d+)\)/.exec(message);
  if (missing) {
    return new UserError(
      'model.operator',
      l10n.t('ONNX Runtime has no CPU implementation of {0} (opset {1}) for the types this model uses.', missing[1], missing[2]),
      {
        ...more,
        remedy: l10n.t('Export the model with other element types for this operator.'),
      },
    );
  }
  const ir = /Unsupported model IR version: (\d+), max supported IR version: (\d+)/.exec(message);
  if (ir) {
    return new UserError('model.irVersion', l10n.t('The model has IR version {0}; this ONNX Runtime reads up to {1}.', ir[1], ir[2]), {
      ...more,
      remedy: l10n.t('Export it with an older version of the onnx package, or set a lower ir_version.'),
    });
  }
  if (/official support for domain|only \*guarantees\* support|opset .* is under development/i.test(message)) {
    return new UserError('model.opset', l10n.t('The model asks for an opset newer than this ONNX Runtime: {0}', message), {
      ...more,
      remedy: l10n.t('Export it with a lower opset.'),
    });
  }
  if (/Protobuf parsing failed|No graph was found in the protobuf|ModelProto does not have a graph/i.test(message)) {
    return new UserError('model.parse', l10n.t('{0} is not a readable ONNX model.', path), {
      ...more,
      remedy: l10n.t('It may be cut short or another kind of file. Inspect says what is wrong and where.'),
    });
  }
  if (/external data|External initializer|GetExtDataFromTensorProto/i.test(message)) {
    return new UserError('model.externalData', l10n.t("The model's external data cannot be used: {0}", message), {
      ...more,
      remedy: l10n.t('External-data files have to lie in the folder of the model, whole.'),
    });
  }
  if (/bad_alloc|Failed to allocate memory|out of memory/i.test(message)) {
    return new UserError('runtime.memory', l10n.t('There is not enough memory to load the model.'), more);
  }
  if (/Unsupported data type: (\d+)/.test(message)) {
    return new UserError(
      'model.boundaryType',
      l10n.t('An input or output of the model has an element type that cannot be passed to ONNX Runtime: {0}', message),
      more,
    );
  }
  return new UserError('model.load', l10n.t('ONNX Runtime does not load the model: {0}', message), {
    ...more,
    remedy: l10n.t('Inspect checks the file and says what is wrong.'),
  });
}

/** Turns what `run()` threw into what a person can act on. */
export function runError(error: unknown, path: string): UserError {
  const message = plain(error);
  const more = { where: path, cause: error };
  if (/bad_alloc|Failed to allocate memory|out of memory/i.test(message)) {
    return new UserError('runtime.memory', l10n.t('There is not enough memory to run the model on this input.'), {
      ...more,
      remedy: l10n.t('Use a smaller batch or a smaller input.'),
    });
  }
  if (/invalid (rank|dimensions) for input|Unexpected input data type|missing in 'feeds'/i.test(message)) {
    return new UserError('run.input', l10n.t('The model refuses its input: {0}', message), more);
  }
  return new UserError('run.failed', l10n.t('Running the model failed: {0}', message), more);
}
