/** Emphasis for a terminal; plain text elsewhere. */
export interface Style {
  bold(text: string): string;
  dim(text: string): string;
  red(text: string): string;
  yellow(text: string): string;
  green(text: string): string;
  cyan(text: string): string;
}

/** Whether to colour what goes to `stream`: a terminal, and neither `NO_COLOR` (no-color.org) nor `TERM=dumb` says otherwise. */
export function wantsColour(stream: { isTTY?: boolean }, environment: NodeJS.ProcessEnv): boolean {
  return stream.isTTY === true && !environment.NO_COLOR && environment.TERM !== 'dumb';
}

export function makeStyle(colour: boolean): Style {
  const wrapped = (open: number, close: number) => (text: string) => (colour ? `\u001b[${open}m${text}\u001b[${close}m` : text);
  return {
    bold: wrapped(1, 22),
    dim: wrapped(2, 22),
    red: wrapped(31, 39),
    yellow: wrapped(33, 39),
    green: wrapped(32, 39),
    cyan: wrapped(36, 39),
  };
}

/** Characters that steer a terminal, or turn the direction of text. */
const STEERING = /[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

/** Names from models and repositories are strangers' text: what would steer a terminal is shown, not sent. */
export function printable(text: string): string {
  return text.replace(STEERING, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
