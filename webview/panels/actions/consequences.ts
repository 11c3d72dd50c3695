import type { nothing, TemplateResult } from 'lit';
import type { Consequence } from '../../../src/report/schemas/action';
import type { PanelContext } from '../../context';
import { findings } from '../../kit/findings';

/** What a person should know of an action, warnings first. */
export function consequences(list: readonly Consequence[], context: PanelContext): TemplateResult | typeof nothing {
  return findings(
    list.map(({ code, severity, message }) => ({ code, severity, message, where: '' })),
    context,
  );
}
