import { parseDocument } from 'yaml';
import { nestsTooDeep } from './yamlDepth';

/**
 * A stranger's YAML as plain data; undefined where it is not YAML. Aliases are refused, since a few lines of them can
 * unfold to gigabytes, and so is nesting beyond the stack.
 */
export function readYaml(text: string): unknown {
  if (nestsTooDeep(text)) return undefined;
  try {
    const document = parseDocument(text, { schema: 'core', logLevel: 'silent' });
    return document.errors.length > 0 ? undefined : document.toJS({ maxAliasCount: 0 });
  } catch (error) {
    // What the library throws for too many aliases, and the engine for too deep a nesting.
    if (error instanceof ReferenceError || error instanceof RangeError) return undefined;
    throw error;
  }
}
