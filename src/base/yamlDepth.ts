/** Far more than any file here has, far less than the parser's stack. */
const MAX_DEPTH = 200;

/**
 * Whether collections may lie in each other deeper than the parser can follow; at the end of its stack it may end the process. An upper bound:
 * brackets in texts count too, as does every space that a line is set in.
 */
export function nestsTooDeep(text: string): boolean {
  let brackets = 0;
  let margin = 0;
  let atStart = true;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code === 0x5b || code === 0x7b) brackets++;
    else if (code === 0x5d || code === 0x7d) brackets = Math.max(0, brackets - 1);
    // What stands before a line's first word: spaces, and `- ` or `? ` for a collection each.
    if (code === 0x0a || code === 0x0d) {
      margin = 0;
      atStart = true;
    } else if (atStart && (code === 0x20 || code === 0x09 || code === 0x2d || code === 0x3f)) margin++;
    else atStart = false;
    if (brackets > MAX_DEPTH || margin > 2 * MAX_DEPTH) return true;
  }
  return false;
}
